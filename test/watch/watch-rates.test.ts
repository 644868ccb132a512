import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChangeRates, unnamed } from '../../source/store/watch-rates.js';
import { stored } from '../kube/wire-writer.js';

const second = (number: number): number => 1_780_000_000_000 + number * 1_000;

function counting() {
  const rates = new ChangeRates(second(0));
  const count = (key: string, atSecond: number, times = 1, writer: string | null = 'kubelet', bytes = 10) => {
    for (let left = times; left > 0; left -= 1)
      rates.count({ key, bytes, writer: writer ?? undefined, atMs: second(atSecond) + left });
  };
  return { rates, count };
}

const rowsOf = (
  { rates }: ReturnType<typeof counting>,
  by: 'kind' | 'prefix' | 'writer',
  at: number,
  seconds = 10,
): readonly (readonly [string, number, number])[] =>
  rates
    .table(by, seconds, second(at), 'events')
    .rows.map(({ name, eventsPerSecond, bytesPerSecond }) => [name, eventsPerSecond, bytesPerSecond]);

describe('rates of changes', () => {
  it('are by kind, prefix and writer, the most first', () => {
    const counted = counting();
    for (let at = 0; at < 10; at += 1) {
      counted.count('/registry/pods/default/web-1', at, 3);
      counted.count('/registry/leases/kube-node-lease/n1', at, 5, '');
      counted.count('/config/a', at, 1, null, 100);
    }
    assert.deepEqual(rowsOf(counted, 'kind', 10), [
      ['leases', 5, 50],
      ['pods', 3, 30],
      ['/config/', 1, 100],
    ]);
    assert.deepEqual(
      rowsOf(counted, 'prefix', 10).map(([name]) => name),
      ['/registry/leases/kube-node-lease/', '/registry/pods/default/', '/config/'],
    );
    assert.deepEqual(rowsOf(counted, 'writer', 10), [
      [unnamed.nobody, 5, 50],
      ['kubelet', 3, 30],
      [unnamed.unread, 1, 100],
    ]);
    const byBytes = counted.rates.table('kind', 10, second(10), 'bytes');
    assert.deepEqual(
      byBytes.rows.map(({ name }) => name),
      ['/config/', 'leases', 'pods'],
    );
    assert.deepEqual([byBytes.eventsPerSecond, byBytes.bytesPerSecond], [9, 180]);
  });

  it('know the kind below another root by the first value that tells it', () => {
    const { rates } = counting();
    const counted = { key: '/a/k8s/pods/default/web-1', bytes: 10, writer: '', atMs: second(0) };
    rates.count(counted);
    rates.count({ ...counted, value: stored('v1', 'Pod') });
    rates.count(counted);
    const names = rates.table('kind', 10, second(1), 'events').rows.map(({ name }) => name);
    assert.deepEqual(names, ['pods', '/a/k8s/pods/']);
  });

  it('slide: only the last whole seconds count, and nothing after a minute', () => {
    const counted = counting();
    counted.count('/a/x', 0, 60);
    counted.count('/a/x', 20, 10);
    assert.deepEqual(
      rowsOf(counted, 'kind', 20),
      [['/a/', 0, 0]],
      'the second that goes on does not count yet',
    );
    assert.deepEqual(rowsOf(counted, 'kind', 21), [['/a/', 1, 10]]);
    assert.deepEqual(rowsOf(counted, 'kind', 30), [['/a/', 1, 10]]);
    assert.deepEqual(rowsOf(counted, 'kind', 31), [['/a/', 0, 0]]);
    assert.deepEqual(rowsOf(counted, 'kind', 60, 60), [['/a/', 70 / 60, 700 / 60]]);
    assert.deepEqual(rowsOf(counted, 'kind', 61, 60), [['/a/', 10 / 60, 100 / 60]]);
    assert.deepEqual(rowsOf(counted, 'kind', 90, 60), []);
  });

  it('say over how many seconds they are, at the beginning', () => {
    const counted = counting();
    counted.count('/a/x', 0, 6);
    const table = counted.rates.table('kind', 60, second(3), 'events');
    assert.equal(table.seconds, 3);
    assert.equal(table.rows[0]?.eventsPerSecond, 2);
  });

  it('count what comes after the clock was set back', () => {
    const counted = counting();
    counted.count('/a/x', 30);
    counted.count('/a/x', 25);
    assert.deepEqual(rowsOf(counted, 'kind', 31, 10), [['/a/', 0.2, 2]]);
  });

  it('keep their bound whatever the keys are', () => {
    const counted = counting();
    for (let index = 0; index < 3_000; index += 1) {
      counted.count(`/tenants/${index}/x`, 1, 1, `writer-${index}`);
      counted.count(`/${'long'.repeat(1_000)}${index}/x`, 1);
    }
    for (const by of ['kind', 'prefix', 'writer'] as const) {
      const { rows, eventsPerSecond } = counted.rates.table(by, 1, second(2), 'events');
      assert.ok(rows.length <= 1_001, `${rows.length} names`);
      assert.equal(eventsPerSecond, 6_000);
      assert.equal(
        rows.reduce((sum, row) => sum + row.eventsPerSecond, 0),
        6_000,
        'nothing is left out',
      );
      assert.ok(rows.some(({ name }) => name === unnamed.others));
      assert.ok(rows.every(({ name }) => name.length <= 600));
    }
  });

  it('take keys without a directory, and of any bytes', () => {
    const counted = counting();
    for (const key of ['lonely', '', '/', '\xff\0/\x1b']) counted.count(key, 0);
    assert.deepEqual(
      rowsOf(counted, 'prefix', 1)
        .map(([name]) => name)
        .toSorted(),
      ['(no directory)', '/', '\xff\0/'],
    );
  });
});
