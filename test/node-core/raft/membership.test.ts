import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConfChangeError } from '../../../node-core/raft/errors.js';
import {
  ConfChange,
  type ConfChangeSingle,
  ConfChangeTransition,
  ConfChangeType,
  ConfChangeV2,
  type ConfState,
  Entry,
  EntryType,
  MessageType,
} from '../../../proto/generated/raftpb.js';
import { bytesOf, electionTicks, Group, message } from './group.js';

const { ConfChangeAddLearnerNode, ConfChangeAddNode, ConfChangeRemoveNode } = ConfChangeType;
const { ConfChangeTransitionJointExplicit } = ConfChangeTransition;

function change(type: ConfChangeType, nodeId: bigint): ConfChange {
  return ConfChange.create({ type, nodeId });
}

function joint(transition: ConfChangeTransition, ...changes: readonly ConfChangeSingle[]): ConfChangeV2 {
  return ConfChangeV2.create({ transition, changes: [...changes] });
}

function reconfigure(group: Group, id: bigint, wanted: ConfChange | ConfChangeV2): void {
  assert.equal(group.node(id).proposeConfChange(wanted), 'accepted');
  group.settle();
  group.tick(id, 2);
}

function confStates(group: Group, ids: readonly bigint[]): ConfState[] {
  return ids.map((id) => group.peer(id).confState);
}

