import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterEvidence, MemberStatus } from '../../source/triage/evidence.js';
import type { Finding, RuleId, Severity } from '../../source/triage/finding.js';
import { countFindings, judge, triageExitCode, worstSeverity } from '../../source/triage/judge.js';
import {
  calmHistory,
  clusterId,
  clusterOf,
  dayMs,
  lookedAtMs,
  memberId,
  memberOf,
  membersOf,
  silentMember,
  unstartedMember,
  withStatus,
} from './cluster-evidence.js';

function findingsOf(evidence: ClusterEvidence, rule: RuleId): readonly Finding[] {
  return judge(evidence).filter((finding) => finding.rule === rule);
}

function severitiesOf(evidence: ClusterEvidence, rule: RuleId): readonly Severity[] {
  return findingsOf(evidence, rule).map(({ severity }) => severity);
}

test('a cluster of three that is well: every rule says ok, exit code 0', () => {
  const evidence = clusterOf(membersOf(3));
  const findings = judge(evidence);
  assert.deepEqual(
    findings.filter(({ severity }) => severity !== 'ok'),
    [],
  );
  assert.equal(new Set(findings.map(({ rule }) => rule)).size, 15);
  assert.equal(worstSeverity(findings), 'ok');
  assert.equal(triageExitCode(evidence, findings), 0);
});

test('findings are sorted worst first, and each problem says why, on what and what next', () => {
  const evidence = clusterOf([
    withStatus(1, { alarms: [{ memberId: memberId(1), alarm: 'NOSPACE' }] }),
    withStatus(2, { version: '3.5.15' }),
    memberOf(3, { certificate: { known: false, why: { reason: 'timeout', message: 'no handshake' } } }),
  ]);
  const findings = judge(evidence);
  const order = findings.map(({ severity }) => severity);
  const rank = ['critical', 'warning', 'unknown', 'ok'];
  assert.deepEqual(
    order,
    order.toSorted((a, b) => rank.indexOf(a) - rank.indexOf(b)),
  );
  assert.deepEqual({ ...countFindings(findings), ok: 0 }, { critical: 1, warning: 1, unknown: 1, ok: 0 });
  for (const { severity, why, evidence: figures, next } of findings) {
    if (severity === 'critical' || severity === 'warning') assert.ok(why && figures && next);
    if (severity === 'unknown') assert.ok(figures);
  }
});

test('exit codes: 1 for warnings, 2 for critical, 3 when nobody could be asked or the quorum is not known', () => {
  const code = (evidence: ClusterEvidence) => triageExitCode(evidence, judge(evidence));
  assert.equal(code(clusterOf(membersOf(2))), 1);
  assert.equal(code(clusterOf([withStatus(1, { leader: undefined })])), 2);
  const nobody = [silentMember(1), silentMember(2), silentMember(3)];
  const unreachable = { known: false, why: { reason: 'unreachable', message: 'refused' } } as const;
  assert.equal(code(clusterOf(nobody, { quorumRead: unreachable })), 3);
  const refused = { known: false, why: { reason: 'not-permitted', message: 'user name is empty' } } as const;
  assert.equal(code(clusterOf(membersOf(3), { membership: refused, quorumRead: refused })), 3);
});

test('where no certificate is accepted the members are not said to be down', () => {
  const members = [silentMember(1, 'tls'), silentMember(2, 'tls')];
  const [finding, ...others] = findingsOf(clusterOf(members), 'member-answers');
  assert.ok(finding !== undefined && others.length === 0);
  assert.equal(finding.severity, 'critical');
  assert.match(finding.title, /TLS/u);
  assert.doesNotMatch(finding.next ?? '', /systemctl/u);
});

test('when nobody answers that is critical, and what could not be judged is unknown', () => {
  const members = [silentMember(1), silentMember(2), silentMember(3)];
  const unreachable = { known: false, why: { reason: 'unreachable', message: 'refused' } } as const;
  const findings = judge(clusterOf(members, { quorumRead: unreachable, history: calmHistory(members) }));
  const well = findings.filter(({ severity }) => severity === 'ok').map(({ rule }) => rule);
  assert.deepEqual(well.toSorted(), ['certificates', 'learner', 'member-count']);
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'critical').map(({ rule }) => rule),
    ['member-answers'],
  );
});

