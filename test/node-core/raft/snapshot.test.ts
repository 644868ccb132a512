import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConfChange, ConfChangeType, type Message, MessageType } from '../../../proto/generated/raftpb.js';
import { bytesOf, electionTicks, entriesOf, Group, message, Peer, snapshotAt, storageOf } from './group.js';

const { MsgApp, MsgAppResp, MsgHeartbeat, MsgSnap } = MessageType;
const trio = [1n, 2n, 3n];

/** Member 3 was cut off while the others committed and compacted; it is connected again. */
function groupWithLaggard(): Group {
  const group = Group.led(3);
  group.isolate(3n);
  for (const text of ['a', 'b', 'c']) {
    group.propose(1n, text);
  }
  group.peer(1n).compact();
  group.heal();
  return group;
}

function stateOf(group: Group): string | undefined {
  return group.node(1n).status().progress.get(3n)?.state;
}

function afterSnapshot(peer: Peer, fields: Partial<Message>): Message[] {
  peer.node.step(message(MsgSnap, { from: 2n, to: 1n, term: 4, ...fields }));
  return peer.work();
}

describe('snapshots', () => {
  test('a member that lags behind the compacted log gets one, then entries again', () => {
    const group = groupWithLaggard();
    group.tick(1n);
    assert.equal(group.sentOf(MsgSnap).length, 1);
    assert.equal(stateOf(group), 'replicate');
    group.propose(1n, 'd');
    const { commit, applied } = group.node(3n).status();
    assert.deepEqual([commit, applied], [group.node(1n).status().commit, applied]);
    assert.deepEqual(group.peer(3n).texts(), ['d'], 'the rest is in the snapshot');
  });

  test('a member that does not answer gets none', () => {
    const group = Group.led(3, { checkQuorum: true });
    group.isolate(3n);
    group.tick(1n, electionTicks);
    group.propose(1n, 'a');
    group.peer(1n).compact();
    group.node(1n).reportUnreachable(3n);
    group.propose(1n, 'b');
    group.tick(1n, 5);
    assert.equal(group.sentOf(MsgSnap).length, 0);
    group.heal();
    group.tick(1n, 1);
    assert.equal(group.sentOf(MsgSnap).length, 1);
  });

  test('a leader whose storage has none to give waits', () => {
    const group = Group.led(3);
    group.isolate(3n);
    group.propose(1n, 'a');
    group.peer(1n).storage.compact(group.node(1n).status().applied);
    group.heal();
    group.tick(1n, 2);
    assert.equal(group.sentOf(MsgSnap).length, 0);
    assert.equal(group.peer(1n).role, 'leader');
  });

  test('nothing is sent to a member while its snapshot is on the way', () => {
    const group = groupWithLaggard();
    group.loses = ({ type }) => type === MsgSnap;
    group.tick(1n);
    const before = group.sent.length;
    group.propose(1n, 'd');
    group.tick(1n, 3);
    const toLaggard = group.sent.slice(before).filter(({ to }) => to === 3n);
    assert.deepEqual(new Set(toLaggard.map(({ type }) => type)), new Set([MsgHeartbeat]));
  });

  test('a snapshot that failed is sent again after the next heartbeat', () => {
    const group = groupWithLaggard();
    group.loses = ({ type }) => type === MsgSnap;
    group.tick(1n);
    group.loses = () => false;
    const { match } = group.node(1n).status().progress.get(3n) ?? { match: -1 };
    group.node(1n).reportSnapshot(3n, false);
    group.propose(1n, 'd');
    assert.deepEqual([stateOf(group), group.sentOf(MsgSnap).length], ['probe', 1]);
    assert.equal(group.node(1n).status().progress.get(3n)?.next, match + 1);
    group.tick(1n);
    assert.deepEqual([stateOf(group), group.sentOf(MsgSnap).length], ['replicate', 2]);
  });

  test('when the answer of the member was lost, the report of the transport moves it on', () => {
    const group = groupWithLaggard();
    const snapshotSent = () => group.sentOf(MsgSnap).length > 0;
    group.loses = ({ type, from }) => type === MsgAppResp && from === 3n && snapshotSent();
    group.tick(1n);
    assert.equal(stateOf(group), 'snapshot');
    group.loses = () => false;
    group.node(1n).reportSnapshot(3n, true);
    group.tick(1n);
    assert.deepEqual([stateOf(group), group.sentOf(MsgSnap).length], ['replicate', 1]);
  });

  test('a report about a member that awaits none is ignored', () => {
    const group = Group.led(3);
    group.node(1n).reportSnapshot(3n, false);
    group.node(1n).reportSnapshot(9n, false);
    group.node(1n).reportUnreachable(9n);
    assert.equal(stateOf(group), 'replicate');
  });

  test('a follower makes it durable before it says so, and applies it before any entry', () => {
    const peer = new Peer(1n, storageOf([1], trio));
    peer.node.step(message(MsgSnap, { from: 2n, to: 1n, term: 4, snapshot: snapshotAt(7, 3, trio) }));
    peer.node.step(
      message(MsgApp, {
        from: 2n,
        to: 1n,
        term: 4,
        index: 7,
        logTerm: 3,
        entries: entriesOf([4], 8),
        commit: 8,
      }),
    );
    const ready = peer.node.ready();
    assert.equal(ready.snapshot?.metadata?.index, 7);
    assert.deepEqual([ready.mustSync, ready.entries.length, ready.committedEntries.length], [true, 1, 0]);
    assert.deepEqual(
      ready.messages.map(({ type, index }) => [type, index]),
      [
        [MsgAppResp, 7],
        [MsgAppResp, 8],
      ],
    );
    peer.persist(ready);
    peer.finish(ready);
    assert.deepEqual(
      peer.node.ready().committedEntries.map(({ index }) => index),
      [8],
    );
  });

  test('a snapshot alone must be synced, too', () => {
    const peer = new Peer(1n, storageOf([1], trio));
    peer.node.step(message(MsgHeartbeat, { from: 2n, to: 1n, term: 4 }));
    peer.work();
    peer.node.step(message(MsgSnap, { from: 2n, to: 1n, term: 4, snapshot: snapshotAt(7, 3, trio) }));
    assert.equal(peer.node.ready().mustSync, true);
  });

  test('a snapshot of what is committed already changes nothing', () => {
    const peer = new Peer(1n, storageOf([1, 1, 1], trio), { appliedIndex: 3 });
    const [answer] = afterSnapshot(peer, { snapshot: snapshotAt(2, 1, trio) });
    assert.deepEqual([answer?.type, answer?.index], [MsgAppResp, 3]);
    assert.deepEqual(peer.terms(), [1, 1, 1]);
  });

  test('a log that holds its last entry only learns that this is committed', () => {
    const peer = new Peer(1n, storageOf([1, 1, 1], trio));
    const [answer] = afterSnapshot(peer, { snapshot: snapshotAt(2, 1, trio) });
    assert.equal(answer?.index, 2);
    assert.deepEqual([peer.terms(), peer.node.status().commit], [[1, 1, 1], 2]);
  });

  test('a snapshot that does not know its receiver is not for it', () => {
    const peer = new Peer(1n, storageOf([1], trio));
    afterSnapshot(peer, { snapshot: snapshotAt(7, 3, [2n, 3n]) });
    assert.deepEqual(peer.terms(), [1]);
  });

  test('nobody campaigns before it has applied the snapshot that it got', () => {
    const peer = new Peer(1n, storageOf([1], trio));
    peer.node.step(message(MsgSnap, { from: 2n, to: 1n, term: 4, snapshot: snapshotAt(7, 3, trio) }));
    peer.node.campaign();
    assert.equal(peer.role, 'follower');
    peer.work();
    peer.node.campaign();
    assert.equal(peer.role, 'candidate');
  });

  test('changes handed out before a snapshot came are not applied to its configuration', () => {
    const peer = new Peer(1n, storageOf([], trio));
    const remove = ConfChange.create({ type: ConfChangeType.ConfChangeRemoveNode, nodeId: 3n });
    const [entry] = entriesOf([1]);
    assert.ok(entry !== undefined);
    entry.type = 1;
    entry.data = ConfChange.encode(remove);
    peer.node.step(message(MsgApp, { from: 2n, to: 1n, term: 1, entries: [entry], commit: 1 }));
    const ready = peer.node.ready();
    peer.node.step(
      message(MsgSnap, { from: 2n, to: 1n, term: 1, snapshot: snapshotAt(9, 1, [1n, 2n, 3n, 4n]) }),
    );
    peer.persist(ready);
    peer.finish(ready);
    assert.deepEqual(peer.confState.voters, [1n, 2n], 'as of entry 1');
    peer.work();
    assert.deepEqual(peer.node.applyConfChange(undefined).voters, [1n, 2n, 3n, 4n], 'as of the snapshot');
  });

  test('a member that is new starts from one', () => {
    const group = Group.led(1, {}, 1);
    group.propose(1n, 'a');
    const add = ConfChange.create({ type: ConfChangeType.ConfChangeAddNode, nodeId: 2n });
    assert.equal(group.node(1n).proposeConfChange(add), 'accepted');
    group.peer(1n).work();
    group.peer(1n).compact();
    group.settle();
    group.tick(1n, 2);
    group.propose(1n, 'b');
    assert.deepEqual(group.peer(2n).confState.voters, [1n, 2n]);
    assert.deepEqual(group.peer(2n).texts(), ['b']);
    assert.equal(group.node(2n).propose(bytesOf('c')), 'accepted');
  });
});
