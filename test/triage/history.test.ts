import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MemberEvidence } from '../../source/triage/evidence.js';
import { type Before, extendHistory } from '../../source/triage/history.js';
import {
  memberId,
  memberOf,
  membersOf,
  silentMember,
  unstartedMember,
  withStatus,
} from './cluster-evidence.js';

/** The history after a series of looks, two seconds apart. */
function afterLooks(looks: readonly (readonly MemberEvidence[])[]): Before['history'] {
  let before: Before | undefined;
  for (const [index, members] of looks.entries()) {
    before = { history: extendHistory(before, { atMs: index * 2_000, members }), members };
  }
  assert.ok(before);
  return before.history;
}

const ledBy = (leader: number, term: number) =>
  [1, 2, 3].map((ordinal) => withStatus(ordinal, { leader: memberId(leader), term }));

test('a leader that stays is no change, however often it is seen', () => {
  const history = afterLooks([membersOf(3), membersOf(3), membersOf(3)]);
  assert.equal(history.looks, 3);
  assert.deepEqual(history.leader, { id: memberId(1), term: 36, sinceMs: 0 });
  assert.deepEqual(history.leaderChanges, []);
});

test('a new leader is a change, with the terms that passed; the same leader in a new term, too', () => {
  const history = afterLooks([ledBy(1, 36), ledBy(2, 38), ledBy(2, 39)]);
  assert.deepEqual(history.leaderChanges, [
    { atMs: 2_000, from: memberId(1), to: memberId(2), terms: 2 },
    { atMs: 4_000, from: memberId(2), to: memberId(2), terms: 1 },
  ]);
});

test('a leader not seen for a while is the same leader when it is seen again', () => {
  const leaderless = [1, 2, 3].map((ordinal) => withStatus(ordinal, { leader: undefined }));
  const history = afterLooks([ledBy(1, 36), leaderless, ledBy(1, 36)]);
  assert.deepEqual(history.leaderChanges, []);
  assert.equal(history.leader?.sinceMs, 0);
});

test('members that fall silent, come back, join and leave are told', () => {
  const history = afterLooks([
    membersOf(3),
    [memberOf(1), memberOf(2), silentMember(3)],
    membersOf(3),
    [...membersOf(3), unstartedMember(4)],
    membersOf(4),
    membersOf(3),
    // A login that is refused, and works again, tells of us.
    [memberOf(1), memberOf(2), silentMember(3, 'not-permitted')],
    membersOf(3),
  ]);
  assert.deepEqual(
    history.memberChanges.map(({ atMs, name, what }) => [atMs, name, what]),
    [
      [2_000, 'm3', 'lost'],
      [4_000, 'm3', 'back'],
      [6_000, 'https://10.0.0.244:2380', 'added'],
      [8_000, 'm4', 'started'],
      [10_000, 'm4', 'removed'],
    ],
  );
});

test('a look that nobody answers leaves a gap in the samples, not a zero', () => {
  const silent = [silentMember(1), silentMember(2), silentMember(3)];
  const history = afterLooks([membersOf(3), silent, membersOf(3)]);
  assert.deepEqual(
    history.samples.map(({ atMs }) => atMs),
    [0, 4_000],
  );
});

test('lists stay bounded', () => {
  const looks = Array.from({ length: 400 }, (_, index) => ledBy(1 + (index % 2), 36 + index));
  const history = afterLooks(looks);
  assert.equal(history.samples.length, 300);
  assert.equal(history.leaderChanges.length, 50);
  assert.equal(history.samples.at(-1)?.atMs, 399 * 2_000);
});
