import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { valuePane } from '../../source/panes/value/pane.js';
import { rowText } from '../../source/presentation/rows.js';
import { comparePair } from '../../source/store/history.js';
import { reduceValue } from '../../source/store/value.js';
import type { StoredValue, ValuePair } from '../../source/store/value-content.js';
import { documentsOf, natureOf } from '../../source/store/value-document.js';
import {
  currentFormat,
  initialValue,
  isMasked,
  type ValueEffect,
  type ValueEvent,
} from '../../source/store/value-state.js';

function stored(value: string | Uint8Array, more: Partial<StoredValue> = {}): StoredValue {
  const bytes = typeof value === 'string' ? new Uint8Array(Buffer.from(value)) : value;
  return { value: bytes, createRevision: 5, modRevision: 9, version: 2, lease: 0n, ...more };
}

/** A pane of 80×10 and what it was told. */
function session() {
  let state = reduceValue(initialValue, { type: 'value-resized', columns: 80, rows: 10 }).state;
  const effects: ValueEffect[] = [];
  const send = (...events: readonly ValueEvent[]) => {
    for (const event of events) {
      const next = reduceValue(state, event);
      state = next.state;
      effects.push(...next.effects);
    }
  };
  const lines = (nowMs = 0) =>
    valuePane
      .view(state, { columns: 80, rows: 10 }, { focused: true, nowMs })
      .lines.map(({ row }) => rowText(row));
  const title = () =>
    rowText(valuePane.view(state, { columns: 80, rows: 10 }, { focused: true, nowMs: 0 }).title);
  const note = () =>
    rowText(valuePane.view(state, { columns: 80, rows: 10 }, { focused: true, nowMs: 0 }).note ?? []);
  return { send, effects, lines, title, note, state: () => state };
}

const show = (key: string): ValueEvent => ({ type: 'show-key', key: Buffer.from(key) });
const read = (key: string, value: StoredValue | undefined): ValueEvent => ({
  type: 'value-read',
  key,
  stored: value,
  revision: 20,
});

describe('the value pane', () => {
  it('reads the key under the cursor, once', () => {
    const pane = session();
    pane.send(show('/a'), show('/a'), { type: 'show-key', key: undefined });
    assert.deepEqual(pane.effects, [
      { type: 'read-value', key: '/a', revision: undefined },
      { type: 'read-value', key: undefined, revision: undefined },
    ]);
  });

  it('shows pretty JSON with revisions, version and size', () => {
    const pane = session();
    pane.send(show('/a'), read('/a', stored('{"a":[1,2]}', { modRevision: 29_253_466 })));
    assert.deepEqual(pane.lines().slice(0, 4), ['{', '  "a": [', '    1,', '    2']);
    assert.equal(pane.lines()[8], 'rev 29,253,466 · created 5 · version 2 · 11 B');
    assert.equal(pane.lines()[9], 'no lease');
    assert.equal(pane.title(), '/a ─ JSON');
  });

  it('does not take an answer about another key', () => {
    const pane = session();
    pane.send(show('/a'), show('/b'), read('/a', stored('old')));
    assert.equal(pane.state().content.kind, 'reading');
  });

  it('says that a key is not there, and that it was deleted', () => {
    const pane = session();
    pane.send(show('/a'), read('/a', undefined));
    assert.deepEqual(pane.lines(), ['There is no such key at rev 20.']);
    pane.send({ type: 'value-changed', key: '/a', stored: stored('x'), revision: 21, changes: 1, atMs: 1 });
    assert.equal(pane.lines()[0], 'x');
    pane.send({ type: 'value-changed', key: '/a', stored: undefined, revision: 22, changes: 1, atMs: 2 });
    assert.deepEqual(pane.lines(), ['The key was deleted at rev 22.']);
  });

  it('keeps its place when the value changes, and says that it did', () => {
    const pane = session();
    const text = (word: string) =>
      stored(Array.from({ length: 50 }, (_, index) => `${word} ${index}`).join('\n'));
    pane.send(show('/a'), read('/a', text('old')), { type: 'value-scrolled', by: 12 });
    assert.equal(pane.lines()[0], 'old 12');
    pane.send({
      type: 'value-changed',
      key: '/a',
      stored: text('new'),
      revision: 21,
      changes: 3,
      atMs: 10_000,
    });
    assert.equal(pane.lines()[0], 'new 12');
    assert.equal(pane.lines(73_000)[9], 'no lease · 3 changes seen, last 1 m 3 s ago');
    pane.send({
      type: 'value-changed',
      key: '/a',
      stored: stored('short'),
      revision: 22,
      changes: 1,
      atMs: 0,
    });
    assert.equal(pane.lines()[0], 'short');
  });

  it('goes through the forms of a value, and to hex and back', () => {
    const pane = session();
    const forms = () => currentFormat(pane.state());
    pane.send(show('/a'), read('/a', stored('{"a":1}')));
    const seen = [forms()];
    for (let step = 0; step < 5; step += 1) {
      pane.send({ type: 'format-cycled' });
      seen.push(forms());
    }
    assert.deepEqual(seen, ['json', 'yaml', 'text', 'hex', 'base64', 'json']);
    pane.send({ type: 'hex-toggled' });
    assert.equal(pane.lines()[0], '00000000  7b 22 61 22 3a 31 7d                              {"a":1}');
    pane.send({ type: 'hex-toggled' });
    assert.equal(forms(), 'json');
  });
});

