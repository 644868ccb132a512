import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Permission_Type } from '../../proto/generated/authpb.js';
import {
  AlarmRequest_AlarmAction,
  AlarmType,
  Compare,
  Compare_CompareResult,
  Compare_CompareTarget,
  RequestOp,
} from '../../proto/generated/etcdserverpb.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { bytes, connect, failure, text } from './connect.js';

for (const version of etcdVersions) {
  test(`etcd ${version}: every method`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const { endpoints } = etcd;
    const [endpoint = ''] = endpoints;
    const client = connect(t, { endpoints });
    const { kv, lease, cluster, maintenance, auth } = client;
    assert.deepEqual(client.endpoints, endpoints);

    await t.test('a stream of a range, which it is too old for', async () => {
      for (const again of ['etcdserver', 'asked before']) {
        const refusal = await failure(kv.rangeStream({ key: bytes('k'), serializable: true }));
        assert.equal(refusal.kind, 'unimplemented', again);
        assert.match(refusal.message, /version is too old/u);
      }
    });

    await t.test('put, range, delete', async () => {
      const put = await kv.put({ key: bytes('k'), value: bytes('one') });
      assert.equal(put.header?.revision, 2);
      const again = await kv.put({ key: bytes('k'), value: bytes('two'), prevKv: true });
      assert.equal(text(again.prevKv?.value ?? bytes('')), 'one');
      const range = await kv.range({ key: bytes('k') });
      assert.deepEqual(
        range.kvs.map((each) => [text(each.key), text(each.value), each.createRevision, each.modRevision]),
        [['k', 'two', 2, 3]],
      );
      assert.equal((await kv.range({ key: bytes('k'), revision: 2, serializable: true })).kvs[0]?.version, 1);
      assert.equal((await kv.deleteRange({ key: bytes('k') })).deleted, 1);
      assert.equal(await etcd.etcdctl('get', 'k'), '');
    });

    await t.test('txn', async () => {
      const absent = Compare.create({
        target: Compare_CompareTarget.VERSION,
        result: Compare_CompareResult.EQUAL,
        key: bytes('t'),
        version: 0,
      });
      const { requestPut } = RequestOp.create();
      assert.equal(requestPut, undefined);
      const put = { ...RequestOp.create(), requestPut: { ...emptyPut, key: bytes('t'), value: bytes('1') } };
      assert.equal((await kv.txn({ compare: [absent], success: [put] })).succeeded, true);
      assert.equal((await kv.txn({ compare: [absent], success: [put] })).succeeded, false);
      assert.equal(await etcd.etcdctl('get', 't'), 't\n1\n');
    });

    await t.test('compact, then reading below it', async () => {
      await kv.compact({ revision: 4, physical: true });
      const past = await failure(kv.range({ key: bytes('k'), revision: 2 }));
      assert.equal(past.kind, 'compacted');
      const future = await failure(kv.range({ key: bytes('k'), revision: 1_000 }));
      assert.equal(future.kind, 'future-revision');
      assert.equal((await failure(kv.compact({ revision: 1_000 }))).kind, 'future-revision');
    });

    await t.test('leases', async () => {
      const granted = await lease.grant({ ttl: 600, id: 0x7fff_ffff_ffff_fff0n });
      assert.equal(granted.id, 0x7fff_ffff_ffff_fff0n);
      await kv.put({ key: bytes('leased'), lease: granted.id });
      assert.deepEqual(
        (await lease.list()).leases.map((each) => each.id),
        [granted.id],
      );
      const left = await lease.timeToLive({ id: granted.id, keys: true });
      assert.deepEqual(left.keys.map(text), ['leased']);
      assert.equal((await lease.keepAliveOnce(granted.id)).ttl, 600);
      assert.equal((await lease.keepAliveOnce(1234n)).ttl, 0);
      await lease.revoke(granted.id);
      assert.equal((await kv.range({ key: bytes('leased') })).count, 0);
      assert.equal((await failure(lease.revoke(granted.id))).kind, 'not-found');
    });

    await t.test('maintenance', async () => {
      const status = await maintenance.status({ endpoint });
      assert.ok(status.version.startsWith(version));
      assert.equal(status.leader, status.header?.memberId);
      assert.ok(status.dbSize > 0 && status.dbSizeInUse > 0);
      assert.deepEqual((await maintenance.alarm({})).alarms, []);
      assert.notEqual((await maintenance.hash()).hash, 0);
      assert.notEqual((await maintenance.hashKv(0, { endpoint })).hash, 0);
      await maintenance.defragment({ endpoint });
      assert.equal((await failure(maintenance.moveLeader(1234n))).kind, 'failed-precondition');
    });

    await t.test('a snapshot ends with the SHA-256 of all before', async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of maintenance.snapshot()) {
        chunks.push(chunk.blob);
      }
      const file = Buffer.concat(chunks);
      const sum = createHash('sha256').update(file.subarray(0, -32)).digest();
      assert.deepEqual(file.subarray(-32), sum);
    });

    await t.test('a snapshot that is left early ends the call', async () => {
      for await (const chunk of maintenance.snapshot({ endpoint })) {
        assert.ok(chunk.blob.length > 0);
        break;
      }
      assert.equal((await kv.range({ key: bytes('t') })).count, 1);
    });

    await t.test('members', async () => {
      const { members } = await cluster.memberList({ linearizable: true });
      assert.deepEqual(
        members.map((member) => member.name),
        ['m1'],
      );
      const learner = await cluster.memberAdd({ peerURLs: ['http://127.0.0.1:1'], isLearner: true });
      const id = learner.member?.id ?? 0n;
      assert.equal(learner.member?.isLearner, true);
      // Raft drops a membership change that follows another before that is behind it: a put in between waits.
      const settled = () => kv.put({ key: bytes('k') });
      await settled();
      await cluster.memberUpdate({ id, peerURLs: ['http://127.0.0.1:2'] });
      assert.equal((await failure(cluster.memberPromote(id))).kind, 'failed-precondition');
      await settled();
      await cluster.memberRemove(id);
      await settled();
      assert.equal((await failure(cluster.memberRemove(id))).kind, 'not-found');
      assert.equal((await cluster.memberList()).members.length, 1);
    });

    await t.test('users and roles', async () => {
      await auth.roleAdd('reader');
      const read = { permType: Permission_Type.READ, key: bytes('a'), rangeEnd: bytes('b') };
      await auth.roleGrantPermission('reader', read);
      assert.deepEqual(
        (await auth.roleGet('reader')).perm.map((each) => text(each.key)),
        ['a'],
      );
      await auth.userAdd({ name: 'ann', password: 'x' });
      await auth.userChangePassword({ name: 'ann', password: 'y' });
      await auth.userGrantRole('ann', 'reader');
      assert.deepEqual((await auth.userGet('ann')).roles, ['reader']);
      await auth.userRevokeRole('ann', 'reader');
      await auth.roleRevokePermission({ role: 'reader', key: read.key, rangeEnd: read.rangeEnd });
      assert.deepEqual((await auth.userList()).users, ['ann']);
      assert.deepEqual((await auth.roleList()).roles, ['reader']);
      await auth.userDelete('ann');
      await auth.roleDelete('reader');
      assert.equal((await failure(auth.enable())).kind, 'failed-precondition');
      await auth.disable();
    });

    await t.test('auth status is not there before 3.5', async () => {
      if (version === '3.4') {
        const error = await failure(auth.status());
        assert.equal(error.kind, 'unimplemented');
        assert.match(error.message, /too old/u);
      } else {
        assert.equal((await auth.status()).enabled, false);
      }
    });

    await t.test('a request that is too large', async () => {
      const error = await failure(kv.put({ key: bytes('big'), value: new Uint8Array(1_700_000) }));
      assert.equal(error.kind, 'too-large');
      await kv.put({ key: bytes('big'), value: new Uint8Array(1_500_000).fill(120) });
    });

    await t.test('an answer far above the 4 MB that gRPC allows unless told otherwise', async () => {
      for (let index = 0; index < 4; index++) {
        await kv.put({ key: bytes(`big${index}`), value: new Uint8Array(1_500_000) });
      }
      const { kvs } = await kv.range({ key: bytes('big'), rangeEnd: bytes('bih') });
      assert.equal(kvs.length, 5);
    });

    await t.test('cancelled by the caller, before and while it runs', async () => {
      assert.equal((await failure(maintenance.status({ signal: AbortSignal.abort() }))).kind, 'cancelled');
      const controller = new AbortController();
      const call = failure(
        kv.range({ key: bytes('big'), rangeEnd: bytes('bih') }, { signal: controller.signal }),
      );
      setImmediate(() => controller.abort());
      assert.equal((await call).kind, 'cancelled');
    });

    await t.test('the alarm is raised and disarmed', async () => {
      const alarm = { action: AlarmRequest_AlarmAction.ACTIVATE, alarm: AlarmType.NOSPACE };
      const { alarms } = await maintenance.alarm(alarm);
      const [raised] = alarms;
      assert.equal(raised?.alarm, AlarmType.NOSPACE);
      const error = await failure(kv.put({ key: bytes('k') }));
      assert.equal(error.kind, 'no-space');
      assert.match(error.message, /NOSPACE/u);
      await maintenance.alarm({ ...raised, action: AlarmRequest_AlarmAction.DEACTIVATE });
      await kv.put({ key: bytes('k') });
    });

    await t.test('after close every call is cancelled', async () => {
      client.close();
      assert.equal((await failure(kv.range({ key: bytes('k') }))).kind, 'cancelled');
    });
  });
}

const emptyPut = {
  key: bytes(''),
  value: bytes(''),
  lease: 0n,
  prevKv: false,
  ignoreValue: false,
  ignoreLease: false,
};
