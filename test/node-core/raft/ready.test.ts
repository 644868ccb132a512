import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvariantError } from '../../../node-core/raft/invariant.js';
import { EntryType, HardState, MessageType } from '../../../proto/generated/raftpb.js';
import { bytesOf, entriesOf, Group, message, newNode, Peer, storageOf } from './group.js';

const { MsgApp, MsgAppResp, MsgHeartbeat } = MessageType;
const trio = [1n, 2n, 3n];

function append(peer: Peer, term: number, index: number, logTerm: number, terms: number[], commit = 0): void {
  const entries = entriesOf(terms, index + 1);
  peer.node.step(message(MsgApp, { from: 2n, to: 1n, term, index, logTerm, entries, commit }));
}

describe('Ready', () => {
  test('says nothing when nothing has happened', () => {
    const { node } = new Peer(1n, storageOf([1, 1], trio));
    assert.equal(node.hasReady(), false);
    node.tick();
    assert.equal(node.hasReady(), false);
  });

  test('hands out what is committed and not applied after a restart', () => {
    const storage = storageOf([1, 1, 1], trio);
    storage.setHardState(HardState.create({ term: 1, commit: 3 }));
    const node = newNode(1n, storage, { appliedIndex: 1 });
    const { committedEntries, mustSync } = node.ready();
    assert.deepEqual([committedEntries.map(({ index }) => index), mustSync], [[2, 3], false]);
  });

  test('must be synced for entries, a term or a vote, not for a commit alone', () => {
    const peer = new Peer(1n, storageOf([1], trio));
    const nextSync = () => {
      const ready = peer.node.ready();
      peer.persist(ready);
      peer.finish(ready);
      return ready.mustSync;
    };
    peer.node.step(message(MsgHeartbeat, { from: 2n, to: 1n, term: 2 }));
    assert.equal(nextSync(), true, 'a new term');
    peer.node.step(message(MsgHeartbeat, { from: 2n, to: 1n, term: 2 }));
    assert.equal(nextSync(), false, 'an answer only');
    append(peer, 2, 1, 1, [2]);
    assert.equal(nextSync(), true, 'an entry');
    append(peer, 2, 2, 2, [], 2);
    assert.equal(nextSync(), false, 'a commit');
    peer.node.campaign();
    assert.equal(nextSync(), true, 'a vote');
  });

  test('tells soft and hard state when they change', () => {
    const peer = new Peer(1n, storageOf([], [1n]));
    peer.node.campaign();
    const first = peer.node.ready();
    assert.deepEqual(first.softState, { leader: 0n, role: 'candidate' });
    peer.finish(first);
    const second = peer.node.ready();
    assert.deepEqual([second.softState, second.hardState], [{ leader: 1n, role: 'leader' }, undefined]);
  });

  test('one is out at a time, and only it can be ended', () => {
    const peer = Group.led(1).peer(1n);
    peer.node.propose(bytesOf('a'));
    const ready = peer.node.ready();
    peer.node.propose(bytesOf('b'));
    assert.equal(peer.node.hasReady(), false);
    assert.throws(() => peer.node.ready(), InvariantError);
    assert.throws(() => peer.node.advance({ ...ready }), InvariantError);
    peer.persist(ready);
    peer.finish(ready);
    assert.throws(() => peer.node.advance(ready), InvariantError);
    peer.work();
    assert.deepEqual(peer.texts(), ['a', 'b']);
  });

  test('does not change when the node goes on', () => {
    const peer = Group.led(1).peer(1n);
    peer.node.propose(bytesOf('a'));
    const ready = peer.node.ready();
    peer.node.propose(bytesOf('b'));
    peer.node.tick();
    assert.equal(ready.entries.length, 1);
  });

  test('entries replaced while they were written are written again', () => {
    const peer = new Peer(1n, storageOf([1], trio));
    append(peer, 2, 1, 1, [2, 2]);
    const ready = peer.node.ready();
    append(peer, 3, 1, 1, [3]);
    peer.persist(ready);
    peer.finish(ready);
    const next = peer.node.ready();
    assert.deepEqual(next.entries, entriesOf([3], 2));
    peer.persist(next);
    peer.finish(next);
    assert.deepEqual(peer.terms(), [1, 3]);
    assert.equal(peer.node.status().lastIndex, 2);
  });

  test('entries replaced and brought back while they were written are durable', () => {
    const peer = new Peer(1n, storageOf([1], trio));
    append(peer, 2, 1, 1, [2, 2]);
    const ready = peer.node.ready();
    append(peer, 3, 1, 1, [3]);
    append(peer, 4, 1, 1, [2, 2, 4]);
    peer.persist(ready);
    peer.finish(ready);
    assert.deepEqual(peer.node.ready().entries, entriesOf([4], 4));
  });

  test('a leader that was deposed meanwhile does not count what it wrote', () => {
    const group = Group.led(3);
    const { node } = group.peer(1n);
    const { term, commit } = node.status();
    node.propose(bytesOf('a'));
    const ready = node.ready();
    node.step(message(MsgHeartbeat, { from: 2n, to: 1n, term: term + 1 }));
    group.peer(1n).persist(ready);
    group.peer(1n).finish(ready);
    assert.deepEqual([node.status().role, node.status().commit], ['follower', commit]);
  });

  test('messages of later steps wait for the next Ready', () => {
    const peer = new Peer(1n, storageOf([1], trio));
    append(peer, 2, 1, 1, [2]);
    const ready = peer.node.ready();
    append(peer, 2, 2, 2, [2]);
    assert.equal(ready.messages.length, 1);
    peer.persist(ready);
    peer.finish(ready);
    assert.deepEqual(
      peer.node.ready().messages.map(({ type, index }) => [type, index]),
      [[MsgAppResp, 3]],
    );
  });

  test('a Ready holds committed entries up to a size, the next one the rest', () => {
    const group = Group.led(1, { maxMessageBytes: 250 });
    const { node } = group.peer(1n);
    for (let count = 0; count < 5; count += 1) {
      node.propose(new Uint8Array(68));
    }
    group.peer(1n).finish(persisted(group.peer(1n)));
    const sizes: number[] = [];
    while (node.hasReady()) {
      const ready = persisted(group.peer(1n));
      sizes.push(ready.committedEntries.length);
      group.peer(1n).finish(ready);
    }
    assert.deepEqual(sizes, [2, 2, 1]);
  });

  test('a read is a Ready of its own', () => {
    const { node } = Group.led(1).peer(1n);
    node.readIndex(bytesOf('r'));
    assert.equal(node.hasReady(), true);
  });
});

