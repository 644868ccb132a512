import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCompactTarget, resolveTarget } from '../../source/maintenance/compact-target.js';

const range = { oldest: 28_900_112, newest: 29_253_467 };

function reasonFor(revision: number): string {
  const resolved = resolveTarget({ kind: 'revision', revision }, range);
  return resolved.kind === 'refused' ? resolved.reason : '';
}

test('a target is a revision or how many to keep, with digits grouped as people write them', () => {
  const parsed = (text: string) => {
    const answer = parseCompactTarget(text);
    return answer.kind === 'target' ? answer.target : answer.kind;
  };
  assert.deepEqual(parsed('29253467'), { kind: 'revision', revision: 29_253_467 });
  assert.deepEqual(parsed(' 29,253,467 '), { kind: 'revision', revision: 29_253_467 });
  assert.deepEqual(parsed('keep 10_000'), { kind: 'keep', revisions: 10_000 });
  assert.deepEqual(parsed('Keep 0'), { kind: 'keep', revisions: 0 });
  for (const text of ['', 'all', '-5', '1.5', 'keep', '1h', '99999999999999999999']) {
    assert.equal(parsed(text), 'refused', text);
  }
});

test('only revisions after the last compaction and up to the newest can be compacted', () => {
  const resolved = (revision: number) => resolveTarget({ kind: 'revision', revision }, range).kind;
  assert.equal(resolved(range.oldest), 'refused');
  assert.equal(resolved(range.oldest + 1), 'revision');
  assert.equal(resolved(range.newest), 'revision');
  assert.equal(resolved(range.newest + 1), 'refused');
  assert.match(reasonFor(range.oldest), /compacted already/);
  assert.match(reasonFor(range.newest + 1), /does not exist yet, the newest is 29,253,467/);
});

test('a Unix time is told to be one, in seconds, milliseconds, microseconds and nanoseconds', () => {
  const seconds = Date.UTC(2026, 10, 21) / 1000;
  for (const unit of [1, 1e3, 1e6]) {
    assert.match(reasonFor(seconds * unit), /is the Unix time of 2026-11-2[01] .*not a revision/);
  }
  assert.doesNotMatch(reasonFor(50_000_000), /Unix/);
  assert.doesNotMatch(reasonFor(999_999_999), /Unix/);
});

test('a cluster whose revisions have reached the size of a Unix time is compacted as asked', () => {
  const large = { oldest: 1, newest: 2_000_000_000 };
  assert.deepEqual(resolveTarget({ kind: 'revision', revision: 1_763_683_200 }, large), {
    kind: 'revision',
    revision: 1_763_683_200,
  });
});

test('keeping N revisions compacts N before the newest; keeping all there is drops nothing', () => {
  assert.deepEqual(resolveTarget({ kind: 'keep', revisions: 10_000 }, range), {
    kind: 'revision',
    revision: 29_243_467,
  });
  assert.deepEqual(resolveTarget({ kind: 'keep', revisions: 0 }, range), {
    kind: 'revision',
    revision: range.newest,
  });
  const nothing = resolveTarget({ kind: 'keep', revisions: 1_000_000 }, range);
  assert.ok(nothing.kind === 'refused' && /nothing to drop/.test(nothing.reason));
});
