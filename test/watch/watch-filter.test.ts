import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldsFor, judge, showAll, type WatchFilter } from '../../source/store/watch-filter.js';
import { type LogEntry, type LoggedChange, WatchLog } from '../../source/store/watch-log.js';
import { lastShown, nextShown, WatchSieve, writerOfChange } from '../../source/store/watch-sieve.js';
import { parseTerms } from '../../source/store/watch-terms.js';
import { field, int, stored } from '../kube/wire-writer.js';
import { change } from './changes.js';

function filterOf(text: string, more: Partial<WatchFilter> = {}): WatchFilter {
  const { terms } = parseTerms(text);
  assert.ok(terms !== undefined, `${text} is a filter`);
  return { ...showAll, text, terms, ...more };
}

const problemOf = (text: string): string => {
  const parsed = parseTerms(text);
  assert.ok(parsed.terms === undefined, `${text} is no filter`);
  return parsed.problem;
};

const passes = (entry: LogEntry, filter: WatchFilter): boolean =>
  judge(entry, filter, writerOfChange) === 'shown';

/** A pod whose managedFields have these managers, each with the second it wrote in. */
function pod(...managers: readonly (readonly [string, number])[]): Buffer {
  const entries = managers.map(([name, second]) =>
    field(17, field(1, name), field(2, 'Update'), field(4, int(1, 1_780_000_000 + second))),
  );
  return stored(
    'v1',
    'Pod',
    field(1, field(1, 'web-1'), ...entries),
    field(2),
    field(3, field(1, 'Running')),
  );
}

function logOf(...entries: readonly LogEntry[]): WatchLog {
  const log = new WatchLog({ entries: 10_000, bytes: 100_000_000 });
  for (const entry of entries) log.push(entry);
  return log;
}

function sieveOf(log: WatchLog, filter: WatchFilter): WatchSieve {
  const sieve = new WatchSieve(log, filter);
  sieve.look();
  return sieve;
}

describe('a filter of the log', () => {
  const web = change('/registry/pods/default/Web-1', 2, 'created');
  const limits = change('/config/limits', 3);
  const gone = change('/registry/pods/shop/web-1', 4, 'deleted');
  const ingress = change('/registry/ingress/default/web', 5);
  const widget = change('/registry/acme.io/widgets/default/w', 6);
  const all = [web, limits, gone, ingress, widget];
  const shown = (text: string): readonly number[] =>
    all.filter((entry) => passes(entry, filterOf(text))).map(({ revision }) => revision);

  it('takes words of the key, small letters matching capitals too', () => {
    assert.deepEqual(shown('web'), [2, 4, 5]);
    assert.deepEqual(shown('Web'), [2]);
    assert.deepEqual(shown('web shop'), [4]);
    assert.deepEqual(shown('-web'), [3, 6]);
  });

  it('takes kinds as kubectl names them', () => {
    assert.deepEqual(shown('kind:pods'), [2, 4]);
    assert.deepEqual(shown('kind:Pod'), [2, 4]);
    assert.deepEqual(shown('kind:po,ing'), [2, 4, 5]);
    assert.deepEqual(shown('kind:widget'), [6]);
    assert.deepEqual(shown('-kind:pods'), [3, 5, 6]);
  });

  it('takes namespaces and types, all of which must hold', () => {
    assert.deepEqual(shown('ns:default'), [2, 5, 6]);
    assert.deepEqual(shown('ns:default kind:pods'), [2]);
    assert.deepEqual(shown('type:delete'), [4]);
    assert.deepEqual(shown('type:create,delete'), [2, 4]);
    assert.deepEqual(shown('type:put'), [2, 3, 5, 6]);
  });

  it('knows objects below another root by their values, those that are gone too', () => {
    const entry = { ...change('/a/k8s/pods/shop/web-1', 7), head: pod() };
    const deleted = { ...change('/a/k8s/pods/shop/web-1', 8, 'deleted'), before: pod() };
    const other = change('/a/k8s/pods/shop/web-1', 9);
    const of = (text: string) =>
      [entry, deleted, other].filter((each) => passes(each, filterOf(text))).map(({ revision }) => revision);
    assert.deepEqual(of('kind:pods'), [7, 8]);
    assert.deepEqual(of('ns:shop'), [7, 8]);
  });

  it('takes patterns of keys', () => {
    assert.deepEqual(shown('re:^/registry/(pods|ingress)/default/'), [2, 5]);
    assert.deepEqual(shown('re:WEB'), []);
    assert.deepEqual(shown('re:web-\\d$'), [2, 4]);
  });

  it('says what is wrong with it', () => {
    assert.match(problemOf('re:(a'), /a \( has no \)/);
    assert.match(problemOf('re:(?=a)'), /not done here/);
    assert.match(problemOf('type:gone'), /put, create, update, delete/);
  });

  it('takes half-typed words for nothing yet', () => {
    assert.deepEqual(shown('kind:'), [2, 3, 4, 5, 6]);
    assert.deepEqual(shown('re:'), [2, 3, 4, 5, 6]);
    assert.deepEqual(shown('-'), [2, 4]);
  });

  it('never hides what happened to the watch itself', () => {
    assert.ok(
      passes({ kind: 'cut', atMs: 0, reason: '' }, filterOf('nothing has this', { types: 'deletes' })),
    );
  });

  it('finds writers by what managedFields gained', () => {
    const by = (before: Buffer | undefined, after: Buffer | undefined, text: string): boolean => {
      const type = after === undefined ? 'deleted' : before === undefined ? 'created' : 'updated';
      return passes({ ...change('/registry/pods/a/b', 9, type), before, after }, filterOf(text));
    };
    const old = pod(['kube-scheduler', 1]);
    assert.ok(by(old, pod(['kube-scheduler', 1], ['kubelet', 2]), 'by:kubelet'));
    assert.ok(!by(old, pod(['kube-scheduler', 1], ['kubelet', 2]), 'by:scheduler'));
    assert.ok(by(old, pod(['kube-scheduler', 3], ['kubelet', 2]), 'by:scheduler'));
    assert.ok(by(old, old, 'by:nobody'));
    assert.ok(by(undefined, old, 'by:kubelet,kube-scheduler'));
    assert.ok(by(old, undefined, 'by:nobody'));
  });
});

