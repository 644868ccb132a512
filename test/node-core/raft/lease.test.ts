import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HardState, MessageType } from '../../../proto/generated/raftpb.js';
import { electionTicks, Group, message, Peer, storageOf } from './group.js';

const { MsgAppResp, MsgHeartbeat, MsgPreVote, MsgPreVoteResp, MsgVote } = MessageType;
const trio = [1n, 2n, 3n];

describe('pre-vote', () => {
  const preVote = true;

  test('a member that is cut off keeps its term, and comes back without harm', () => {
    const group = Group.led(3, { preVote });
    const { term } = group.node(1n).status();
    group.isolate(3n);
    group.tick(3n, 5 * electionTicks);
    assert.deepEqual([group.node(3n).status().term, group.peer(3n).role], [term, 'pre-candidate']);
    group.heal();
    group.tick(1n);
    assert.deepEqual([group.peer(1n).role, group.peer(3n).role], ['leader', 'follower']);
    assert.equal(group.node(1n).status().term, term);
  });

  test('an election takes both rounds and raises the term by one', () => {
    const group = Group.create(3, { preVote });
    const { term } = group.node(2n).status();
    group.elect(2n);
    assert.equal(group.node(2n).status().term, term + 1);
    assert.deepEqual(new Set(group.sentOf(MsgPreVote).map((sent) => sent.term)), new Set([term + 1]));
    assert.deepEqual(new Set(group.sentOf(MsgVote).map((sent) => sent.term)), new Set([term + 1]));
  });

  test('asking costs the asked neither term nor vote, and the grant is for the term asked for', () => {
    const peer = new Peer(1n, storageOf([1], trio));
    peer.node.step(message(MsgPreVote, { from: 2n, to: 1n, term: 8, index: 1, logTerm: 1 }));
    const [answer] = peer.work();
    assert.deepEqual([answer?.type, answer?.term, answer?.reject], [MsgPreVoteResp, 8, false]);
    const { term, vote } = peer.node.status();
    assert.deepEqual([term, vote], [1, 0n]);
  });

  test('a refusal carries the term of who refuses, and brings the asker up to it', () => {
    const refuser = new Peer(1n, storageOf([1, 5], trio));
    refuser.node.step(message(MsgPreVote, { from: 2n, to: 1n, term: 3, index: 1, logTerm: 1 }));
    const [refusal] = refuser.work();
    assert.deepEqual([refusal?.term, refusal?.reject], [5, true]);
    const asker = new Peer(2n, storageOf([1], trio), { preVote });
    asker.node.campaign();
    asker.work();
    assert.ok(refusal !== undefined);
    asker.node.step(refusal);
    assert.deepEqual([asker.role, asker.node.status().term], ['follower', 5]);
  });

  test('a pre-candidate that most refuse is a follower again, of the same term', () => {
    const group = new Group([
      new Peer(1n, storageOf([1], trio), { preVote }),
      new Peer(2n, storageOf([1, 1], trio), { preVote }),
      new Peer(3n, storageOf([1, 1], trio), { preVote }),
    ]);
    group.node(1n).campaign();
    group.settle();
    assert.deepEqual([group.peer(1n).role, group.node(1n).status().term], ['follower', 1]);
  });
});

describe('check-quorum', () => {
  const checkQuorum = true;

  test('a leader that hears no quorum steps down within two timeouts', () => {
    const group = Group.led(3, { checkQuorum });
    group.isolate(1n);
    group.tick(1n, 2 * electionTicks);
    assert.deepEqual([group.peer(1n).role, group.node(1n).status().leader], ['follower', 0n]);
  });

  test('a leader that hears a quorum stays', () => {
    const group = Group.led(3, { checkQuorum });
    group.isolate(3n);
    group.tick(1n, 5 * electionTicks);
    assert.equal(group.peer(1n).role, 'leader');
  });

  test('a group of one is its own quorum', () => {
    const group = Group.led(1, { checkQuorum });
    group.tick(1n, 5 * electionTicks);
    assert.equal(group.peer(1n).role, 'leader');
  });

  test('who hears a leader helps nobody else into its place', () => {
    const group = Group.led(3, { checkQuorum });
    group.isolate(3n);
    group.tick(3n, 3 * electionTicks);
    group.heal();
    group.node(3n).campaign();
    group.settle();
    assert.equal(group.peer(3n).role, 'candidate');
    assert.equal(group.peer(1n).role, 'leader', 'nobody has told the leader of the later term yet');
  });

  test('the lease ends an election timeout after the last word', () => {
    const random = () => electionTicks - 1;
    const group = Group.led(3, { checkQuorum, random });
    group.isolate(1n);
    for (let tick = 1; tick < electionTicks; tick += 1) {
      group.node(2n).tick();
    }
    group.node(3n).campaign();
    group.settle();
    assert.equal(group.peer(3n).role, 'candidate', 'one tick too early');
    group.node(2n).tick();
    group.node(3n).campaign();
    group.settle();
    assert.equal(group.peer(3n).role, 'leader');
  });

  test('a member ahead of its group tells the leader, and a new election brings it back', () => {
    const group = Group.led(3, { checkQuorum });
    group.isolate(3n);
    group.tick(3n, 3 * electionTicks);
    const { term } = group.node(3n).status();
    group.heal();
    group.tick(1n);
    assert.deepEqual([group.peer(1n).role, group.node(1n).status().term], ['follower', term]);
    group.tick(1n, 2 * electionTicks);
    assert.deepEqual([group.peer(1n).role, group.node(3n).status().leader], ['leader', 1n]);
  });

  test('a leader of an old term is told of the newer one with or without these rules', () => {
    const storage = storageOf([1], trio);
    storage.setHardState(HardState.create({ term: 6 }));
    const peer = new Peer(1n, storage);
    peer.node.step(message(MsgHeartbeat, { from: 2n, to: 1n, term: 2 }));
    assert.deepEqual(
      peer.work().map(({ type, term, to }) => [type, term, to]),
      [[MsgAppResp, 6, 2n]],
    );
  });
});