test('leader: none is critical, one member that sees another or none is a warning', () => {
  const none = [1, 2, 3].map((ordinal) => withStatus(ordinal, { leader: undefined }));
  assert.deepEqual(severitiesOf(clusterOf(none), 'leader'), ['critical']);
  const cutOff = clusterOf([memberOf(1), memberOf(2), withStatus(3, { leader: undefined, term: 37 })]);
  assert.deepEqual(severitiesOf(cutOff, 'leader'), ['warning']);
  assert.equal(findingsOf(cutOff, 'leader')[0]?.subject, 'm3');
});

test('leader stability: one look cannot tell; two elections in ten minutes warn, four are critical', () => {
  const members = membersOf(3);
  const calm = calmHistory(members);
  const withChanges = (agesMs: readonly number[]) =>
    clusterOf(members, {
      history: {
        ...calm,
        leaderChanges: agesMs.map((ageMs) => ({
          atMs: lookedAtMs - ageMs,
          from: memberId(1),
          to: memberId(2),
          terms: 1,
        })),
      },
    });
  const severity = (agesMs: readonly number[]) => severitiesOf(withChanges(agesMs), 'leader-stability')[0];
  assert.equal(
    severitiesOf(clusterOf(members, { history: { ...calm, looks: 1 } }), 'leader-stability')[0],
    'unknown',
  );
  assert.equal(severity([]), 'ok');
  assert.equal(severity([1_000]), 'ok');
  assert.equal(severity([600_000, 1_000]), 'warning');
  assert.equal(severity([600_001, 1_000]), 'ok');
  assert.equal(severity([4_000, 3_000, 2_000]), 'warning');
  assert.equal(severity([4_000, 3_000, 2_000, 1_000]), 'critical');
});

test('quorum: three survive one, then none; a failing linearizable read is critical whoever answers', () => {
  const severity = (evidence: ClusterEvidence) => severitiesOf(evidence, 'quorum')[0];
  assert.equal(severity(clusterOf(membersOf(3))), 'ok');
  assert.equal(severity(clusterOf([memberOf(1), memberOf(2), silentMember(3)])), 'warning');
  assert.equal(severity(clusterOf([...membersOf(4), silentMember(5)])), 'ok');
  assert.equal(severity(clusterOf([...membersOf(3), silentMember(4), silentMember(5)])), 'warning');
  const timeout = { known: false, why: { reason: 'timeout', message: 'no answer in 1,500 ms' } } as const;
  assert.equal(severity(clusterOf(membersOf(3), { quorumRead: timeout })), 'critical');
  const oneLeft = clusterOf([memberOf(1), silentMember(2), silentMember(3)], { quorumRead: timeout });
  assert.equal(findingsOf(oneLeft, 'quorum')[0]?.title, 'quorum is lost');
});

test('quorum: members that only we cannot reach are not called down', () => {
  const evidence = clusterOf([memberOf(1), silentMember(2), silentMember(3)]);
  assert.deepEqual(severitiesOf(evidence, 'quorum'), ['unknown']);
});

test('quorum: a member that was added and has not started counts as missing', () => {
  const members = [...membersOf(3), silentMember(4, 'not-started')];
  assert.match(
    findingsOf(clusterOf(members), 'quorum')[0]?.title ?? '',
    /the next failure stops the cluster/,
  );
});

test('quorum: a member that could not be asked leaves the margin unknown', () => {
  const evidence = clusterOf([memberOf(1), memberOf(2), silentMember(3, 'not-asked')]);
  assert.deepEqual(severitiesOf(evidence, 'quorum'), ['unknown']);
});

test('quorum: a learner does not count', () => {
  const members = [...membersOf(3), memberOf(4, { isLearner: true })];
  assert.match(findingsOf(clusterOf(members), 'quorum')[0]?.title ?? '', /quorum 3\/3, survives 1 failure/);
});

test('member count: odd is well; even, and a single member that serves others, are warnings', () => {
  const severity = (count: number) => severitiesOf(clusterOf(membersOf(count)), 'member-count')[0];
  assert.deepEqual([1, 2, 3, 4, 5].map(severity), ['warning', 'warning', 'ok', 'warning', 'ok']);
  const loopback = memberOf(1, { clientUrls: ['http://127.0.0.1:2379', 'http://localhost:2379'] });
  assert.deepEqual(severitiesOf(clusterOf([loopback]), 'member-count'), ['ok']);
});