describe('noise', () => {
  const renewed = { ...change('/registry/leases/kube-system/n1', 5), noise: 'leases' };

  it('is folded, but not what is watched on purpose', () => {
    assert.ok(!passes(renewed, { ...showAll, folds: foldsFor('') }));
    assert.ok(!passes(renewed, { ...showAll, folds: foldsFor('/registry/') }));
    assert.ok(passes(renewed, showAll));
    const ofLeases = ['/registry/leases', '/registry/leases/', '/registry/leases/kube-system/'];
    for (const prefix of [...ofLeases, '/a/k8s/leases', '/a/k8s/leases/', '/a/k8s/leases/kube-system/']) {
      assert.ok(passes(renewed, { ...showAll, folds: foldsFor(prefix) }), prefix);
    }
  });

  it('is shown of the key that is followed', () => {
    assert.ok(passes(renewed, { ...showAll, folds: foldsFor(''), followed: renewed.key }));
    assert.ok(!passes(renewed, { ...showAll, followed: 'another' }));
  });
});

describe('a sieve', () => {
  const keys = (count: number): readonly LoggedChange[] =>
    Array.from({ length: count }, (_, index) =>
      change(index % 2 === 0 ? `/a/${index}` : `/b/${index}`, index),
    );

  it('finds what is shown, and its neighbours', () => {
    const sieve = sieveOf(logOf(...keys(6)), filterOf('/b/'));
    assert.deepEqual(lastShown(sieve, 5, 10), [1, 3, 5]);
    assert.deepEqual(lastShown(sieve, 4, 1), [3]);
    assert.equal(nextShown(sieve, 4, -1), 3);
    assert.equal(nextShown(sieve, 4, 1), 5);
    assert.equal(nextShown(sieve, 6, 1), undefined);
    assert.equal(sieve.filtered, 3);
  });

  it('counts what it hides of what is kept, not of what is gone', () => {
    const log = new WatchLog({ entries: 4, bytes: 100_000 });
    const sieve = sieveOf(log, filterOf('/b/'));
    for (const entry of keys(11)) {
      log.push(entry);
      sieve.look();
    }
    assert.deepEqual([log.first, log.next], [7, 11]);
    assert.deepEqual(lastShown(sieve, 10, 10), [7, 9]);
    assert.equal(sieve.filtered, 2);
  });

  it('does a part at a time, the newest first, and says how much waits', () => {
    const value = pod(['kubelet', 1], ['padding'.repeat(1_500), 1]);
    const log = logOf();
    for (let revision = 0; revision < 200; revision += 1) {
      log.push({ ...change('/registry/pods/a/b', revision, 'created'), after: value });
    }
    const sieve = sieveOf(log, filterOf('-by:nobody'));
    assert.ok(sieve.behind > 0 && sieve.behind < 200, `behind by ${sieve.behind}`);
    assert.ok(sieve.isShown(199) && !sieve.isShown(0));
    for (let looks = 0; sieve.behind > 0; looks += 1) {
      assert.ok(looks < 100, 'it comes to an end');
      sieve.look();
    }
    assert.equal(lastShown(sieve, 199, 1_000).length, 200);
  });

  it('says what left the log before it was looked at', () => {
    const log = new WatchLog({ entries: 10, bytes: 100_000 });
    const sieve = sieveOf(log, filterOf('/b/'));
    for (const entry of keys(25)) log.push(entry);
    sieve.look();
    assert.equal(sieve.unseen, 15);
    assert.equal(sieve.behind, 0);
    assert.deepEqual(lastShown(sieve, 24, 10), [15, 17, 19, 21, 23]);
  });
});
