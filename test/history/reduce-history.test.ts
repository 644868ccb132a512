import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KeyValue } from '../../proto/generated/mvccpb.js';
import { EtcdError } from '../../source/client/errors.js';
import type { HistoryStep } from '../../source/history/key-history.js';
import { valuePane } from '../../source/panes/value/pane.js';
import { rowText } from '../../source/presentation/rows.js';
import { reduceValue } from '../../source/store/value.js';
import type { StoredValue } from '../../source/store/value-content.js';
import { initialValue, type ValueEffect, type ValueEvent } from '../../source/store/value-state.js';

function session() {
  let state = reduceValue(initialValue, { type: 'value-resized', columns: 80, rows: 10 }).state;
  const effects: ValueEffect[] = [];
  const send = (...events: readonly ValueEvent[]): void => {
    for (const event of events) {
      const next = reduceValue(state, event);
      state = next.state;
      effects.push(...next.effects);
    }
  };
  const content = () => valuePane.view(state, { columns: 80, rows: 10 }, { focused: true, nowMs: 0 });
  return {
    send,
    effects,
    lines: () => content().lines.map(({ row }) => rowText(row)),
    title: () => rowText(content().title),
  };
}

const stored = (value: string, modRevision: number): StoredValue => ({
  value: Buffer.from(value),
  createRevision: 5,
  modRevision,
  version: modRevision - 4,
  lease: 0n,
});

const step = (value: string, modRevision: number): HistoryStep => ({
  kind: 'written',
  kv: KeyValue.create({ ...stored(value, modRevision), key: Buffer.from('/a') }),
});

const show = (key: string): ValueEvent => ({ type: 'show-key', key: Buffer.from(key) });
const read = (run: number, value: string, modRevision: number): ValueEvent => ({
  type: 'history-read',
  run,
  step: step(value, modRevision),
});

const opened: readonly ValueEvent[] = [
  show('/a'),
  { type: 'value-read', key: '/a', stored: stored('now', 9), revision: 20 },
  { type: 'history-opened', compare: 'none' },
];

describe('the history of the value that is shown', () => {
  it('is read once it is asked for, and stopped when it is left', () => {
    const pane = session();
    pane.send(...opened);
    assert.deepEqual(pane.effects.at(-1), { type: 'read-history', key: '/a', run: 1, revision: undefined });
    assert.equal(pane.lines()[0], 'reading …');
    pane.send({ type: 'history-closed' });
    assert.deepEqual(pane.effects.at(-1), { type: 'stop-history' });
    assert.equal(pane.lines()[0], 'now');
  });

  it('does not take what is told of another reading', () => {
    const pane = session();
    pane.send(...opened, { type: 'history-closed' }, { type: 'history-opened', compare: 'none' });
    assert.deepEqual(pane.effects.at(-1), { type: 'read-history', key: '/a', run: 2, revision: undefined });
    pane.send(read(1, 'late', 8), { type: 'history-failed', run: 1, reason: 'late' });
    assert.equal(pane.lines()[0], 'reading …');
    pane.send(read(2, 'now', 9));
    assert.equal(pane.lines()[0], 'now');
  });

  it('stays where it is while the key changes, is deleted and read again', () => {
    const pane = session();
    pane.send(...opened, read(1, 'now', 9), read(1, 'before', 8), { type: 'history-moved', by: 1 });
    const changes: readonly ValueEvent[] = [
      { type: 'value-changed', key: '/a', stored: stored('new', 21), revision: 21, changes: 1, atMs: 5 },
      { type: 'value-changed', key: '/a', stored: undefined, revision: 22, changes: 1, atMs: 6 },
      { type: 'value-reload' },
      { type: 'value-failed', key: '/a', reason: 'no answer' },
      { type: 'connection-changed', state: { kind: 'ready', endpoint: 'x' }, nowMs: 7 },
      { type: 'value-read', key: '/a', stored: stored('newest', 30), revision: 30 },
      { type: 'second-passed', nowMs: 8 },
    ];
    for (const change of changes) {
      pane.send(change);
      assert.equal(pane.lines()[0], 'before', change.type);
      assert.match(pane.title(), /^▲ as of rev 8 ─/, change.type);
    }
    pane.send({ type: 'history-closed' });
    assert.equal(pane.lines()[0], 'newest');
    assert.equal(pane.title(), '/a ─ text');
  });

  it('ends with the key that is shown', () => {
    const pane = session();
    pane.send(...opened, read(1, 'now', 9), show('/b'));
    assert.deepEqual(pane.effects.slice(-2), [
      { type: 'read-value', key: '/b', revision: undefined },
      { type: 'stop-history' },
    ]);
    assert.doesNotMatch(pane.title(), /as of/);
  });

  it('says why it broke off, and keeps what was read', () => {
    const pane = session();
    const { message } = new EtcdError('timeout', 'No answer\x1b[2J.', 'deadline');
    pane.send(...opened, { type: 'history-failed', run: 1, reason: message });
    assert.equal(pane.lines()[0], 'No answer\\x1b[2J.');
    pane.send(read(1, 'now', 9));
    assert.equal(pane.lines()[0], 'now');
    assert.match(pane.lines()[9] ?? '', /^1 of 1 revision · reading broke off: No answer\\x1b\[2J\.$/);
  });

  it('does not go past its ends', () => {
    const pane = session();
    pane.send(...opened, read(1, 'now', 9), read(1, 'before', 8), { type: 'history-moved', by: 9 });
    assert.equal(pane.lines()[0], 'before');
    pane.send({ type: 'history-moved', by: -9 });
    assert.equal(pane.lines()[0], 'now');
    pane.send({ type: 'history-ended', run: 1, end: { kind: 'full' } });
    assert.equal(pane.lines()[9], '1 of 2 revisions · older ones are not read here');
  });
});