describe('simple changes', () => {
  test('a group of one grows to three, one voter at a time', () => {
    const group = Group.led(1, {}, 2);
    group.propose(1n, 'before');
    reconfigure(group, 1n, change(ConfChangeAddNode, 2n));
    reconfigure(group, 1n, change(ConfChangeAddNode, 3n));
    group.propose(3n, 'after');
    group.tick(1n);
    for (const { confState, texts } of [...group.peers.values()].map((peer) => ({
      confState: peer.confState,
      texts: peer.texts(),
    }))) {
      assert.deepEqual(
        [confState.voters, texts],
        [
          [1n, 2n, 3n],
          ['before', 'after'],
        ],
      );
    }
  });

  test('a new member hears from the leader at once', () => {
    const group = Group.led(1, {}, 1);
    assert.equal(group.node(1n).proposeConfChange(change(ConfChangeAddNode, 2n)), 'accepted');
    group.settle();
    assert.deepEqual(group.peer(2n).confState.voters, [1n, 2n]);
  });

  test('a learner gets the log but decides nothing, until it is promoted', () => {
    const group = Group.led(1, {}, 1);
    reconfigure(group, 1n, change(ConfChangeAddLearnerNode, 2n));
    assert.equal(group.node(1n).status().progress.get(2n)?.learner, true);
    group.isolate(2n);
    group.propose(1n, 'without');
    assert.deepEqual(group.peer(1n).texts(), ['without']);
    group.heal();
    group.tick(1n);
    assert.deepEqual(group.peer(2n).texts(), ['without']);
    reconfigure(group, 1n, change(ConfChangeAddNode, 2n));
    group.isolate(2n);
    group.propose(1n, 'waits');
    assert.deepEqual(group.peer(1n).texts(), ['without']);
  });

  test('a second change waits until the first is applied', () => {
    const group = Group.led(3, {}, 1);
    const { node } = group.peer(1n);
    assert.equal(node.proposeConfChange(change(ConfChangeAddLearnerNode, 4n)), 'accepted');
    assert.equal(node.proposeConfChange(change(ConfChangeRemoveNode, 3n)), 'conf-change-refused');
    group.settle();
    assert.equal(node.proposeConfChange(change(ConfChangeRemoveNode, 3n)), 'accepted');
  });

  test('a new leader first applies what it found in its log: a change may be among it', () => {
    const group = Group.led(3, {}, 1);
    group.loses = ({ type }) => type === MessageType.MsgAppResp;
    assert.equal(group.node(1n).proposeConfChange(change(ConfChangeAddLearnerNode, 4n)), 'accepted');
    group.settle();
    group.isolate(1n);
    group.elect(2n);
    const { node } = group.peer(2n);
    assert.equal(node.proposeConfChange(change(ConfChangeRemoveNode, 3n)), 'conf-change-refused');
    group.loses = () => false;
    group.tick(2n, 2);
    assert.deepEqual(group.peer(2n).confState.learners, [4n]);
    assert.equal(node.proposeConfChange(change(ConfChangeRemoveNode, 3n)), 'accepted');
  });

  test('a change that cannot be applied is refused before it reaches the log', () => {
    const group = Group.led(1);
    const { node } = group.peer(1n);
    const { lastIndex } = node.status();
    assert.equal(node.proposeConfChange(change(ConfChangeRemoveNode, 1n)), 'conf-change-refused');
    assert.equal(node.proposeConfChange(ConfChangeV2.create()), 'conf-change-refused', 'nothing to leave');
    assert.equal(node.status().lastIndex, lastIndex);
    assert.throws(() => node.applyConfChange(change(ConfChangeRemoveNode, 1n)), ConfChangeError);
  });

  test('passed on by a follower it becomes an empty entry, as in etcd', () => {
    const group = Group.led(3);
    group.node(2n).proposeConfChange(ConfChangeV2.create());
    group.settle();
    const last = group.peer(1n).applied.at(-1);
    assert.deepEqual([last?.type, last?.data.length], [EntryType.EntryNormal, 0]);
    assert.deepEqual(group.peer(1n).confState.voters, [1n, 2n, 3n]);
  });

  test('what a peer passes on may be no change at all', () => {
    const group = Group.led(3);
    const entries = [Entry.create({ type: EntryType.EntryConfChange, data: bytesOf('nonsense') })];
    group.node(1n).step(message(MessageType.MsgProp, { from: 2n, to: 1n, entries }));
    group.settle();
    assert.equal(group.peer(1n).applied.at(-1)?.type, EntryType.EntryNormal);
  });

  test('a change that the state machine refuses changes nothing, and the next one may come', () => {
    const group = Group.led(3, {}, 1);
    for (const peer of group.peers.values()) {
      peer.refuses = () => true;
    }
    reconfigure(group, 1n, change(ConfChangeAddNode, 4n));
    assert.deepEqual(group.peer(1n).confState.voters, [1n, 2n, 3n]);
    assert.equal(group.node(1n).proposeConfChange(change(ConfChangeAddNode, 4n)), 'accepted');
  });

  test('a smaller quorum commits what already has it', () => {
    const group = Group.led(2);
    const { lastIndex } = group.node(1n).status();
    group.loses = ({ type, index, from }) =>
      type === MessageType.MsgAppResp && from === 2n && index > lastIndex + 1;
    group.node(1n).proposeConfChange(change(ConfChangeRemoveNode, 2n));
    for (const sent of group.peer(1n).work()) {
      group.node(2n).step(sent);
    }
    group.propose(1n, 'waits');
    assert.deepEqual(group.peer(1n).texts(), ['waits'], 'member 2 acknowledged its removal and no more');
  });

  test('a new member counts as active, so that it does not end the term of its leader', () => {
    const group = Group.led(1, { checkQuorum: true }, 1);
    group.tick(1n, electionTicks - 1);
    group.isolate(2n);
    assert.equal(group.node(1n).proposeConfChange(change(ConfChangeAddNode, 2n)), 'accepted');
    group.settle();
    group.tick(1n);
    assert.equal(group.peer(1n).role, 'leader');
    group.tick(1n, electionTicks);
    assert.equal(group.peer(1n).role, 'follower', 'but it must answer in time');
  });

  test('a leader that is removed tells the others, takes no more proposals, and has no vote', () => {
    const group = Group.led(3);
    reconfigure(group, 1n, change(ConfChangeRemoveNode, 1n));
    assert.deepEqual(
      confStates(group, [1n, 2n, 3n]).map(({ voters }) => voters),
      [
        [2n, 3n],
        [2n, 3n],
        [2n, 3n],
      ],
    );
    assert.equal(group.node(1n).propose(bytesOf('x')), 'no-leader');
    group.isolate(1n);
    group.elect(2n);
    group.propose(2n, 'on');
    assert.deepEqual(group.peer(3n).texts(), ['on']);
    group.tick(1n, 5 * electionTicks);
    assert.equal(group.node(1n).status().commit, group.peer(1n).applied.length);
  });
});

