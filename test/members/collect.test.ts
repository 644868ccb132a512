import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlarmRequest_AlarmAction, AlarmType } from '../../proto/generated/etcdserverpb.js';
import type { EtcdClient } from '../../source/client/api.js';
import { collectEvidence } from '../../source/effects/members-evidence.js';
import { compactGates, defragmentGates, writeGates } from '../../source/maintenance/gates.js';
import { initialMembers, summarizeMembers } from '../../source/store/members.js';
import type { ClusterEvidence } from '../../source/triage/evidence.js';
import type { Finding } from '../../source/triage/finding.js';
import { judge, triageExitCode } from '../../source/triage/judge.js';
import { alarmsOf } from '../../source/triage/rules/alarms.js';
import { connect, failure } from '../client/connect.js';
import { createAuthority, loopbackHosts } from '../support/certificates.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startEtcd } from '../support/start-etcd.js';

const look = (client: EtcdClient, previous?: ClusterEvidence) => collectEvidence(client, previous, Date.now);

function problems(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ severity }) => severity === 'critical' || severity === 'warning')
    .map(({ severity, rule, subject }) => `${severity} ${rule} ${subject}`);
}

for (const version of etcdVersions) {
  test(`etcd ${version}: three members are seen; one that is killed is found, and found back`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version, members: 3 });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const first = await eventually('all three members agree on a leader', async () => {
      const evidence = await look(client);
      const settled = judge(evidence).every(({ severity }) => severity === 'ok' || severity === 'unknown');
      const published = evidence.members.every(({ clientUrls }) => clientUrls.length > 0);
      return settled && published ? evidence : undefined;
    });
    assert.deepEqual(first.members.map(({ name, route, status }) => [name, route, status.known]).toSorted(), [
      ['m1', 'advertised', true],
      ['m2', 'advertised', true],
      ['m3', 'advertised', true],
    ]);
    assert.ok(first.quorumRead.known);
    assert.equal(triageExitCode(first, judge(first)), 0);

    await etcd.kill(2);
    const second = await eventually('m3 is silent, the others have a leader', async () => {
      const evidence = await look(client, first);
      const leads = judge(evidence).some(({ rule, severity }) => rule === 'leader' && severity === 'ok');
      const m3 = evidence.members.find(({ name }) => name === 'm3');
      return leads && evidence.quorumRead.known && m3?.status.known === false ? evidence : undefined;
    });
    const found = judge(second);
    assert.deepEqual(problems(found), ['warning quorum cluster', 'warning member-answers m3']);
    assert.equal(triageExitCode(second, found), 1);
    const lost = second.history.memberChanges.map(({ name, what }) => `${name} ${what}`);
    assert.deepEqual(lost, ['m3 lost']);

    const [, , dead = ''] = etcd.endpoints;
    const alone = connect(t, { endpoints: [dead], dialTimeoutMs: 300 });
    const cutOff = await eventually('the endpoint that was given is known to be dead', async () => {
      const next = await look(alone, second);
      return alone.connection.kind === 'down' ? next : undefined;
    });
    assert.deepEqual(problems(judge(cutOff)), [
      'warning quorum cluster',
      'warning member-answers m3',
      'warning endpoints cluster',
    ]);
    assert.match(
      judge(cutOff).find(({ rule }) => rule === 'endpoints')?.next ?? '',
      new RegExp(`--endpoints ${etcd.endpoints.slice(0, 2).join(',')}$`, 'u'),
    );

    await etcd.kill(1);
    const third = await look(client, second);
    const worse = judge(third);
    assert.equal(worse.find(({ rule }) => rule === 'quorum')?.severity, 'critical');
    assert.equal(triageExitCode(third, worse), 2);

    await etcd.restart();
    await eventually('all is well again', async () => {
      const evidence = await look(client);
      return problems(judge(evidence)).length === 0 && evidence.members.every(({ status }) => status.known);
    });
  });

  test(`etcd ${version}: a full quota raises NOSPACE, which triage names with the way out`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version, flags: ['--quota-backend-bytes=200000'] });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const value = Buffer.alloc(60_000, 'x');
    await eventually('the quota is crossed', async () => {
      const refusal = await client.kv.put({ key: Buffer.from('k'), value }).then(
        () => undefined,
        (error: unknown) => error,
      );
      return refusal !== undefined;
    });
    const evidence = await eventually('the alarm is raised', async () => {
      const next = await look(client);
      return judge(next).some(({ rule, severity }) => rule === 'alarms' && severity === 'critical')
        ? next
        : undefined;
    });
    const alarm = judge(evidence).find(({ rule }) => rule === 'alarms');
    assert.match(alarm?.title ?? '', /m1 is out of space/);
    assert.match(alarm?.next ?? '', /alarm disarm/);
    assert.equal(triageExitCode(evidence, judge(evidence)), 2);
    const quota = judge(evidence).find(({ rule }) => rule === 'quota');
    assert.equal(quota?.severity, version === '3.6' ? 'critical' : 'unknown');
  });

  test(`etcd ${version}: a CORRUPT alarm of no member, or of one that is gone, is read as one`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const raise = (memberID: bigint) =>
      client.maintenance.alarm({
        action: AlarmRequest_AlarmAction.ACTIVATE,
        alarm: AlarmType.CORRUPT,
        memberID,
      });
    await raise(0n);
    await raise(0xabcn);
    const evidence = await eventually('both alarms are told', async () => {
      const next = await look(client);
      return alarmsOf(next).length === 2 ? next : undefined;
    });
    const refusal = await failure(client.kv.put({ key: Buffer.from('k') }));
    assert.match(refusal.message, /CORRUPT/u);
    const findings = judge(evidence);
    assert.deepEqual(
      findings.filter(({ rule }) => rule === 'alarms').map(({ subject, title }) => [subject, title]),
      [
        ['cluster', 'members hold different data: writes are refused'],
        ['abc', 'abc, no member any more, holds other data: writes are refused'],
      ],
    );
    assert.deepEqual(problems(findings), ['critical alarms cluster', 'critical alarms abc']);
    assert.ok(findings.some(({ evidence: told }) => told === 'alarm CORRUPT of abc, no member any more'));
    for (const gates of [compactGates(evidence), defragmentGates(evidence), writeGates(evidence, true)]) {
      assert.ok(gates.some(({ result, text }) => result === 'failed' && text.includes('CORRUPT')));
    }
  });

  test(`etcd ${version}: looking does not write to the Raft log`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const indexOf = ({ members }: ClusterEvidence) => {
      const status = members[0]?.status;
      return status?.known === true ? status.value.raftIndex : undefined;
    };
    const start = await eventually('the member has settled', async () => {
      const [one, other] = [await look(client), await look(client)];
      return indexOf(one) !== undefined && indexOf(one) === indexOf(other) ? other : undefined;
    });
    let last = start;
    for (let count = 0; count < 5; count += 1) last = await look(client, last);
    assert.equal(indexOf(last), indexOf(start));
    assert.equal(last.history.looks, 6);
  });

  test(`etcd ${version}: the certificate as served, and its expiry`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const authority = await createAuthority();
    t.after(authority.remove);
    const inFiveDays = new Date(Date.now() + 5 * 86_400_000);
    const server = await authority.issue({ commonName: 'srv', hosts: loopbackHosts, validTo: inFiveDays });
    const etcd = await startEtcd({ version, tls: { server, authorityFile: authority.certificateFile } });
    t.after(etcd.stop);
    const ca = Buffer.from(authority.certificate);
    const tls = { ca, certificate: undefined, key: undefined, serverName: undefined, skipVerify: false };
    const client = connect(t, { endpoints: etcd.endpoints, tls });
    const evidence = await look(client);
    const [member] = evidence.members;
    assert.ok(member?.certificate.known);
    const seconds = (ms: number) => Math.floor(ms / 1000);
    assert.equal(seconds(member.certificate.value?.validToMs ?? 0), seconds(inFiveDays.getTime()));
    const finding = judge(evidence).find(({ rule }) => rule === 'certificates');
    assert.equal(finding?.severity, 'critical');
    assert.match(finding?.title ?? '', /certificate of m1 expires in 4 d/);
    const again = await look(client, evidence);
    assert.equal(again.members[0]?.certificateAtMs, member.certificateAtMs);
  });
}