test('members: one that is silent is a warning, one that refuses us is unknown, one never started is named', () => {
  const unstarted = unstartedMember(3);
  const findings = findingsOf(
    clusterOf([memberOf(1), silentMember(2, 'not-permitted'), unstarted]),
    'member-answers',
  );
  assert.deepEqual(
    findings.map(({ severity, title }) => [severity, title]),
    [
      ['warning', 'never started: the member added for https://10.0.0.243:2380'],
      ['unknown', 'm2: status'],
    ],
  );
  const learner = { ...unstartedMember(4), isLearner: true };
  const about = judge(clusterOf([...membersOf(3), learner])).filter(({ severity }) => severity !== 'ok');
  assert.deepEqual(
    about.map(({ rule }) => rule),
    ['member-answers'],
  );
});

test('alarms: each once, however many members tell it', () => {
  const alarms = [{ memberId: memberId(2), alarm: 'NOSPACE' }];
  const evidence = clusterOf([1, 2, 3].map((ordinal) => withStatus(ordinal, { alarms })));
  const findings = findingsOf(evidence, 'alarms');
  assert.deepEqual(
    findings.map(({ severity, subject }) => [severity, subject]),
    [['critical', 'm2']],
  );
});

test('alarms: NOSPACE of a member with room again is to be disarmed, and nothing else', () => {
  const nextAt = (dbSize: number) => {
    const full = {
      dbSize,
      quota: { kind: 'told', bytes: 1000 },
      alarms: [{ memberId: memberId(1), alarm: 'NOSPACE' }],
    };
    return findingsOf(clusterOf([withStatus(1, full as Partial<MemberStatus>)]), 'alarms')[0]?.next ?? '';
  };
  assert.match(nextAt(1000), /snapshot save.*compact.*defrag.*alarm disarm/u);
  assert.match(nextAt(200), /20 % of its quota again: etcdctl alarm disarm/u);
  assert.doesNotMatch(nextAt(200), /compact|defrag/u);
});

test('alarms: in one order, whatever order each member tells them in', () => {
  const full = { memberId: memberId(2), alarm: 'NOSPACE' };
  const corrupt = { memberId: memberId(3), alarm: 'CORRUPT' };
  const orders = [
    [full, corrupt],
    [corrupt, full],
  ].map((alarms) => findingsOf(clusterOf([withStatus(1, { alarms }), ...membersOf(3).slice(1)]), 'alarms'));
  assert.equal(orders[0]?.length, 2);
  assert.deepEqual(orders[0], orders[1]);
});

const gibibyte = 1024 ** 3;

test('quota: 80 % warns, 95 % is critical, an untold quota is an assumption and a refuted one is unknown', () => {
  const told = (ratio: number) =>
    severitiesOf(
      clusterOf([withStatus(1, { dbSize: ratio * 1000, quota: { kind: 'told', bytes: 1000 } })]),
      'quota',
    )[0];
  assert.deepEqual([0.799, 0.8, 0.949, 0.95, 1.2].map(told), [
    'ok',
    'warning',
    'warning',
    'critical',
    'critical',
  ]);
  const untold = (dbSize: number) =>
    findingsOf(clusterOf([withStatus(1, { dbSize, quota: { kind: 'not-told' } })]), 'quota')[0];
  assert.equal(untold(gibibyte)?.severity, 'ok');
  assert.match(untold(gibibyte)?.title ?? '', /assumed/);
  assert.equal(untold(1.7 * gibibyte)?.severity, 'warning');
  assert.equal(untold(2.1 * gibibyte)?.severity, 'unknown');
  assert.equal(severitiesOf(clusterOf([withStatus(1, { quota: { kind: 'none' } })]), 'quota')[0], 'ok');
});

