import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nobody } from '../../../node-core/auth/types.js';
import { proposalKinds } from '../../../node-core/server/answers.js';
import { decodeProposal, encodeProposal } from '../../../node-core/server/proposal-codec.js';
import {
  CompactionRequest,
  InternalRaftRequest,
  LeaseRevokeRequest,
  PutRequest,
  RangeRequest,
} from '../../../proto/generated/etcdserverpb.js';
import { ClusterVersionSetRequest } from '../../../proto/generated/membershippb.js';

const id = 0x8e9e_0123_4567_89abn;

test('an entry is an InternalRaftRequest of etcd', () => {
  const put = PutRequest.create({ key: Uint8Array.of(1), value: new Uint8Array(300), lease: -1n });
  const decoded = InternalRaftRequest.decode(
    encodeProposal({ id, caller: nobody, kind: 'put', body: PutRequest.encode(put) }),
  );
  assert.equal(decoded.header?.id, id);
  assert.deepEqual(decoded.put, put);
  const version = encodeProposal({
    id,
    caller: nobody,
    kind: 'clusterVersionSet',
    body: ClusterVersionSetRequest.encode({ ver: '3.6.0' }),
  });
  assert.equal(InternalRaftRequest.decode(version).clusterVersionSet?.ver, '3.6.0');
});

test('an entry that etcd wrote is read', () => {
  const header = { id, username: 'root', authRevision: 7 };
  const compaction = CompactionRequest.create({ revision: 5, physical: true });
  const read = decodeProposal(InternalRaftRequest.encode({ header, compaction }));
  assert.equal(read.id, id);
  assert.deepEqual(read.caller, { username: 'root', authRevision: 7 });
  assert.equal(read.kind, 'compaction');
  assert.deepEqual(CompactionRequest.decode(read.body), compaction);
});

test('every kind comes back as it went in', () => {
  for (const kind of proposalKinds) {
    for (const body of [Buffer.alloc(0), Buffer.alloc(200, 7)]) {
      for (const caller of [nobody, { username: 'alice', authRevision: 300 }]) {
        const read = decodeProposal(encodeProposal({ id, caller, kind, body }));
        assert.deepEqual({ ...read, body: Buffer.from(read.body) }, { id, caller, kind, body });
      }
    }
  }
});

test('a request from before the header has its id in the field of then', () => {
  const leaseRevoke = LeaseRevokeRequest.create({ id: 4n });
  assert.equal(decodeProposal(InternalRaftRequest.encode({ id: 99n, leaseRevoke })).id, 99n);
});

test('a kind that is not known, and bytes that are no request, are refused', () => {
  const range = RangeRequest.create();
  const header = { id, username: '', authRevision: 0 };
  const unknown = InternalRaftRequest.encode({ header, range });
  assert.throws(() => decodeProposal(unknown), /a kind that this version does not know/);
  assert.throws(() => decodeProposal(Buffer.from([0x22, 0xff])), { name: 'MalformedMessageError' });
});