test('etcd 3.6 with auth: what an unknown user may not ask is unknown, never well', async (t) => {
  if (!haveEtcd(t, '3.6')) return;
  const etcd = await startEtcd({ version: '3.6', auth: { rootPassword: 'secret' } });
  t.after(etcd.stop);
  const stranger = connect(t, { endpoints: etcd.endpoints });
  const evidence = await look(stranger);
  const findings = judge(evidence);
  assert.deepEqual(problems(findings), []);
  assert.equal(findings.find(({ rule }) => rule === 'quorum')?.severity, 'unknown');
  assert.equal(triageExitCode(evidence, findings), 3);
  const user = { name: 'root', password: 'secret' };
  const allowed = await look(connect(t, { endpoints: etcd.endpoints, user }));
  assert.equal(triageExitCode(allowed, judge(allowed)), 0);
  assert.equal(
    summarizeMembers({ ...initialMembers, evidence, findings }).reason,
    'nothing may be asked, see Triage',
  );
  // Port 9 (discard) refuses here: nothing listens on it.
  const nowhere = 'http://127.0.0.1:9';
  const misled = await look(connect(t, { endpoints: [...etcd.endpoints, nowhere], user }));
  assert.deepEqual(
    misled.deadEndpoints.map(({ endpoint }) => endpoint),
    [nowhere],
  );
  assert.equal(triageExitCode(misled, judge(misled)), 1);
});