test('quota: NOSPACE on a small file refutes the default that would be assumed', () => {
  const small = { dbSize: 2_400_000, quota: { kind: 'not-told' } } as const;
  const quotaOf = (alarms: MemberStatus['alarms'], dbSize: number = small.dbSize) =>
    severitiesOf(clusterOf([withStatus(1, { ...small, dbSize, alarms })]), 'quota');
  assert.deepEqual(quotaOf([{ memberId: memberId(1), alarm: 'NOSPACE' }]), ['unknown']);
  assert.deepEqual(quotaOf([{ memberId: memberId(2), alarm: 'NOSPACE' }]), ['ok']);
  assert.deepEqual(quotaOf([{ memberId: memberId(1), alarm: 'NOSPACE' }], 2 * gibibyte), ['critical']);
  assert.deepEqual(quotaOf([]), ['ok']);
});

test('fragmentation: half of a file, and at least 100 MB of it', () => {
  const severity = (dbSize: number, dbSizeInUse: number | undefined) =>
    severitiesOf(clusterOf([withStatus(1, { dbSize, dbSizeInUse })]), 'fragmentation')[0];
  assert.equal(severity(200e6, 100e6), 'warning');
  assert.equal(severity(200e6, 101e6), 'ok');
  assert.equal(severity(199e6, 99.5e6), 'ok');
  assert.equal(severity(10e6, 1e6), 'ok');
  assert.equal(severity(200e6, undefined), 'unknown');
});

test('raft lag: 1,000 entries warn, more than 5,000 are critical, and no leader is unknown', () => {
  const severity = (lag: number) =>
    severitiesOf(
      clusterOf([memberOf(1), memberOf(2), withStatus(3, { raftIndex: 31_204_118 - lag })]),
      'raft-lag',
    )[0];
  assert.deepEqual([999, 1_000, 5_000, 5_001].map(severity), ['ok', 'warning', 'warning', 'critical']);
  const leaderless = [silentMember(1), memberOf(2), memberOf(3)];
  assert.deepEqual(severitiesOf(clusterOf(leaderless), 'raft-lag'), ['unknown']);
});

test('raft lag: what the leader committed between the two answers is not held against a follower', () => {
  const late = { answeredAtMs: lookedAtMs + 1_004 };
  const members = [withStatus(1, late), memberOf(2), withStatus(3, { raftIndex: 31_204_118 - 1_200 })];
  const calm = calmHistory(members);
  const [first, last] = calm.samples;
  assert.ok(first && last);
  const slower = first.members.map((each) => ({ ...each, raftIndex: each.raftIndex - 600_000 }));
  const history = { ...calm, samples: [{ ...first, members: slower }, last] };
  assert.deepEqual(severitiesOf(clusterOf(members, { history }), 'raft-lag'), ['ok']);
});

test('raft lag: says whether it grows or shrinks against the look before', () => {
  const members = [memberOf(1), memberOf(2), withStatus(3, { raftIndex: 31_204_118 - 6_000 })];
  const title = (lagBefore: number) => {
    const calm = calmHistory(members);
    const [first, last] = calm.samples;
    assert.ok(first && last);
    const before = first.members.map((each) =>
      each.id === memberId(3) ? { ...each, raftIndex: 31_204_118 - lagBefore } : each,
    );
    const history = { ...calm, samples: [{ ...first, members: before }, last] };
    return findingsOf(clusterOf(members, { history }), 'raft-lag')[0]?.title ?? '';
  };
  assert.match(title(5_000), /6,000 entries behind the leader and falling back/);
  assert.match(title(7_000), /and catching up/);
  assert.doesNotMatch(title(6_000), /falling|catching/);
});

test('apply lag: more than 500 entries warn, more than 5,000 make etcd refuse requests', () => {
  const severity = (lag: number) =>
    severitiesOf(clusterOf([withStatus(1, { appliedIndex: 31_204_118 - lag })]), 'apply-lag')[0];
  assert.deepEqual([500, 501, 5_000, 5_001].map(severity), ['ok', 'warning', 'warning', 'critical']);
});

test('apply lag: a member that was sent the whole database is behind in its count alone', () => {
  const titleAt = (revision: number) => {
    const late = withStatus(3, { appliedIndex: 534, raftIndex: 14_038, revision });
    const others = [1, 2].map((ordinal) => withStatus(ordinal, { revision: 14_031 }));
    return findingsOf(clusterOf([...others, late]), 'apply-lag').map(({ severity, title }) => [
      severity,
      title,
    ]);
  };
  assert.deepEqual(titleAt(14_031), [['warning', 'm3 has all data, and does not count it as applied yet']]);
  assert.deepEqual(titleAt(9_000), [['critical', 'm3 has 13,504 entries committed and not applied']]);
});

