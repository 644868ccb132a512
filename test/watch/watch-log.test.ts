import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WatchLog } from '../../source/store/watch-log.js';
import { change } from './changes.js';

const keysOf = (log: WatchLog): readonly string[] =>
  Array.from({ length: log.next - log.first }, (_, index) => {
    const entry = log.at(log.first + index);
    return entry?.kind === 'change' ? entry.key : (entry?.kind ?? '');
  });

describe('watch log', () => {
  it('keeps the newest entries, numbered for ever', () => {
    const log = new WatchLog({ entries: 3, bytes: 1_000 });
    for (let revision = 0; revision < 8; revision += 1) log.push(change(`k${revision}`, revision));
    assert.deepEqual(keysOf(log), ['k5', 'k6', 'k7']);
    assert.deepEqual([log.first, log.next, log.changes], [5, 8, 8]);
    assert.equal(log.at(4), undefined);
    assert.equal(log.at(8), undefined);
  });

  it('keeps no more bytes than it may, and always the newest entry', () => {
    const log = new WatchLog({ entries: 100, bytes: 20 });
    for (let revision = 0; revision < 10; revision += 1) log.push(change(`key-${revision}`, revision));
    assert.deepEqual(keysOf(log), ['key-8', 'key-9']);
    log.push(change('x'.repeat(500), 11));
    assert.equal(keysOf(log).length, 1);
  });

  it('counts whole values, and what noise rules had', () => {
    const log = new WatchLog({ entries: 100, bytes: 1_000 });
    const value = new Uint8Array(300);
    for (let revision = 0; revision < 4; revision += 1) {
      log.push({ ...change('k', revision), before: value, after: value, noise: 'leases' });
    }
    assert.equal(log.next - log.first, 1);
    assert.deepEqual([...log.noise], [['leases', 4]]);
  });

  it('does not say that nothing was lost when a hole follows the reconnection', () => {
    const log = new WatchLog({ entries: 10, bytes: 1_000 });
    log.push({ kind: 'reconnected', atMs: 0, revision: 9, endpoint: 'http://m1', nothingLost: true });
    log.pushHole({ kind: 'hole', atMs: 0, fromRevision: 10, toRevision: 12 });
    const first = log.at(0);
    assert.ok(first?.kind === 'reconnected' && !first.nothingLost);
    assert.equal(log.at(1)?.kind, 'hole');
  });
});