describe('joint changes', () => {
  const replace = [
    { type: ConfChangeAddNode, nodeId: 4n },
    { type: ConfChangeRemoveNode, nodeId: 3n },
  ];

  test('several changes go through a joint configuration that the leader leaves by itself', () => {
    const group = Group.led(3, {}, 1);
    reconfigure(group, 1n, ConfChangeV2.create({ changes: replace }));
    for (const { voters, votersOutgoing } of confStates(group, [1n, 2n, 4n])) {
      assert.deepEqual([voters, votersOutgoing], [[1n, 2n, 4n], []]);
    }
    const changes = group.peer(1n).applied.filter(({ type }) => type === EntryType.EntryConfChangeV2);
    assert.deepEqual([changes.length, changes.at(-1)?.data.length], [2, 0]);
  });

  test('an explicit one stays until it is left by an empty change', () => {
    const group = Group.led(3, {}, 1);
    reconfigure(group, 1n, joint(ConfChangeTransitionJointExplicit, ...replace));
    assert.deepEqual(group.peer(1n).confState.votersOutgoing, [1n, 2n, 3n]);
    assert.equal(group.node(1n).proposeConfChange(change(ConfChangeAddNode, 3n)), 'conf-change-refused');
    reconfigure(group, 1n, ConfChangeV2.create());
    assert.deepEqual(group.peer(1n).confState.votersOutgoing, []);
  });

  test('both halves must agree to commit and to elect', () => {
    const group = Group.led(3, {}, 2);
    const add = [4n, 5n].map((nodeId) => ({ type: ConfChangeAddNode, nodeId }));
    const remove = [2n, 3n].map((nodeId) => ({ type: ConfChangeRemoveNode, nodeId }));
    reconfigure(group, 1n, joint(ConfChangeTransitionJointExplicit, ...add, ...remove));
    group.isolate(2n);
    group.isolate(3n);
    group.propose(1n, 'only the new half');
    assert.deepEqual(group.peer(1n).texts(), []);
    group.heal();
    group.isolate(4n);
    group.isolate(5n);
    group.propose(1n, 'only the old half');
    assert.deepEqual(group.peer(1n).texts(), ['only the new half']);
    group.heal();
    group.isolate(1n);
    group.isolate(2n);
    group.isolate(3n);
    group.node(4n).campaign();
    group.settle();
    assert.equal(group.peer(4n).role, 'candidate');
  });

  test('a voter that becomes a learner keeps its vote until the end', () => {
    const group = Group.led(3);
    const demote = [{ type: ConfChangeAddLearnerNode, nodeId: 3n }];
    reconfigure(group, 1n, joint(ConfChangeTransitionJointExplicit, ...demote));
    const during = group.peer(2n).confState;
    assert.deepEqual([during.learners, during.learnersNext], [[], [3n]]);
    assert.equal(group.node(1n).status().progress.get(3n)?.learner, false);
    reconfigure(group, 1n, ConfChangeV2.create());
    const after = group.peer(2n).confState;
    assert.deepEqual([after.voters, after.learners, after.learnersNext], [[1n, 2n], [3n], []]);
    assert.equal(group.node(1n).status().progress.get(3n)?.learner, true);
  });

  test('a transfer that stands in the way only delays the leaving', () => {
    const group = Group.led(3, {}, 1);
    group.loses = ({ to }) => to === 3n;
    assert.equal(group.node(1n).proposeConfChange(ConfChangeV2.create({ changes: replace })), 'accepted');
    group.node(1n).transferLeadership(3n);
    group.settle();
    assert.deepEqual(group.peer(1n).confState.votersOutgoing, [1n, 2n, 3n]);
    group.tick(1n, electionTicks);
    group.propose(1n, 'x');
    group.tick(1n);
    assert.deepEqual(group.peer(1n).confState.votersOutgoing, []);
  });
});
