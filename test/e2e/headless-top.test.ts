import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { runProgram, startProgram } from './run-program.js';

interface Table {
  readonly by: string;
  readonly eventsPerSecond: number;
  readonly rows: readonly { readonly name: string; readonly eventsPerSecond: number }[];
}

for (const version of etcdVersions) {
  test(`etcd ${version}: top counts what changes, by kind and by writer`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const at = ['--endpoints', etcd.endpoints[0] ?? ''];
    const pod = (second: number): string =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { managedFields: [{ manager: 'kubelet', time: `2026-11-26T10:00:${second}Z` }] },
      });
    const top = startProgram(['top', '-w', 'json', '--interval', '1s', '--by', 'writer', ...at]);
    const table = runProgram(['top', '--once', '--interval', '4s', ...at]);
    // Until a table has it: how fast this machine starts a program is not known.
    for (let second = 10; ; second += 1) {
      await etcd.etcdctl('put', '/registry/pods/shop/cart', pod(second));
      await etcd.etcdctl('put', '/config/a', 'x');
      const isSeen = await Promise.race([top.see('"kubelet"').then(() => true), Promise.resolve(false)]);
      if (isSeen || second > 99) {
        break;
      }
    }
    top.signal('SIGINT');
    const { code, stdout } = await top.finished;
    assert.equal(code, 0);
    const tables = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Table);
    const counted = tables.find(({ rows }) => rows.some(({ name }) => name === 'kubelet'));
    assert.ok(counted !== undefined && counted.by === 'writer' && counted.eventsPerSecond > 0);

    const once = await table;
    assert.equal(once.code, 0);
    assert.match(once.stdout, /KIND +EVENTS +BYTES/u);
  });
}

test('top says what an interval is, and when nobody may watch', async () => {
  const wrong = await runProgram(['top', '--interval', '1h']);
  assert.equal(wrong.code, 64);
  assert.match(wrong.stderr, /--interval must be whole seconds from 1s to 60s, not 1h/u);
});
