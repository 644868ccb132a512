import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvariantError } from '../../../node-core/raft/invariant.js';
import { HardState, type Message, MessageType } from '../../../proto/generated/raftpb.js';
import { bytesOf, electionTicks, entriesOf, Group, message, Peer, storageOf } from './group.js';

const { MsgApp, MsgAppResp, MsgHeartbeat, MsgHeartbeatResp } = MessageType;
const trio = [1n, 2n, 3n];

/** Member 1 with this log leads term 8; the others have logs of their own. */
function ledWithLogs(leaderLog: readonly number[], ...followerLogs: readonly number[][]): Group {
  const voters = [1n, ...followerLogs.map((_, position) => BigInt(position + 2))];
  const peers = [leaderLog, ...followerLogs].map((terms, position) => {
    const storage = storageOf(terms, voters);
    storage.setHardState(HardState.create({ term: 7 }));
    return new Peer(BigInt(position + 1), storage);
  });
  const group = new Group(peers);
  group.elect(1n);
  return group;
}

/** A follower of member 2 in this term, with a log of these terms. */
function followerOf(term: number, terms: readonly number[]): Peer {
  const peer = new Peer(1n, storageOf(terms, trio));
  peer.node.step(message(MsgHeartbeat, { from: 2n, to: 1n, term }));
  peer.work();
  return peer;
}

function answersTo(peer: Peer, fields: Partial<Message>): Message[] {
  peer.node.step(message(MsgApp, { from: 2n, to: 1n, term: 5, ...fields }));
  return peer.work().filter(({ type }) => type === MsgAppResp);
}

