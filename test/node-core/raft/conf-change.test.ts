import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asV2, nextConfiguration } from '../../../node-core/raft/conf-change.js';
import { fromConfState, toConfState } from '../../../node-core/raft/configuration.js';
import { ConfChangeError } from '../../../node-core/raft/errors.js';
import { InvariantError } from '../../../node-core/raft/invariant.js';
import {
  ConfChange,
  type ConfChangeSingle,
  ConfChangeTransition,
  ConfChangeType,
  ConfChangeV2,
  ConfState,
} from '../../../proto/generated/raftpb.js';

const kinds = {
  v: ConfChangeType.ConfChangeAddNode,
  l: ConfChangeType.ConfChangeAddLearnerNode,
  r: ConfChangeType.ConfChangeRemoveNode,
  u: ConfChangeType.ConfChangeUpdateNode,
} as const;
const transitions = {
  auto: ConfChangeTransition.ConfChangeTransitionAuto,
  implicit: ConfChangeTransition.ConfChangeTransitionJointImplicit,
  explicit: ConfChangeTransition.ConfChangeTransitionJointExplicit,
} as const;

/** etcd's notation: `v1` voter, `l1` learner, `r1` remove, `u1` update. */
function changesOf(text: string): ConfChangeSingle[] {
  return [...text.matchAll(/([vlru])(\d+)/gu)].map(([, kind, id]) => ({
    type: kinds[kind as keyof typeof kinds],
    nodeId: BigInt(id ?? 0),
  }));
}

function show(state: ConfState): string {
  const half = (ids: readonly bigint[], name: string) => (ids.length > 0 ? `${name}(${ids.join(' ')})` : '');
  const { voters, votersOutgoing, learners, learnersNext, autoLeave } = state;
  return [
    half(voters, ''),
    half(votersOutgoing, '&&'),
    half(learners, ' learners='),
    half(learnersNext, ' next='),
    autoLeave ? ' autoleave' : '',
  ].join('');
}

/** Applies changes one after another to a group of member 1 alone: `[transition, changes]`. */
function apply(...steps: readonly [keyof typeof transitions, string][]): string {
  let configuration = fromConfState(ConfState.create({ voters: [1n] }));
  for (const [transition, text] of steps) {
    const change = ConfChangeV2.create({ transition: transitions[transition], changes: changesOf(text) });
    configuration = nextConfiguration(configuration, change);
  }
  return show(toConfState(configuration));
}

describe('nextConfiguration', () => {
  test('adds, promotes, demotes and removes one voter at a time', () => {
    assert.equal(apply(['auto', 'v2']), '(1 2)');
    assert.equal(apply(['auto', 'l2']), '(1) learners=(2)');
    assert.equal(apply(['auto', 'l2'], ['auto', 'v2']), '(1 2)');
    assert.equal(apply(['auto', 'v2'], ['auto', 'l2']), '(1) learners=(2)');
    assert.equal(apply(['auto', 'v2'], ['auto', 'r1']), '(2)');
    assert.equal(apply(['auto', 'l2'], ['auto', 'r2']), '(1)');
  });

  test('has no quarrel with changes that change nothing', () => {
    assert.equal(apply(['auto', 'v1']), '(1)');
    assert.equal(apply(['auto', 'r7']), '(1)');
    assert.equal(apply(['auto', 'u1']), '(1)');
    assert.equal(apply(['auto', 'v0']), '(1)', 'etcd puts 0 in place of a member that it has refused');
  });

  test('enters a joint configuration for several changes, or when asked to', () => {
    assert.equal(apply(['auto', 'v2 v3']), '(1 2 3)&&(1) autoleave');
    assert.equal(apply(['implicit', 'v2']), '(1 2)&&(1) autoleave');
    assert.equal(apply(['explicit', 'v2']), '(1 2)&&(1)');
  });

  test('leaves it with an empty change', () => {
    assert.equal(apply(['explicit', 'v2 v3 r1'], ['auto', '']), '(2 3)');
  });

  test('makes a learner of an outgoing voter only when it leaves', () => {
    const enter: [keyof typeof transitions, string] = ['explicit', 'v3 l2'];
    assert.equal(apply(['auto', 'v2'], enter), '(1 3)&&(1 2) next=(2)');
    assert.equal(apply(['auto', 'v2'], enter, ['auto', '']), '(1 3) learners=(2)');
  });

  test('makes a learner of a newcomer at once', () => {
    assert.equal(apply(['explicit', 'v2 l3']), '(1 2)&&(1) learners=(3)');
  });

  test('lets a later change of the same member win', () => {
    assert.equal(apply(['explicit', 'l2 v2 r2 v3']), '(1 3)&&(1)');
  });

  test('refuses what would leave no voter, or what does not fit the state', () => {
    assert.throws(() => apply(['auto', 'r1']), ConfChangeError);
    assert.throws(() => apply(['explicit', 'r1 l2']), ConfChangeError);
    assert.throws(() => apply(['auto', '']), ConfChangeError, 'nothing to leave');
    assert.throws(() => apply(['explicit', 'v2'], ['auto', 'v3']), ConfChangeError, 'leave first');
    assert.throws(() => apply(['explicit', 'v2'], ['explicit', 'v3']), ConfChangeError, 'leave first');
  });

  test('takes the older form of a change for the same', () => {
    const change = ConfChange.create({ type: ConfChangeType.ConfChangeAddNode, nodeId: 2n });
    assert.deepEqual(asV2(change).changes, changesOf('v2'));
  });
});

describe('fromConfState', () => {
  test('is the reverse of toConfState', () => {
    const state = ConfState.create({
      voters: [1n, 2n, 3n],
      votersOutgoing: [1n, 2n, 4n, 6n],
      learners: [5n],
      learnersNext: [4n],
      autoLeave: true,
    });
    assert.deepEqual(toConfState(fromConfState(state)), state);
  });

  test('does not take what no group could have come to', () => {
    const wrong: readonly Partial<ConfState>[] = [
      { voters: [1n], learners: [1n] },
      { voters: [1n], votersOutgoing: [2n], learners: [2n] },
      { voters: [1n], learnersNext: [2n] },
      { voters: [1n], votersOutgoing: [1n], learnersNext: [1n] },
      { voters: [1n], autoLeave: true },
    ];
    for (const state of wrong) {
      assert.throws(() => fromConfState(ConfState.create(state)), InvariantError);
    }
  });
});
