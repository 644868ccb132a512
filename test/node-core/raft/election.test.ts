import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConfState, HardState, MessageType } from '../../../proto/generated/raftpb.js';
import { bytesOf, electionTicks, Group, message, newNode, Peer, storageOf } from './group.js';

const { MsgApp, MsgHeartbeat, MsgVote, MsgVoteResp } = MessageType;
const trio = [1n, 2n, 3n];

/** Members 1 to 3 with logs of these terms, all of them in the term that is the highest of all. */
function groupWithLogs(...logs: readonly number[][]): Group {
  const term = Math.max(...logs.flat());
  const peers = logs.map((terms, position) => {
    const storage = storageOf(terms, trio);
    storage.setHardState(HardState.create({ term }));
    return new Peer(BigInt(position + 1), storage);
  });
  return new Group(peers);
}

describe('election', () => {
  test('a group of one leads once its own vote is durable', () => {
    const peer = new Peer(1n, storageOf([], [1n]));
    peer.node.campaign();
    const ready = peer.node.ready();
    assert.deepEqual(ready.hardState, { term: 1, vote: 1n, commit: 0 });
    assert.deepEqual([ready.mustSync, peer.role], [true, 'candidate']);
    peer.persist(ready);
    assert.equal(peer.role, 'candidate');
    peer.finish(ready);
    assert.equal(peer.role, 'leader');
  });

  test('a leader is known to all, and its first entry is empty and committed', () => {
    const group = Group.led(3);
    const term = group.node(1n).status().term;
    for (const { node, applied } of group.peers.values()) {
      const { leader, commit, lastIndex } = node.status();
      assert.deepEqual([leader, commit, lastIndex], [1n, 4, 4]);
      assert.deepEqual(applied.at(-1), { type: 0, term, index: 4, data: applied.at(-1)?.data });
      assert.equal(applied.at(-1)?.data.length, 0);
    }
  });

  // Who has which log, and whether member 1 can win (thesis §3.6.1).
  const contests: readonly [string, number[][], boolean][] = [
    ['equal logs', [[1], [1], [1]], true],
    ['a longer log', [[1, 1], [1], [1]], true],
    ['a later last term in a shorter log', [[1, 3], [1, 2, 2], [1]], true],
    ['one longer log elsewhere, which is a minority', [[1], [1, 1], [1]], true],
    ['a shorter log than both others', [[1], [1, 1], [1, 1]], false],
    [
      'an earlier last term in a longer log',
      [
        [1, 1, 1],
        [1, 2],
        [1, 2],
      ],
      false,
    ],
  ];
  for (const [title, logs, wins] of contests) {
    test(`a candidate with ${title} ${wins ? 'wins' : 'loses'}`, () => {
      const group = groupWithLogs(...logs);
      group.node(1n).campaign();
      group.settle();
      assert.equal(group.peer(1n).role, wins ? 'leader' : 'follower');
    });
  }

  test('a member votes once in a term, and says the same when asked again', () => {
    const peer = new Peer(1n, storageOf([], trio));
    const ask = (from: bigint, term: number) => {
      peer.node.step(message(MsgVote, { from, to: 1n, term }));
      return peer.work().map(({ type, to, term: of, reject }) => ({ type, to, of, reject }));
    };
    assert.deepEqual(ask(2n, 1), [{ type: MsgVoteResp, to: 2n, of: 1, reject: false }]);
    assert.deepEqual(ask(3n, 1), [{ type: MsgVoteResp, to: 3n, of: 1, reject: true }]);
    assert.deepEqual(ask(2n, 1), [{ type: MsgVoteResp, to: 2n, of: 1, reject: false }]);
    assert.deepEqual(ask(3n, 2), [{ type: MsgVoteResp, to: 3n, of: 2, reject: false }]);
  });

  test('a member that knows the leader of the term votes for nobody else in it', () => {
    const peer = new Peer(1n, storageOf([], trio));
    peer.node.step(message(MsgHeartbeat, { from: 2n, to: 1n, term: 5 }));
    peer.work();
    peer.node.step(message(MsgVote, { from: 3n, to: 1n, term: 5 }));
    assert.deepEqual(
      peer.work().map(({ reject }) => reject),
      [true],
    );
  });

  test('a vote puts the own campaign off', () => {
    const { node } = new Peer(1n, storageOf([1], trio));
    const tickTimes = (times: number) => Array.from({ length: times }, () => node.tick());
    node.step(message(MsgVote, { from: 2n, to: 1n, term: 2 }));
    tickTimes(electionTicks - 1);
    node.step(message(MsgVote, { from: 3n, to: 1n, term: 2, index: 1, logTerm: 1 }));
    assert.equal(node.status().vote, 3n, 'the log of member 2 was too short');
    tickTimes(electionTicks - 1);
    assert.equal(node.status().role, 'follower');
  });

  test('a vote outlives a restart', () => {
    const storage = storageOf([], trio);
    const before = new Peer(1n, storage);
    before.node.step(message(MsgVote, { from: 2n, to: 1n, term: 1 }));
    before.work();
    const after = new Peer(1n, storage);
    after.node.step(message(MsgVote, { from: 3n, to: 1n, term: 1 }));
    assert.deepEqual(
      after.work().map(({ reject }) => reject),
      [true],
    );
  });

  test('the answer to a vote waits in the Ready that makes the vote durable', () => {
    const peer = new Peer(1n, storageOf([], trio));
    peer.node.step(message(MsgVote, { from: 2n, to: 1n, term: 4 }));
    const ready = peer.node.ready();
    assert.deepEqual(ready.hardState, { term: 4, vote: 2n, commit: 0 });
    assert.deepEqual([ready.messages.length, ready.mustSync], [1, true]);
  });

  test('a split vote ends without a leader, and the next campaign is of the next term', () => {
    const group = Group.create(4);
    group.node(1n).campaign();
    group.node(2n).campaign();
    group.loses = ({ from, to }) => from + to === 5n || (from % 2n !== to % 2n && from + to !== 5n);
    group.settle();
    assert.deepEqual(
      [...group.peers.values()].map(({ role }) => role === 'leader'),
      [false, false, false, false],
    );
    group.loses = () => false;
    group.node(1n).campaign();
    group.settle();
    assert.equal(group.peer(1n).role, 'leader');
  });

  test('a candidate gives way to the leader of its term', () => {
    for (const type of [MsgApp, MsgHeartbeat]) {
      const peer = new Peer(1n, storageOf([], trio));
      peer.node.campaign();
      peer.work();
      peer.node.step(message(type, { from: 2n, to: 1n, term: 1 }));
      const { role, term, leader } = peer.node.status();
      assert.deepEqual([role, term, leader], ['follower', 1, 2n]);
    }
  });

  test('a later term ends any role', () => {
    const group = Group.led(3);
    const { term } = group.node(1n).status();
    group.node(1n).step(message(MsgVote, { from: 2n, to: 1n, term: term + 7 }));
    const after = group.node(1n).status();
    assert.deepEqual([after.role, after.term, after.leader], ['follower', term + 7, 0n]);
  });

  test('a follower campaigns after a time between one and two timeouts', () => {
    for (const extra of [0, 4, electionTicks - 1]) {
      const limits: number[] = [];
      const random = (limit: number) => {
        limits.push(limit);
        return extra;
      };
      const node = newNode(1n, storageOf([], trio), { random });
      for (let tick = 1; tick < electionTicks + extra; tick += 1) {
        node.tick();
      }
      assert.equal(node.status().role, 'follower');
      node.tick();
      assert.equal(node.status().role, 'candidate');
      assert.ok(limits.every((limit) => limit === electionTicks));
    }
  });

  test('word from the leader puts the campaign off', () => {
    const group = Group.led(3);
    for (let round = 0; round < 3 * electionTicks; round += 1) {
      group.node(2n).tick();
      group.tick(1n);
    }
    assert.equal(group.peer(1n).role, 'leader');
  });

  test('learners and strangers do not campaign', () => {
    const storage = storageOf([], [1n]);
    storage.setConfState(ConfState.create({ voters: [1n], learners: [2n] }));
    for (const id of [2n, 3n]) {
      const node = newNode(id, storage);
      for (let tick = 0; tick < 5 * electionTicks; tick += 1) {
        node.tick();
      }
      node.campaign();
      assert.equal(node.status().role, 'follower');
    }
  });

  test('a learner votes: the candidate may know that it was promoted', () => {
    const storage = storageOf([], [1n]);
    storage.setConfState(ConfState.create({ voters: [1n, 3n], learners: [2n] }));
    const learner = new Peer(2n, storage);
    learner.node.step(message(MsgVote, { from: 1n, to: 2n, term: 1 }));
    assert.deepEqual(
      learner.work().map(({ type, reject }) => [type, reject]),
      [[MsgVoteResp, false]],
    );
  });

  test('nobody campaigns while a committed change of the members is not applied', () => {
    const group = Group.create(3);
    const { storage, confState } = group.peer(1n);
    storage.setConfState(confState);
    const behind = newNode(1n, storage, { appliedIndex: 2 });
    behind.campaign();
    assert.equal(behind.status().role, 'follower', 'entry 3 adds a member');
    const upToDate = newNode(1n, storage, { appliedIndex: 3 });
    upToDate.campaign();
    assert.equal(upToDate.status().role, 'candidate');
  });

  test('a leader takes no part in campaigns of its own', () => {
    const group = Group.led(3);
    const { term } = group.node(1n).status();
    group.elect(1n);
    assert.equal(group.node(1n).status().term, term);
  });

  test('without a leader nothing is accepted', () => {
    const { node } = new Peer(1n, storageOf([], trio));
    assert.equal(node.propose(bytesOf('x')), 'no-leader');
    assert.equal(node.readIndex(bytesOf('x')), 'no-leader');
    node.campaign();
    assert.equal(node.propose(bytesOf('x')), 'no-leader');
    assert.equal(node.readIndex(bytesOf('x')), 'no-leader');
  });
});
