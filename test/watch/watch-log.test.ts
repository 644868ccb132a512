import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldsFor, lastShown, nextShown, passes, showAll } from '../../source/store/watch-filter.js';
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

describe('watch filter', () => {
  const log = new WatchLog({ entries: 10, bytes: 1_000 });
  log.push({ kind: 'started', atMs: 0, revision: 1, endpoint: '' });
  log.push(change('/registry/pods/default/Web-1', 2, 'created'));
  log.push(change('/config/limits', 3));
  log.push(change('/registry/pods/default/web-1', 4, 'deleted'));

  it('passes by part of the key, small letters matching both', () => {
    assert.deepEqual(lastShown(log, { ...showAll, text: 'web', types: 'all' }, 3, 10), [0, 1, 3]);
    assert.deepEqual(lastShown(log, { ...showAll, text: 'Web', types: 'all' }, 3, 10), [0, 1]);
  });

  it('passes by kind of change; what happened to the watch itself is always shown', () => {
    assert.deepEqual(lastShown(log, { ...showAll, text: '', types: 'deletes' }, 3, 10), [0, 3]);
    assert.deepEqual(lastShown(log, { ...showAll, text: '', types: 'puts' }, 3, 10), [0, 1, 2]);
    assert.ok(
      passes(
        { kind: 'cut', atMs: 0, reason: '' },
        { ...showAll, text: 'nothing has this', types: 'deletes' },
      ),
    );
  });

  it('folds what a rule calls noise, but not what is watched on purpose', () => {
    const renewed = { ...change('/registry/leases/kube-system/n1', 5), noise: 'leases' };
    assert.equal(passes(renewed, { ...showAll, folds: foldsFor('') }), false);
    assert.equal(passes(renewed, { ...showAll, folds: foldsFor('/registry/') }), false);
    assert.ok(passes(renewed, showAll));
    for (const prefix of ['/registry/leases', '/registry/leases/', '/registry/leases/kube-system/']) {
      assert.ok(passes(renewed, { ...showAll, folds: foldsFor(prefix) }), prefix);
    }
  });

  it('finds the neighbour that is shown', () => {
    assert.equal(nextShown(log, { ...showAll, text: 'pods', types: 'all' }, 2, -1), 1);
    assert.equal(nextShown(log, { ...showAll, text: 'pods', types: 'all' }, 2, 1), 3);
    assert.equal(nextShown(log, showAll, 4, 1), undefined);
  });
});