describe('secrets', () => {
  it('are masked until they are asked for, each one again', () => {
    const pane = session();
    const key = '/registry/secrets/default/token';
    pane.send(show(key), read(key, stored('hunter2')));
    assert.ok(isMasked(pane.state()));
    assert.doesNotMatch(pane.lines().join('\n'), /hunter2/);
    assert.equal(pane.title(), 'secrets default/token ─ masked');
    pane.send({ type: 'mask-toggled' });
    assert.equal(pane.lines()[0], 'hunter2');
    pane.send(
      show('/registry/secrets/default/other'),
      read('/registry/secrets/default/other', stored('hunter3')),
    );
    assert.doesNotMatch(pane.lines().join('\n'), /hunter3/);
  });

  it('stay masked in every form', () => {
    const pane = session();
    pane.send(show('/x'), read('/x', stored('{"kind":"Secret","data":{"p":"aHVudGVyMg=="}}')));
    for (let step = 0; step < 5; step += 1) {
      assert.doesNotMatch(pane.lines().join('\n'), /aHVudGVyMg|61 48 56/);
      pane.send({ type: 'format-cycled' });
    }
  });
});

describe('a lease', () => {
  it('is asked for, counted down, and asked for again', () => {
    const pane = session();
    pane.send(show('/a'), read('/a', stored('x', { lease: 0x694d8a1b2c3d4e5fn })));
    assert.deepEqual(pane.effects.at(-1), { type: 'read-lease', id: 0x694d8a1b2c3d4e5fn });
    assert.equal(pane.lines()[9], 'lease 694d8a1b2c3d4e5f');
    pane.send({
      type: 'lease-read',
      life: { id: 0x694d8a1b2c3d4e5fn, ttlSeconds: 40, grantedSeconds: 60, atMs: 1_000 },
    });
    assert.equal(pane.lines(11_000)[9], 'lease 694d8a1b2c3d4e5f expires in 30 s of 1 m');
    assert.equal(pane.lines(51_000)[9], 'lease 694d8a1b2c3d4e5f is expired');
    const before = pane.effects.length;
    pane.send({ type: 'second-passed', nowMs: 5_000 });
    assert.equal(pane.effects.length, before);
    pane.send({ type: 'second-passed', nowMs: 11_000 });
    assert.deepEqual(pane.effects.at(-1), { type: 'read-lease', id: 0x694d8a1b2c3d4e5fn });
  });

  it('that cannot be asked for is named all the same', () => {
    const pane = session();
    pane.send(show('/a'), read('/a', stored('x', { lease: 0x7n })));
    pane.send({ type: 'lease-read', life: { id: 7n, ttlSeconds: undefined, grantedSeconds: 0, atMs: 0 } });
    assert.equal(pane.lines()[9], 'lease 0000000000000007, time left unknown');
  });
});