test('etcd 3.6 behind another address: the configured endpoint is used, and that is told', async (t) => {
  if (!haveEtcd(t, '3.6')) return;
  // Port 9 (discard) refuses here: nothing listens on it.
  const etcd = await startEtcd({ version: '3.6', flags: ['--advertise-client-urls=http://127.0.0.1:9'] });
  t.after(etcd.stop);
  const client = connect(t, { endpoints: etcd.endpoints });
  const evidence = await look(client);
  const [member] = evidence.members;
  assert.equal(member?.route, 'configured');
  assert.equal(member?.endpoint, etcd.endpoints[0]);
  assert.ok(member?.status.known);
  const finding = judge(evidence).find(({ rule }) => rule === 'endpoints');
  assert.match(finding?.title ?? '', /its advertised URL cannot be reached from here/);
  assert.deepEqual(evidence.strangers, []);
});

test('etcd 3.6: endpoints of two clusters are told apart', async (t) => {
  if (!haveEtcd(t, '3.6')) return;
  const one = await startEtcd({ version: '3.6' });
  t.after(one.stop);
  const other = await startEtcd({ version: '3.6' });
  t.after(other.stop);
  const client = connect(t, { endpoints: [...one.endpoints, ...other.endpoints] });
  await eventually('the other cluster is connected', () =>
    client.maintenance.status({ endpoint: other.endpoints[0] ?? '' }).then(
      () => true,
      () => false,
    ),
  );
  const findings = judge(await look(client));
  assert.deepEqual(problems(findings), ['critical endpoints cluster']);
});

test('etcd 3.6: a member that was added and has not started is named, and counts as missing', async (t) => {
  if (!haveEtcd(t, '3.6')) return;
  const etcd = await startEtcd({ version: '3.6', members: 3 });
  t.after(etcd.stop);
  const client = connect(t, { endpoints: etcd.endpoints });
  await eventually('the cluster takes a new member', () =>
    etcd.etcdctl('member', 'add', 'late', '--peer-urls=http://127.0.0.1:9').then(
      () => true,
      () => false,
    ),
  );
  const evidence = await eventually('all members know of it', async () => {
    const next = await look(client);
    return next.members.length === 4 && next.quorumRead.known ? next : undefined;
  });
  const findings = judge(evidence);
  const late = findings.find(({ rule }) => rule === 'member-answers');
  assert.equal(late?.title, 'never started: the member added for http://127.0.0.1:9');
  assert.equal(findings.find(({ rule }) => rule === 'quorum')?.title, 'the next failure stops the cluster');
  assert.deepEqual(
    evidence.members.map(({ name }) => name),
    ['m1', 'm2', 'm3', ''],
  );
});