test('learner: stuck only when it is behind and has stood still for a minute', () => {
  const behind = 31_204_118 - 2_000;
  const evidence = (stoodMs: number, raftIndex: number) => {
    const learner = withStatus(4, { raftIndex, isLearner: true });
    const members = [...membersOf(3), { ...learner, isLearner: true }];
    const calm = calmHistory(members);
    const [first, last] = calm.samples;
    assert.ok(first && last);
    const at = (sample: typeof first, atMs: number) => ({
      ...sample,
      atMs,
      members: sample.members.map((each) => ({ ...each, atMs })),
    });
    const samples = [at(first, lookedAtMs + 4 - stoodMs), at(last, lookedAtMs + 4)];
    return clusterOf(members, { history: { ...calm, samples } });
  };
  assert.deepEqual(severitiesOf(evidence(60_000, behind), 'learner'), ['warning']);
  assert.deepEqual(severitiesOf(evidence(59_999, behind), 'learner'), ['ok']);
  assert.match(findingsOf(evidence(60_000, 31_204_118), 'learner')[0]?.title ?? '', /can be promoted/);
});

test('versions: mixed minors warn, mixed patches do not, defects are named, 3.4 is told as information', () => {
  const of = (...versions: readonly string[]) =>
    findingsOf(clusterOf(versions.map((version, index) => withStatus(index + 1, { version }))), 'versions');
  assert.deepEqual(
    of('3.5.15', '3.6.1').map(({ severity }) => severity),
    ['warning'],
  );
  assert.deepEqual(
    of('3.6.1', '3.6.16').map(({ severity }) => severity),
    ['ok'],
  );
  assert.deepEqual(
    of('3.5.5').map(({ severity }) => severity),
    ['warning'],
  );
  assert.deepEqual(
    of('3.5.6').map(({ severity }) => severity),
    ['ok'],
  );
  assert.deepEqual(
    of('3.4.21').map(({ severity }) => severity),
    ['warning'],
  );
  assert.match(of('3.4.23')[0]?.title ?? '', /3\.4 gets no more fixes/);
  assert.equal(of('3.4.23')[0]?.severity, 'ok');
  assert.deepEqual(
    of('banana').map(({ severity }) => severity),
    ['unknown'],
  );
});

test('certificates: 30 days warn, 7 days and expired are critical, no TLS is well, no handshake unknown', () => {
  const expiringIn = (ms: number) =>
    severitiesOf(
      clusterOf([
        memberOf(1, {
          certificate: {
            known: true,
            value: { subject: 'CN=m1', validFromMs: lookedAtMs - dayMs, validToMs: lookedAtMs + ms },
          },
        }),
      ]),
      'certificates',
    )[0];
  assert.deepEqual([30 * dayMs + 1, 30 * dayMs, 7 * dayMs + 1, 7 * dayMs, 0, -dayMs].map(expiringIn), [
    'ok',
    'warning',
    'warning',
    'critical',
    'critical',
    'critical',
  ]);
  const future = { subject: 'CN=m1', validFromMs: lookedAtMs + 1, validToMs: lookedAtMs + dayMs };
  const notYet = clusterOf([memberOf(1, { certificate: { known: true, value: future } })]);
  assert.deepEqual(severitiesOf(notYet, 'certificates'), ['critical']);
  const plain = clusterOf([memberOf(1, { certificate: { known: true, value: undefined } })]);
  assert.equal(findingsOf(plain, 'certificates')[0]?.title, 'no TLS on the client port');
  const failed = { known: false, why: { reason: 'tls', message: 'handshake failed' } } as const;
  assert.deepEqual(severitiesOf(clusterOf([memberOf(1, { certificate: failed })]), 'certificates'), [
    'unknown',
  ]);
});

