import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromConfState } from '../../../node-core/raft/configuration.js';
import { InvariantError } from '../../../node-core/raft/invariant.js';
import { ReadQueue } from '../../../node-core/raft/read-queue.js';
import {
  ConfChangeTransition,
  ConfChangeV2,
  ConfState,
  Entry,
  HardState,
  MessageType,
} from '../../../proto/generated/raftpb.js';
import { bytesOf, electionTicks, Group, message, Peer, storageOf } from './group.js';

const { MsgHeartbeat, MsgHeartbeatResp, MsgReadIndex, MsgReadIndexResp, MsgVoteResp } = MessageType;

/** Indices of the answers that a member has got, with their contexts. */
function answers(peer: Peer): [number, string][] {
  return peer.readStates.map(({ index, context }) => [index, new TextDecoder().decode(context)]);
}

function read(group: Group, id: bigint, context: string): void {
  assert.equal(group.node(id).readIndex(bytesOf(context)), 'accepted');
}

describe('ReadQueue', () => {
  const configuration = fromConfState(ConfState.create({ voters: [1n, 2n, 3n] }));
  const [a, b, c] = [bytesOf('a'), bytesOf('b'), bytesOf('c')];

  test('one confirmation is good for all reads before it', () => {
    const queue = new ReadQueue();
    for (const [position, context] of [a, b, c].entries()) {
      queue.add({ from: 1n, context }, position);
    }
    assert.deepEqual(queue.newestContext, c);
    assert.deepEqual(queue.acknowledge(1n, b, configuration), []);
    assert.deepEqual(
      queue.acknowledge(2n, b, configuration).map(({ index }) => index),
      [0, 1],
    );
    assert.deepEqual(queue.acknowledge(3n, b, configuration), [], 'it is answered');
    assert.deepEqual(queue.newestContext, c);
  });

  test('the same member twice is no quorum, and neither is a stranger', () => {
    const queue = new ReadQueue();
    queue.add({ from: 1n, context: a }, 1);
    queue.acknowledge(2n, a, configuration);
    assert.deepEqual(queue.acknowledge(2n, a, configuration), []);
    assert.deepEqual(queue.acknowledge(9n, a, configuration), []);
  });

  test('contexts are told apart by every byte', () => {
    const queue = new ReadQueue();
    queue.add({ from: 1n, context: Uint8Array.of(0x80) }, 1);
    queue.add({ from: 1n, context: Uint8Array.of(0x81) }, 2);
    queue.acknowledge(1n, Uint8Array.of(0x80), configuration);
    assert.equal(queue.acknowledge(2n, Uint8Array.of(0x80), configuration).length, 1);
  });
});