describe('hostile values', () => {
  it('reach the screen as visible text only', () => {
    const pane = session();
    for (const value of ['a\x1b[31mb', '{"a":"\u202e\u001b]0;x\u0007"}', 'tab\there\r\nnext', '\u2066x']) {
      pane.send(show('/a'), { type: 'value-reload' }, read('/a', stored(value)));
      for (let step = 0; step < 5; step += 1) {
        assert.doesNotMatch(pane.lines().join(''), /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
        pane.send({ type: 'format-cycled' });
      }
    }
  });
});

describe('a large value', () => {
  const largeValue = stored('a long line\n'.repeat(30_000));
  const prepared = ({ value }: StoredValue): ValueEvent => {
    const nature = natureOf('/a', value);
    return { type: 'value-prepared', value, nature: { ...nature, documents: documentsOf(nature) } };
  };

  it('has a large value taken apart elsewhere, and says so meanwhile', () => {
    const pane = session();
    pane.send(show('/a'), read('/a', largeValue));
    assert.deepEqual(pane.lines(), ['laying out 360 kB …']);
    const asked = { type: 'prepare-value', key: '/a', value: largeValue.value };
    assert.deepEqual(pane.effects.at(-1), asked);
    pane.send({ type: 'second-passed', nowMs: 1 }, { type: 'value-scrolled', by: 1 });
    assert.deepEqual(pane.effects.at(-1), asked, 'once');
    pane.send(prepared(stored('another')));
    assert.equal(pane.state().content.kind, 'preparing');
    pane.send(prepared(largeValue));
    assert.equal(pane.lines()[0], 'a long line');
    pane.send({ type: 'value-end' });
    assert.match(pane.lines()[0] ?? '', /a long line/u);
    assert.equal(pane.state().cursor.line, 29_999);
    pane.send({ type: 'format-cycled' });
    assert.equal(currentFormat(pane.state()), 'hex');
  });

  it('gives a large value up when another key is shown', () => {
    const pane = session();
    pane.send(show('/a'), read('/a', largeValue), show('/b'));
    assert.deepEqual(pane.effects.at(-1), { type: 'prepare-value', key: '/b', value: undefined });
    pane.send(read('/b', stored('small')), prepared(largeValue));
    assert.equal(pane.lines()[0], 'small');
  });

  it('shows the value before while a newer one is taken apart, however often it changes', () => {
    const pane = session();
    const at = (modRevision: number) => stored(`revision ${modRevision}\n`.repeat(30_000), { modRevision });
    const [first, second, third, fourth] = [at(20), at(21), at(22), at(23)];
    const changedTo = (value: StoredValue | undefined, revision: number): ValueEvent => ({
      type: 'value-changed',
      key: '/a',
      stored: value,
      revision,
      changes: 1,
      atMs: 1,
    });
    const preparations = () =>
      pane.effects.flatMap((effect) => (effect.type === 'prepare-value' ? [effect.value] : []));
    pane.send(show('/a'), read('/a', first), changedTo(second, 21), changedTo(third, 22));
    assert.deepEqual(pane.lines(), ['laying out 360 kB …']);
    pane.send(prepared(first));
    assert.equal(pane.lines()[0], 'revision 20');
    assert.match(pane.note(), /^rev 22 is being laid out · /u);
    pane.send(changedTo(fourth, 23), prepared(third));
    assert.equal(pane.lines()[0], 'revision 22');
    assert.match(pane.lines()[8] ?? '', /^rev 22 /u, 'the facts are those of what is shown');
    assert.match(pane.note(), /^rev 23 is being laid out · /u);
    pane.send(prepared(fourth));
    assert.equal(pane.note(), 'line 1 of 30,000');
    assert.deepEqual(preparations(), [first.value, third.value, fourth.value], 'none was given up');
    const leased = { ...second, modRevision: 24, lease: 7n };
    pane.send(changedTo(leased, 24));
    assert.deepEqual(
      pane.effects
        .slice(-2)
        .map(({ type }) => type)
        .toSorted(),
      ['prepare-value', 'read-lease'],
    );
    pane.send({ type: 'lease-read', life: { id: 7n, ttlSeconds: 60, grantedSeconds: 90, atMs: 0 } });
    assert.match(pane.lines()[9] ?? '', /^no lease/u);
    pane.send(prepared(leased));
    assert.match(pane.lines()[9] ?? '', /^lease 0*7 expires in 1 m/u);
    pane.send(changedTo(first, 24), changedTo(undefined, 25), prepared(first));
    assert.deepEqual(pane.lines(), ['The key was deleted at rev 25.']);
  });

  it('looks at large values of the past, and has them compared elsewhere', () => {
    const pane = session();
    pane.send(show('/a'), read('/a', largeValue), prepared(largeValue));
    const older = stored('an older line\n'.repeat(30_000), { modRevision: 7, version: 1 });
    const step = (kv: StoredValue) => ({ kind: 'written' as const, kv: { ...kv, key: Buffer.from('/a') } });
    pane.send({ type: 'history-opened', compare: 'none' });
    const run = pane.state().historyRuns;
    pane.send(
      { type: 'history-read', run, step: step(largeValue) },
      { type: 'history-read', run, step: step(older) },
    );
    assert.equal(pane.lines()[0], 'a long line', 'it is known already');
    pane.send({ type: 'history-moved', by: 1 });
    assert.deepEqual(pane.lines()[0], 'laying out 420 kB …');
    pane.send(prepared(older));
    assert.equal(pane.lines()[0], 'an older line');
    pane.send({ type: 'history-compared', compare: 'newer' });
    assert.equal(pane.lines()[0], 'comparing 420 kB with 360 kB …');
    const pair = { before: older.value, after: largeValue.value };
    assert.deepEqual(pane.effects.at(-1), { type: 'compare-values', key: '/a', pair });
    const compared = (both: ValuePair): ValueEvent => ({
      type: 'values-compared',
      comparison: { ...both, ...comparePair('/a', both) },
    });
    pane.send({ type: 'second-passed', nowMs: 1 }, compared({ before: older.value, after: older.value }));
    assert.equal(pane.lines()[0], 'comparing 420 kB with 360 kB …', 'nothing else was asked for');
    pane.send(compared(pair));
    assert.deepEqual(pane.lines().slice(0, 2), ['@@ -1,30000 +1,30000 @@', '-an older line']);
    pane.send({ type: 'history-compared', compare: 'older' });
    assert.deepEqual(pane.effects.at(-1), {
      type: 'compare-values',
      key: '/a',
      pair: { before: undefined, after: older.value },
    });
    pane.send({ type: 'history-closed' });
    assert.deepEqual(pane.effects.at(-1), { type: 'compare-values', key: '/a', pair: undefined });
    assert.equal(pane.lines()[0], 'a long line');
  });
});