test('endpoints: one of another cluster is critical, a detour to a member is told', () => {
  const stranger = { endpoint: 'https://10.9.9.9:2379', clusterId: clusterId + 1n, memberId: 5n };
  const foreign = clusterOf(membersOf(3), { strangers: [stranger] });
  assert.match(findingsOf(foreign, 'endpoints')[0]?.title ?? '', /belongs to another cluster/);
  assert.deepEqual(severitiesOf(foreign, 'endpoints'), ['critical']);
  const detour = memberOf(1, { route: 'configured', endpoint: 'https://203.0.113.7:2379' });
  const finding = findingsOf(clusterOf([detour, memberOf(2), memberOf(3)]), 'endpoints')[0];
  assert.equal(finding?.severity, 'ok');
  assert.match(finding?.title ?? '', /203\.0\.113\.7.*cannot be reached from here/);
  const dead = { endpoint: 'https://10.0.0.9:2379', message: 'https://10.0.0.9:2379 refuses connections.' };
  const misled = clusterOf(membersOf(3), { deadEndpoints: [dead] });
  assert.deepEqual(severitiesOf(misled, 'endpoints'), ['warning']);
  assert.match(findingsOf(misled, 'endpoints')[0]?.evidence ?? '', /refuses connections/);
});

test('what members complain about is passed on, made safe for a terminal', () => {
  const evidence = clusterOf([withStatus(1, { errors: ['disk \u001b[31mfailing'] })]);
  const [finding] = findingsOf(evidence, 'member-errors');
  assert.equal(finding?.severity, 'warning');
  assert.match(finding?.title ?? '', /disk \\x1b\[31mfailing/);
});

test('names from the cluster cannot act on a terminal', () => {
  const evil = memberOf(3, { ...silentMember(3), name: 'm3\u001b]0;x\u0007\u202e' });
  for (const { title, why, evidence, next, subject } of judge(clusterOf([memberOf(1), memberOf(2), evil]))) {
    assert.doesNotMatch([title, why, evidence, next, subject].join(''), /[\u001b\u0007\u202e]/);
  }
});

const fileOf = (path: string, daysLeft: number, renewal?: string) => ({
  path,
  subject: 'CN=x',
  validFromMs: lookedAtMs - 300 * dayMs,
  validToMs: lookedAtMs + daysLeft * dayMs,
  renewal,
});

test('certificate files: silent elsewhere, judged by the one that ends first, the renewal is named', () => {
  const evidence = clusterOf(membersOf(3));
  assert.deepEqual(findingsOf(evidence, 'certificate-files'), []);
  const judged = (...certificates: readonly ReturnType<typeof fileOf>[]) =>
    findingsOf(
      { ...evidence, certificateFiles: { certificates, problems: [], readAtMs: lookedAtMs } },
      'certificate-files',
    );
  assert.deepEqual(
    judged(fileOf('/a', 31), fileOf('/b', 400)).map(({ severity, title }) => [severity, title]),
    [['ok', '2 certificate files for 31 d or longer']],
  );
  const [worst, soon] = judged(
    fileOf('/ca', 400),
    fileOf('/a', 20, 'kubeadm certs renew a'),
    fileOf('/b', -2),
  );
  assert.deepEqual([worst?.severity, worst?.title], ['critical', '/b expired 2 d ago']);
  assert.deepEqual(
    [soon?.severity, soon?.title, soon?.next],
    ['warning', '/a expires in 20 d', 'kubeadm certs renew a'],
  );
  assert.deepEqual(
    judged({ ...fileOf('/a', 300), validFromMs: lookedAtMs + dayMs }).map(({ severity }) => severity),
    ['critical'],
  );
});

test('certificate files: what cannot be used is a warning, what may not be read is not known', () => {
  const evidence = clusterOf(membersOf(3));
  const problems = [
    { path: '/etc/\x1b[31m', sentence: 'it holds no PEM certificate', isForbidden: false },
    { path: '/etc/key', sentence: 'it may not be read by this user', isForbidden: true },
    { path: '/etc/other', sentence: 'it may not be read by this user', isForbidden: true },
  ];
  const findings = findingsOf(
    { ...evidence, certificateFiles: { certificates: [], problems, readAtMs: lookedAtMs } },
    'certificate-files',
  );
  assert.deepEqual(
    findings.map(({ severity }) => severity),
    ['warning', 'unknown'],
  );
  assert.doesNotMatch(findings[0]?.title ?? '', /\x1b/);
  assert.match(findings[1]?.title ?? '', /2 certificate files/);
});