describe('reads', () => {
  test('a group of one answers at once', () => {
    const group = Group.led(1);
    read(group, 1n, 'r');
    const ready = group.node(1n).ready();
    assert.deepEqual(
      ready.readStates.map(({ index }) => index),
      [group.node(1n).status().commit],
    );
    assert.equal(ready.mustSync, false);
  });

  test('a group of one that has just started waits for the first commit of its term', () => {
    const storage = storageOf([1, 1, 1], [1n]);
    storage.setHardState(HardState.create({ term: 1, commit: 2 }));
    const peer = new Peer(1n, storage);
    peer.node.campaign();
    while (peer.role !== 'leader') {
      const ready = peer.node.ready();
      peer.persist(ready);
      peer.finish(ready);
    }
    peer.node.readIndex(bytesOf('r'));
    const ready = peer.node.ready();
    assert.deepEqual(ready.readStates, [], 'entry 3 may have been answered for before the restart');
    peer.persist(ready);
    peer.finish(ready);
    peer.work();
    assert.deepEqual(answers(peer), [[4, 'r']]);
  });

  test('a leader answers when a quorum confirms that it leads', () => {
    const group = Group.led(3);
    read(group, 1n, 'r');
    assert.deepEqual(answers(group.peer(1n)), []);
    group.settle();
    assert.deepEqual(answers(group.peer(1n)), [[4, 'r']]);
  });

  test('a leader that is cut off does not answer', () => {
    const group = Group.led(3);
    group.isolate(1n);
    read(group, 1n, 'r');
    group.settle();
    group.tick(1n, 3);
    assert.deepEqual(answers(group.peer(1n)), []);
    group.elect(2n);
    group.propose(2n, 'newer');
    group.heal();
    group.tick(2n, 2);
    assert.deepEqual(answers(group.peer(1n)), [], 'its index would be too old');
  });

  test('a new leader waits for its first commit', () => {
    const storage = storageOf([1, 1], [1n, 2n, 3n]);
    storage.setHardState(HardState.create({ term: 1, commit: 1 }));
    const peer = new Peer(1n, storage);
    peer.node.campaign();
    peer.work();
    peer.node.step(message(MsgVoteResp, { from: 2n, to: 1n, term: 2 }));
    peer.work();
    peer.node.readIndex(bytesOf('r'));
    assert.deepEqual(
      peer.work().filter(({ type }) => type === MsgHeartbeat),
      [],
    );
    peer.node.step(message(MessageType.MsgAppResp, { from: 2n, to: 1n, term: 2, index: 3 }));
    const heartbeats = peer.work().filter(({ type }) => type === MsgHeartbeat);
    assert.equal(heartbeats.length, 2);
    peer.node.step(message(MsgHeartbeatResp, { from: 3n, to: 1n, term: 2, context: bytesOf('r') }));
    peer.work();
    assert.deepEqual(answers(peer), [[3, 'r']]);
  });

  test('a follower asks its leader', () => {
    const group = Group.led(3);
    read(group, 2n, 'r');
    group.settle();
    assert.deepEqual(answers(group.peer(2n)), [[4, 'r']]);
    assert.deepEqual(answers(group.peer(1n)), []);
    const [request] = group.sentOf(MsgReadIndex);
    assert.deepEqual([request?.term, request?.from, request?.to], [0, 2n, 1n]);
    const [response] = group.sentOf(MsgReadIndexResp);
    assert.deepEqual([response?.index, response?.entries[0]?.data], [4, request?.entries[0]?.data]);
  });

  test('a learner may ask, but its word confirms nothing', () => {
    const storage = storageOf([1], [1n, 2n]);
    storage.setConfState(ConfState.create({ voters: [1n, 2n], learners: [3n] }));
    const group = new Group([1n, 2n, 3n].map((id) => new Peer(id, storageOf([1], []))));
    for (const peer of group.peers.values()) {
      peer.storage.setConfState(storage.initialState().confState);
    }
    const peers = [...group.peers.values()].map(({ id, storage: own }) => new Peer(id, own));
    const restarted = new Group(peers);
    restarted.elect(1n);
    restarted.isolate(2n);
    read(restarted, 3n, 'r');
    restarted.settle();
    assert.deepEqual(answers(restarted.peer(3n)), []);
    restarted.heal();
    restarted.tick(1n);
    assert.equal(answers(restarted.peer(3n)).length, 1);
  });

  test('the next heartbeat stands in for a lost one', () => {
    const group = Group.led(3);
    group.loses = ({ type }) => type === MsgHeartbeat;
    read(group, 1n, 'r');
    read(group, 1n, 's');
    group.settle();
    assert.deepEqual(answers(group.peer(1n)), []);
    group.loses = () => false;
    group.tick(1n);
    assert.deepEqual(answers(group.peer(1n)), [
      [4, 'r'],
      [4, 's'],
    ]);
  });

  test('a joint configuration of the same single voter twice needs nobody else', () => {
    const group = Group.led(1);
    const transition = ConfChangeTransition.ConfChangeTransitionJointExplicit;
    group.node(1n).proposeConfChange(ConfChangeV2.create({ transition }));
    group.settle();
    assert.deepEqual(group.peer(1n).confState.votersOutgoing, [1n]);
    read(group, 1n, 'r');
    group.settle();
    assert.equal(answers(group.peer(1n)).length, 1);
  });

  test('a read that waits for a member that is removed is answered without it', () => {
    const group = Group.led(2);
    group.loses = ({ type, to }) => type === MsgHeartbeat && to === 2n;
    read(group, 1n, 'r');
    group.settle();
    group.node(1n).proposeConfChange({ id: 0n, type: 1, nodeId: 2n, context: bytesOf('') });
    group.settle();
    assert.deepEqual(group.peer(1n).confState.voters, [1n]);
    group.tick(1n);
    assert.equal(answers(group.peer(1n)).length, 1);
  });

  test('a request that comes back to who asked is answered there', () => {
    const group = Group.led(3);
    const entries = [Entry.create({ data: bytesOf('r') })];
    group.node(1n).step(message(MsgReadIndex, { from: 1n, to: 1n, entries }));
    group.settle();
    assert.deepEqual(answers(group.peer(1n)), [[4, 'r']]);
  });

  test('a read without a context could not be answered', () => {
    assert.throws(() => Group.led(1).node(1n).readIndex(bytesOf('')), InvariantError);
  });

  test('reads do not keep a leader from stepping down', () => {
    const group = Group.led(3, { checkQuorum: true });
    group.isolate(1n);
    read(group, 1n, 'r');
    group.tick(1n, 2 * electionTicks);
    assert.equal(group.node(1n).readIndex(bytesOf('s')), 'no-leader');
  });
});