function persisted(peer: Peer): ReturnType<Peer['node']['ready']> {
  const ready = peer.node.ready();
  peer.persist(ready);
  return ready;
}

describe('a first start', () => {
  test('hands out one change for each member and then knows the group', () => {
    const group = Group.create(3);
    const { applied, confState, node } = group.peer(2n);
    assert.deepEqual(
      applied.map(({ type, term, index }) => [type, term, index]),
      [1, 2, 3].map((index) => [EntryType.EntryConfChange, 1, index]),
    );
    assert.deepEqual(confState.voters, trio);
    assert.equal(node.status().term, 1);
  });
});

describe('what peers send', () => {
  const wellFormed = { from: 2n, to: 1n, term: 9, index: 1, logTerm: 1 };
  const noPeerWouldSend: readonly [string, Parameters<typeof message>][] = [
    ['for somebody else', [MsgApp, { ...wellFormed, to: 3n }]],
    ['from nobody', [MsgApp, { ...wellFormed, from: 0n }]],
    ['from itself', [MsgApp, { ...wellFormed, from: 1n }]],
    ['without a term', [MsgApp, { ...wellFormed, term: 0 }]],
    ['with a term beyond all counting', [MsgApp, { ...wellFormed, term: 2 ** 60 }]],
    ['with a gap before its entries', [MsgApp, { ...wellFormed, entries: entriesOf([1], 3) }]],
    [
      'with a gap in its entries',
      [MsgApp, { ...wellFormed, entries: [...entriesOf([1], 2), ...entriesOf([1], 4)] }],
    ],
    ['with terms that go down', [MsgApp, { ...wellFormed, entries: entriesOf([3, 2], 2) }]],
    ['with entries of a later term', [MsgApp, { ...wellFormed, entries: entriesOf([10], 2) }]],
    ['with a snapshot of nothing', [MessageType.MsgSnap, wellFormed]],
    ['with no proposal', [MessageType.MsgProp, wellFormed]],
    ['that only a member sends to itself', [MessageType.MsgHup, wellFormed]],
    ['that reports for a transport', [MessageType.MsgUnreachable, wellFormed]],
    [
      'that answers from outside the group',
      [MessageType.MsgVoteResp, { ...wellFormed, from: 9n, reject: true }],
    ],
    ['of a kind that does not exist', [99 as never, wellFormed]],
  ];
  for (const [title, [type, fields]] of noPeerWouldSend) {
    test(`a message ${title} is dropped`, () => {
      const peer = new Peer(1n, storageOf([1], trio));
      peer.node.step(message(type, fields));
      assert.deepEqual([peer.node.status().term, peer.node.hasReady()], [1, false]);
    });
  }

  test('the same message as it should be is not', () => {
    const peer = new Peer(1n, storageOf([1], trio));
    peer.node.step(message(MsgApp, wellFormed));
    assert.equal(peer.node.status().term, 9);
  });
});
