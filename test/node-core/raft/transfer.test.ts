import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConfChange, ConfChangeType, MessageType } from '../../../proto/generated/raftpb.js';
import { bytesOf, electionTicks, Group, message } from './group.js';

const { MsgApp, MsgAppResp, MsgPreVote, MsgTimeoutNow, MsgTransferLeader, MsgVote } = MessageType;

function leaderOf(group: Group): bigint[] {
  return [...group.peers.values()].filter(({ role }) => role === 'leader').map(({ id }) => id);
}

describe('leadership transfer', () => {
  test('goes at once to a member that is up to date', () => {
    const group = Group.led(3);
    group.node(1n).transferLeadership(3n);
    group.settle();
    assert.deepEqual(leaderOf(group), [3n]);
  });

  test('needs no pre-vote, and no lease stands against it', () => {
    const group = Group.led(3, { preVote: true, checkQuorum: true });
    const before = group.sentOf(MsgPreVote).length;
    group.node(1n).transferLeadership(2n);
    group.settle();
    assert.deepEqual(leaderOf(group), [2n]);
    assert.equal(group.sentOf(MsgPreVote).length, before);
    const request = group.sentOf(MsgVote).at(-1);
    assert.equal(new TextDecoder().decode(request?.context), 'CampaignTransfer');
  });

  test('brings a lagging member up to date first', () => {
    const group = Group.led(3);
    group.isolate(3n);
    group.propose(1n, 'a');
    group.heal();
    group.node(1n).reportUnreachable(3n);
    group.node(1n).transferLeadership(3n);
    group.tick(1n);
    assert.deepEqual(leaderOf(group), [3n]);
    assert.deepEqual(group.peer(3n).texts(), ['a']);
  });

  test('a follower passes the wish on', () => {
    const group = Group.led(3);
    const { term } = group.node(2n).status();
    group.node(2n).transferLeadership(3n);
    group.settle();
    assert.deepEqual(leaderOf(group), [3n]);
    const [request] = group.sentOf(MsgTransferLeader);
    assert.deepEqual([request?.from, request?.to, request?.term], [3n, 1n, term]);
  });

  test('meanwhile proposals are refused; after a timeout the leader goes on', () => {
    const group = Group.led(3);
    group.isolate(3n);
    group.tick(1n, electionTicks / 2);
    group.node(1n).transferLeadership(3n);
    assert.equal(group.node(1n).propose(bytesOf('x')), 'transferring');
    group.tick(1n, electionTicks - 1);
    assert.equal(group.node(1n).propose(bytesOf('x')), 'transferring');
    group.tick(1n);
    assert.equal(group.node(1n).propose(bytesOf('x')), 'accepted');
    assert.deepEqual(leaderOf(group), [1n]);
  });

  test('a second wish replaces the first, and the same again changes nothing', () => {
    const group = Group.led(3);
    group.loses = ({ to }) => to === 3n;
    group.node(1n).transferLeadership(3n);
    group.node(1n).transferLeadership(3n);
    group.settle();
    assert.equal(group.sentOf(MsgTimeoutNow).length, 1);
    group.node(1n).transferLeadership(2n);
    group.settle();
    assert.deepEqual(leaderOf(group), [2n]);
  });

  test('to the leader itself it only ends a transfer', () => {
    const group = Group.led(3);
    group.isolate(3n);
    group.node(1n).transferLeadership(3n);
    group.node(1n).transferLeadership(1n);
    assert.equal(group.node(1n).propose(bytesOf('x')), 'accepted');
    assert.deepEqual(leaderOf(group), [1n]);
  });

  test('strangers and learners are not considered', () => {
    const group = Group.led(1, {}, 1);
    const add = ConfChange.create({ type: ConfChangeType.ConfChangeAddLearnerNode, nodeId: 2n });
    group.node(1n).proposeConfChange(add);
    group.settle();
    for (const id of [2n, 9n]) {
      group.node(1n).transferLeadership(id);
      assert.equal(group.node(1n).propose(bytesOf('x')), 'accepted');
    }
  });

  test('ends when the member that should lead is removed', () => {
    const group = Group.led(3);
    group.loses = ({ type, to, from }) => to === 3n || (from === 3n && type === MsgAppResp);
    const remove = ConfChange.create({ type: ConfChangeType.ConfChangeRemoveNode, nodeId: 3n });
    assert.equal(group.node(1n).proposeConfChange(remove), 'accepted');
    group.node(1n).transferLeadership(3n);
    assert.equal(group.node(1n).propose(bytesOf('x')), 'transferring');
    group.settle();
    assert.equal(group.node(1n).propose(bytesOf('x')), 'accepted');
  });

  test('a member that is told to take over while its log is behind loses the vote', () => {
    const group = Group.led(3);
    group.loses = ({ type, to }) => type === MsgApp && to === 3n;
    group.propose(1n, 'a');
    const { term } = group.node(1n).status();
    group.node(3n).step(message(MsgTimeoutNow, { from: 1n, to: 3n, term }));
    group.loses = () => false;
    group.settle();
    assert.notEqual(group.peer(3n).role, 'leader');
  });
});