describe('replication', () => {
  test('a proposal is applied everywhere, wherever it was made', () => {
    const group = Group.led(3);
    group.propose(1n, 'a');
    group.propose(2n, 'b');
    group.propose(3n, 'c');
    group.tick(1n);
    for (const peer of group.peers.values()) {
      assert.deepEqual(peer.texts(), ['a', 'b', 'c']);
    }
  });

  test('proposals of one turn travel in one message', () => {
    const group = Group.led(3);
    const before = group.sentOf(MsgApp).length;
    for (const text of ['a', 'b', 'c']) {
      group.node(1n).propose(bytesOf(text));
    }
    group.settle();
    const withEntries = group
      .sentOf(MsgApp)
      .slice(before)
      .filter(({ entries }) => entries.length > 0);
    assert.deepEqual(
      withEntries.map(({ entries }) => entries.length),
      [3, 3],
    );
  });

  test('a leader counts its own entries only when they are durable', () => {
    const peer = Group.led(1).peer(1n);
    peer.node.propose(bytesOf('a'));
    const { commit } = peer.node.status();
    const ready = peer.node.ready();
    assert.deepEqual([ready.entries.length, ready.committedEntries.length], [1, 0]);
    peer.persist(ready);
    assert.equal(peer.node.status().commit, commit);
    peer.finish(ready);
    assert.equal(peer.node.status().commit, commit + 1);
  });

  test('two of three commit, one of three does not', () => {
    const group = Group.led(3);
    group.isolate(3n);
    group.propose(1n, 'with two');
    assert.deepEqual(group.peer(1n).texts(), ['with two']);
    group.isolate(2n);
    group.propose(1n, 'alone');
    assert.deepEqual(group.peer(1n).texts(), ['with two']);
    group.heal();
    group.tick(1n);
    assert.deepEqual(group.peer(3n).texts(), ['with two', 'alone']);
  });

  // The logs of figure 3.6 of the thesis: every follower comes to hold what the leader holds.
  const leaderLog = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
  const followerLogs: readonly number[][] = [
    [1, 1, 1, 4, 4, 5, 5, 6, 6],
    [1, 1, 1, 4],
    [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
    [1, 1, 1, 4, 4, 4, 4],
    [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
  ];
  for (const terms of followerLogs) {
    test(`a follower with ${terms} takes over the leader's log`, () => {
      const group = ledWithLogs(leaderLog, terms, leaderLog);
      group.tick(1n);
      assert.deepEqual(group.peer(2n).terms(), [...leaderLog, 8]);
      assert.equal(group.node(2n).status().commit, 11);
    });
  }

  test('finding the common part of two logs takes one probe for each term, not for each entry', () => {
    const many = (term: number, count: number): number[] => new Array(count).fill(term);
    const group = ledWithLogs([...many(1, 5), ...many(4, 50)], [...many(1, 5), ...many(3, 60)], many(1, 5));
    const rejections = group.sentOf(MsgAppResp).filter(({ from, reject }) => from === 2n && reject);
    assert.deepEqual(group.peer(2n).terms(), group.peer(1n).terms());
    assert.ok(rejections.length <= 2, `${rejections.length} rejections`);
  });

  test('a follower names the last point that could agree', () => {
    const [answer] = answersTo(followerOf(5, [1, 3, 3, 4, 4, 5, 5]), { index: 7, logTerm: 3 });
    assert.deepEqual([answer?.reject, answer?.index, answer?.rejectHint, answer?.logTerm], [true, 7, 3, 3]);
  });

  test('a follower whose log is too short names its end', () => {
    const [answer] = answersTo(followerOf(5, [1, 1]), { index: 9, logTerm: 5 });
    assert.deepEqual([answer?.reject, answer?.index, answer?.rejectHint, answer?.logTerm], [true, 9, 2, 1]);
  });

  test('an append that is late or comes twice takes nothing away', () => {
    const follower = followerOf(5, [1]);
    answersTo(follower, { index: 1, logTerm: 1, entries: entriesOf([5, 5, 5], 2) });
    const [answer] = answersTo(follower, { index: 1, logTerm: 1, entries: entriesOf([5], 2) });
    assert.equal(answer?.index, 2);
    assert.deepEqual(follower.terms(), [1, 5, 5, 5]);
  });

  test('an append from before the commit is answered with the commit', () => {
    const follower = followerOf(5, [1, 1, 1]);
    answersTo(follower, { index: 3, logTerm: 1, commit: 3 });
    const [answer] = answersTo(follower, { index: 1, logTerm: 1, entries: entriesOf([1], 2) });
    assert.deepEqual([answer?.reject, answer?.index], [false, 3]);
  });

  test('a follower commits no further than what it shares with the leader', () => {
    const follower = followerOf(5, [1, 1, 2, 2]);
    answersTo(follower, { index: 2, logTerm: 1, commit: 4 });
    assert.equal(follower.node.status().commit, 2, 'entries 3 and 4 may be others than the leader means');
  });

  test('a heartbeat tells a commit only as far as the follower is known to match', () => {
    const group = Group.led(3);
    group.isolate(3n);
    group.propose(1n, 'a');
    group.heal();
    const before = group.sent.length;
    group.tick(1n);
    const heartbeat = group.sent.slice(before).find(({ type, to }) => type === MsgHeartbeat && to === 3n);
    assert.equal(heartbeat?.commit, 4, 'entry 5 is committed, but member 3 has not acknowledged it');
  });

  test('a follower that lost its log stops rather than to pretend', () => {
    const follower = followerOf(5, [1]);
    const heartbeat = message(MsgHeartbeat, { from: 2n, to: 1n, term: 5, commit: 9 });
    assert.throws(() => follower.node.step(heartbeat), InvariantError);
  });

  test('the acknowledgement waits in the Ready that makes the entries durable', () => {
    const follower = followerOf(5, [1]);
    follower.node.step(
      message(MsgApp, { from: 2n, to: 1n, term: 5, index: 1, logTerm: 1, entries: entriesOf([5], 2) }),
    );
    const ready = follower.node.ready();
    assert.deepEqual([ready.entries.length, ready.messages.length, ready.mustSync], [1, 1, true]);
  });

  test('an entry of an older term is not committed by counting (thesis, figure 3.7)', () => {
    const storage = storageOf([1, 2], trio);
    storage.setHardState(HardState.create({ term: 3 }));
    const leader = new Peer(1n, storage);
    leader.node.campaign();
    leader.work();
    leader.node.step(message(MessageType.MsgVoteResp, { from: 2n, to: 1n, term: 4 }));
    leader.work();
    const acknowledge = (index: number) => {
      leader.node.step(message(MsgAppResp, { from: 2n, to: 1n, term: 4, index }));
      return leader.node.status().commit;
    };
    assert.equal(
      acknowledge(2),
      0,
      'two of three hold entry 2, but a leader of term 3 could still replace it',
    );
    assert.equal(acknowledge(3), 3, 'entry 3 is of term 4: nobody without it can be elected');
  });
});

describe('flow control', () => {
  test('a message carries no more than its size', () => {
    const group = Group.led(3, { maxMessageBytes: 250 });
    group.isolate(3n);
    for (let count = 0; count < 10; count += 1) {
      group.propose(1n, 'x'.repeat(68));
    }
    group.heal();
    const before = group.sent.length;
    group.tick(1n);
    const appends = group.sent.slice(before).filter(({ type, to }) => type === MsgApp && to === 3n);
    assert.ok(appends.every(({ entries }) => entries.length <= 2));
    assert.equal(group.peer(3n).texts().length, 10);
  });

  test('a window of messages is on the way, and each answer lets the next go', () => {
    const group = Group.led(2, { maxInflightMessages: 3 });
    group.loses = ({ type }) => type === MsgAppResp;
    const before = group.sentOf(MsgApp).length;
    for (let count = 0; count < 6; count += 1) {
      group.propose(1n, 'x');
    }
    assert.equal(group.sentOf(MsgApp).length - before, 3);
    group.loses = () => false;
    group.tick(1n);
    assert.equal(group.peer(2n).texts().length, 6);
  });

  test('a probe goes out alone until an answer or a heartbeat', () => {
    const group = Group.led(2);
    group.node(1n).reportUnreachable(2n);
    assert.equal(group.node(1n).status().progress.get(2n)?.state, 'probe');
    group.loses = ({ type }) => type === MsgApp;
    const before = group.sentOf(MsgApp).length;
    group.propose(1n, 'a');
    group.propose(1n, 'b');
    assert.equal(group.sentOf(MsgApp).length - before, 1);
    group.loses = () => false;
    group.tick(1n);
    assert.equal(group.node(1n).status().progress.get(2n)?.state, 'replicate');
    assert.deepEqual(group.peer(2n).texts(), ['a', 'b']);
  });

  test('a probing member that lacks nothing is found again by a heartbeat (etcd: heartbeat_resp_recovers)', () => {
    const group = Group.led(2);
    group.node(1n).reportUnreachable(2n);
    group.tick(1n);
    assert.equal(group.node(1n).status().progress.get(2n)?.state, 'replicate');
  });

  test('an old rejection does not stop the flow', () => {
    const group = Group.led(2);
    group.propose(1n, 'a');
    const { term } = group.node(1n).status();
    const stale = message(MsgAppResp, { from: 2n, to: 1n, term, index: 3, reject: true, rejectHint: 2 });
    group.node(1n).step(stale);
    const progress = group.node(1n).status().progress.get(2n);
    assert.deepEqual([progress?.state, progress?.next], ['replicate', 5]);
  });

  test('an answer for an entry that was never sent is dropped', () => {
    const group = Group.led(3);
    const { term, commit, lastIndex } = group.node(1n).status();
    for (const from of [2n, 3n]) {
      group.node(1n).step(message(MsgAppResp, { from, to: 1n, term, index: lastIndex + 5 }));
    }
    const after = group.node(1n).status();
    assert.deepEqual([after.commit, after.progress.get(2n)?.match], [commit, lastIndex]);
  });

  test('a rejection turns the flow into probing from what is known to match', () => {
    const group = Group.led(2);
    group.loses = ({ type }) => type === MsgApp;
    group.propose(1n, 'a');
    const { term } = group.node(1n).status();
    group
      .node(1n)
      .step(
        message(MsgAppResp, { from: 2n, to: 1n, term, index: 4, reject: true, rejectHint: 3, logTerm: 1 }),
      );
    const progress = group.node(1n).status().progress.get(2n);
    assert.deepEqual([progress?.state, progress?.match, progress?.next], ['probe', 3, 4]);
  });

  test('proposals beyond the limit are refused until those before are applied', () => {
    const group = Group.led(3, { maxUncommittedBytes: 100 });
    group.isolate(1n);
    const { node } = group.peer(1n);
    const offer = (size: number) => node.propose(new Uint8Array(size));
    assert.equal(offer(500), 'accepted', 'the first may be of any size');
    assert.equal(offer(1), 'too-much-uncommitted');
    assert.equal(offer(0), 'accepted', 'an empty one is free');
    group.heal();
    group.tick(1n);
    assert.deepEqual([offer(60), offer(40), offer(1)], ['accepted', 'accepted', 'too-much-uncommitted']);
  });

  test('a leader that has not heard a member for long still finds it', () => {
    const group = Group.led(3);
    group.isolate(3n);
    for (let count = 0; count < 20; count += 1) {
      group.propose(1n, String(count));
      group.tick(1n, electionTicks);
    }
    group.heal();
    group.tick(1n, 2);
    assert.deepEqual(group.peer(3n).texts(), group.peer(1n).texts());
  });

  test('the answer to a heartbeat opens the flow again', () => {
    const group = Group.led(2);
    group.loses = ({ type }) => type === MsgHeartbeatResp || type === MsgApp;
    group.node(1n).reportUnreachable(2n);
    group.propose(1n, 'a');
    group.tick(1n, 3);
    assert.deepEqual(group.peer(2n).texts(), []);
    group.loses = () => false;
    group.tick(1n);
    assert.deepEqual(group.peer(2n).texts(), ['a']);
  });
});
