import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHttpRequest } from '../../../node-core/http/request.js';
import { clientRoutes, metricsRoutes } from '../../../node-core/http/routes.js';
import type { Member } from '../../../node-core/server/member.js';
import {
  AlarmRequest_AlarmAction as AlarmAction,
  AlarmRequest,
  AlarmType,
  PutRequest,
} from '../../../proto/generated/etcdserverpb.js';
import { startTestMember } from '../server/test-member.js';

const options = { describeFailure: String, callMetrics: () => [] };

/** A reply whose body is all there. */
async function asked(member: Member, target: string, method = 'GET') {
  const reply = await clientRoutes(member, options)(parseHttpRequest(method, target));
  assert.equal(typeof reply.body, 'string');
  return { ...reply, body: String(reply.body) };
}

test("/health answers in etcd's words", async (t) => {
  const { member } = await startTestMember(t);
  assert.equal((await asked(member, '/health')).body, '{"health":"true","reason":""}');
  assert.equal((await asked(member, '/health?serializable=true')).status, 200);
  const alarm = { action: AlarmAction.ACTIVATE, memberID: 5n, alarm: AlarmType.NOSPACE };
  await member.alarm(AlarmRequest.create(alarm));
  const sick = await asked(member, '/health');
  assert.equal(sick.status, 503);
  assert.equal(sick.body, '{"health":"false","reason":"ALARM NOSPACE"}\n');
  assert.equal((await asked(member, '/health?exclude=NOSPACE')).status, 200);
  await member.alarm(AlarmRequest.create({ ...alarm, alarm: AlarmType.CORRUPT }));
  assert.match((await asked(member, '/health?exclude=NOSPACE')).body, /"ALARM CORRUPT"/);
  assert.equal((await asked(member, '/readyz')).status, 503);
  assert.equal((await asked(member, '/livez')).status, 200);
});

test('/livez and /readyz have checks that can be asked, left out and told', async (t) => {
  const { member } = await startTestMember(t);
  assert.equal((await asked(member, '/livez')).body, 'ok\n');
  assert.equal(
    (await asked(member, '/readyz?verbose')).body,
    '[+]data_corruption ok\n[+]serializable_read ok\n[+]linearizable_read ok\n[+]non_learner ok\nok\n',
  );
  assert.equal((await asked(member, '/readyz?verbose&exclude=linearizable_read')).body.split('\n').length, 5);
  assert.equal((await asked(member, '/readyz/data_corruption')).body, 'ok\n');
  assert.equal((await asked(member, '/readyz/nothing')).status, 404);
});

test('a member without a leader is not healthy', async (t) => {
  const { member } = await startTestMember(t);
  Object.defineProperty(member, 'hasLeader', { value: () => false });
  assert.match((await asked(member, '/health')).body, /"RAFT NO LEADER"/);
});

test('/version tells server, cluster and storage', async (t) => {
  const { member } = await startTestMember(t);
  const { body } = await asked(member, '/version');
  assert.deepEqual(JSON.parse(body), { etcdserver: member.version, etcdcluster: '3.6.0', storage: '3.6.0' });
});

test("/metrics has etcd's names in Prometheus's format", async (t) => {
  const { member } = await startTestMember(t);
  await member.put(PutRequest.encode({ key: Buffer.from('a') }));
  const { body, headers } = await asked(member, '/metrics');
  assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores');
  const samples = new Map(
    body
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        assert.match(line, /^[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[\d.e+-]+$/);
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
  );
  assert.equal(samples.get('etcd_server_has_leader'), 1);
  assert.equal(samples.get('etcd_server_is_leader'), 1);
  assert.equal(samples.get('etcd_server_leader_changes_seen_total'), 1);
  assert.equal(samples.get('etcd_debugging_mvcc_keys_total'), 1);
  assert.equal(samples.get('etcd_server_quota_backend_bytes'), 2 * 1024 ** 3);
  assert.equal(samples.get('etcd_server_proposals_pending'), 0);
  assert.equal(samples.get('etcd_server_proposals_applied_total'), member.appliedIndex());
  const syncs = samples.get('etcd_disk_wal_fsync_duration_seconds_count') ?? 0;
  assert.ok(syncs > 0);
  assert.equal(samples.get('etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"}'), syncs);
  for (const name of ['etcd_mvcc_db_total_size_in_bytes', 'process_resident_memory_bytes']) {
    assert.ok((samples.get(name) ?? 0) > 0, name);
  }
  assert.ok(samples.has('etcd_disk_backend_commit_duration_seconds_count'));
});

test('other paths and methods are refused as HTTP has it', async (t) => {
  const { member } = await startTestMember(t);
  assert.equal((await asked(member, '/nothing')).status, 404);
  assert.equal((await asked(member, '/health', 'POST')).status, 405);
  const metrics = metricsRoutes(member, options);
  assert.equal((await metrics(parseHttpRequest('GET', '/metrics'))).status, 200);
  assert.equal((await metrics(parseHttpRequest('GET', '/version'))).status, 404);
});
