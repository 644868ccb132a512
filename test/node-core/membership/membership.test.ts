import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cluster } from '../../../node-core/membership/cluster.js';
import { decodeConfStateJson, encodeConfStateJson } from '../../../node-core/membership/conf-state-json.js';
import { bootstrapClusterId, bootstrapMemberId, formatId } from '../../../node-core/membership/member-id.js';
import { decodeMemberJson, encodeMemberJson } from '../../../node-core/membership/member-json.js';
import { ConfState } from '../../../proto/generated/raftpb.js';
import { openIn, temporaryBackend, temporaryDirectory } from '../backend/temporary-backend.js';

/** The ids of the member that etcd starts without any flag; they stand in its documentation and logs. */
const defaultMember = 0x8e9e05c52164694dn;
const defaultCluster = 0xcdf818194e3a8c32n;

test("ids of member and cluster are etcd's", () => {
  const id = bootstrapMemberId(['http://localhost:2380'], 'etcd-cluster');
  assert.equal(formatId(id), formatId(defaultMember));
  assert.equal(formatId(bootstrapClusterId([id])), formatId(defaultCluster));
  const urls = ['http://b:1', 'http://a:1'];
  assert.equal(bootstrapMemberId(urls, 't'), bootstrapMemberId(urls.toReversed(), 't'));
  assert.equal(bootstrapClusterId([2n, 1n]), bootstrapClusterId([1n, 2n]));
});

test('a member is written as Go writes it, ids beyond 2^53 whole', () => {
  const member = {
    id: defaultMember,
    name: 'a "name"',
    peerUrls: ['http://localhost:2380'],
    clientUrls: ['http://localhost:2379'],
    isLearner: false,
  };
  const text =
    '{"id":10276657743932975437,"peerURLs":["http://localhost:2380"],"name":"a \\"name\\"","clientURLs":["http://localhost:2379"]}';
  assert.equal(encodeMemberJson(member), text);
  assert.deepEqual(decodeMemberJson(text), member);
  const unstarted = { ...member, name: '', clientUrls: [], isLearner: true };
  assert.equal(
    encodeMemberJson(unstarted),
    '{"id":10276657743932975437,"peerURLs":["http://localhost:2380"],"isLearner":true}',
  );
  assert.deepEqual(decodeMemberJson(encodeMemberJson(unstarted)), unstarted);
  for (const broken of ['', '[]', '{}', '{"id":"x"}', 'null']) {
    assert.throws(() => decodeMemberJson(broken), { name: 'MalformedMemberError' }, broken);
  }
});

test('a name that looks like an id is left alone', () => {
  const member = { id: 5n, name: '"id":7', peerUrls: [], clientUrls: [], isLearner: false };
  assert.deepEqual(decodeMemberJson(encodeMemberJson(member)), member);
});

test('a configuration is written as Go writes it', () => {
  const state = ConfState.create({ voters: [defaultMember, 1n], learnersNext: [2n], autoLeave: true });
  const text = '{"voters":[10276657743932975437,1],"learners_next":[2],"auto_leave":true}';
  assert.equal(encodeConfStateJson(state), text);
  assert.deepEqual(decodeConfStateJson(text), state);
  assert.deepEqual(decodeConfStateJson('{"auto_leave":false}'), ConfState.create());
  assert.throws(() => decodeConfStateJson('{'), { name: 'MalformedConfStateError' });
});

const member = (id: bigint, url: string) => ({
  id,
  name: '',
  peerUrls: [url],
  clientUrls: [],
  isLearner: false,
});

test('members are kept, listed by id, and told what they say of themselves', async (t) => {
  const directory = temporaryDirectory(t);
  const backend = await openIn(directory);
  const cluster = new Cluster(backend);
  cluster.add(member(9n, 'http://b:1'));
  cluster.add(member(2n, 'http://a:1'));
  cluster.setAttributes(9n, 'nine', ['http://b:2']);
  cluster.setAttributes(404n, 'nobody', []);
  cluster.remove(2n);
  cluster.setVersion('3.6.0');
  cluster.setStorageVersion('3.6.0');
  cluster.setConfState(ConfState.create({ voters: [9n] }));
  await backend.close();
  const reopened = await openIn(directory);
  const again = new Cluster(reopened);
  assert.deepEqual(again.members(), [
    { ...member(9n, 'http://b:1'), name: 'nine', clientUrls: ['http://b:2'] },
  ]);
  assert.equal(again.version, '3.6.0');
  assert.equal(again.storageVersion, '3.6.0');
  assert.deepEqual(again.confState?.voters, [9n]);
  assert.equal(Buffer.from(reopened.get('members_removed', Buffer.from('2')) ?? '').toString(), 'removed');
  await reopened.close();
});

test('a member that is there, or whose URL is taken, is not added', async (t) => {
  const cluster = new Cluster(await temporaryBackend(t));
  cluster.add(member(1n, 'http://a:1'));
  assert.throws(() => cluster.add(member(1n, 'http://b:1')), { name: 'MemberExistsError' });
  assert.throws(() => cluster.add(member(2n, 'http://a:1')), { name: 'MemberExistsError' });
  assert.equal(cluster.members().length, 1);
});
