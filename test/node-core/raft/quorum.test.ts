import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Configuration, fromConfState } from '../../../node-core/raft/configuration.js';
import { quorumActive, quorumIndex, voteResult } from '../../../node-core/raft/quorum.js';
import { ConfState } from '../../../proto/generated/raftpb.js';

function configurationOf(voters: readonly number[], outgoing: readonly number[] = []): Configuration {
  return fromConfState(
    ConfState.create({ voters: voters.map(BigInt), votersOutgoing: outgoing.map(BigInt) }),
  );
}

describe('quorumIndex', () => {
  // Columns: voters, outgoing voters, acknowledged index of members 1, 2, …; what a quorum holds.
  const cases: readonly [number[], number[], number[], number][] = [
    [[], [], [], Number.POSITIVE_INFINITY],
    [[1], [], [12], 12],
    [[1, 2], [], [12, 5], 5],
    [[1, 2, 3], [], [12, 5, 0], 5],
    [[1, 2, 3], [], [12, 12, 0], 12],
    [[1, 2, 3, 4], [], [10, 9, 8, 7], 8],
    [[1, 2, 3, 4, 5], [], [101, 104, 103, 103, 0], 103],
    [[1, 2, 3], [1, 2, 3], [1, 2, 3], 2],
    [[1, 2, 3], [3, 4, 5], [100, 90, 10, 20, 30], 20],
    [[1], [2], [5, 9], 5],
  ];
  for (const [voters, outgoing, acked, expected] of cases) {
    test(`(${voters})(${outgoing}) with ${acked}`, () => {
      const matchOf = (id: bigint) => acked[Number(id) - 1] ?? 0;
      assert.equal(quorumIndex(configurationOf(voters, outgoing), matchOf), expected);
    });
  }
});

describe('voteResult', () => {
  // Columns: voters, outgoing voters, who said yes, who said no; the result.
  const cases: readonly [number[], number[], number[], number[], string][] = [
    [[1], [], [], [], 'pending'],
    [[1], [], [1], [], 'won'],
    [[1], [], [], [1], 'lost'],
    [[1, 2], [], [1], [], 'pending'],
    [[1, 2], [], [1], [2], 'lost'],
    [[1, 2, 3], [], [1, 2], [3], 'won'],
    [[1, 2, 3], [], [1], [2], 'pending'],
    [[1, 2, 3], [], [], [1, 2], 'lost'],
    [[1, 2, 3, 4], [], [1, 2], [3, 4], 'lost'],
    [[1, 2, 3], [], [7, 8], [], 'pending'],
    [[1, 2, 3], [3, 4, 5], [1, 2], [], 'pending'],
    [[1, 2, 3], [3, 4, 5], [1, 2], [4, 5], 'lost'],
    [[1, 2, 3], [3, 4, 5], [1, 2, 3, 4], [], 'won'],
    [[1, 2, 3], [4], [1, 2, 3], [], 'pending'],
  ];
  for (const [voters, outgoing, yes, no, expected] of cases) {
    test(`(${voters})(${outgoing}) yes ${yes} no ${no}`, () => {
      const votes = new Map([
        ...yes.map((id) => [BigInt(id), true] as const),
        ...no.map((id) => [BigInt(id), false] as const),
      ]);
      assert.equal(voteResult(configurationOf(voters, outgoing), votes), expected);
    });
  }

  test('a quorum is active when both halves have one', () => {
    const configuration = configurationOf([1, 2, 3], [3, 4, 5]);
    const active = (ids: readonly bigint[]) => quorumActive(configuration, (id) => ids.includes(id));
    assert.deepEqual([active([1n, 2n, 4n]), active([1n, 3n, 4n])], [false, true]);
  });
});
