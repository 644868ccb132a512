import type { EtcdClient } from '../client/api.js';
import { collectEvidence } from '../effects/members-evidence.js';
import { byteSize, grouped, hexId, percent, unknownText } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import { type Answering, answering, leaderSeen, memberLabel, whyUnknown } from '../triage/answers.js';
import type { ClusterEvidence, MemberEvidence, MemberStatus } from '../triage/evidence.js';
import { alarmsOf, concerns } from '../triage/rules/alarms.js';
import { raftLag } from '../triage/rules/lag.js';
import { judgeEndpoints } from '../triage/rules/members.js';
import { quotaUse } from '../triage/rules/storage.js';
import type { Command, Invocation } from './command.js';
import { withClient } from './connection.js';
import { formatFlag, type OutputFormat, outputFormat } from './output/format.js';
import { type Json, jsonText } from './output/json.js';
import { tableText } from './output/table.js';
import { write } from './output/write.js';

export const statusCommand: Command = {
  name: 'status',
  summary: 'every member: role, version, size and use, quota, raft position and lag',
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  connects: true,
  flags: [formatFlag],
  examples: [
    { line: 'etcdscope status', does: 'the whole cluster in one table' },
    { line: 'etcdscope status -w json', does: 'the same for a program; ids are hexadecimal text' },
  ],
  run: (invocation) => withClient(invocation, (client) => status(client, invocation)),
};

/** @returns 1 when a member gave no account of itself, or an endpoint that was given is no way to one. */
export async function status(client: EtcdClient, { flags, io }: Invocation): Promise<number> {
  const evidence = await collectEvidence(client, undefined, io.now, io.signal);
  await write(io.stdout, statusText(evidence, outputFormat(flags, 'table')));
  const stray = judgeEndpoints(evidence).filter(
    ({ severity }) => severity !== 'ok' && severity !== 'unknown',
  );
  await write(io.stderr, stray.map(({ title, evidence: seen }) => `${title}: ${seen}\n`).join(''));
  return answering(evidence).length === evidence.members.length && stray.length === 0 ? 0 : 1;
}

function statusText(evidence: ClusterEvidence, format: OutputFormat): string {
  switch (format) {
    case 'json':
      return `${jsonText(statusJson(evidence))}\n`;
    case 'simple':
      return evidence.members.map((member) => `${statusRow(evidence, member).join(', ')}\n`).join('');
    case 'table':
      return tableText(
        statusColumns,
        evidence.members.map((member) => statusRow(evidence, member)),
      );
  }
}

const statusColumns = [
  { title: 'MEMBER' },
  { title: 'ENDPOINT' },
  { title: 'ROLE' },
  { title: 'VERSION' },
  { title: 'DB SIZE', align: 'right' },
  { title: 'IN USE', align: 'right' },
  { title: 'QUOTA', align: 'right' },
  { title: 'TERM', align: 'right' },
  { title: 'INDEX', align: 'right' },
  { title: 'APPLIED', align: 'right' },
  { title: 'LAG', align: 'right' },
  { title: 'ERRORS' },
] as const;

function statusRow(evidence: ClusterEvidence, member: MemberEvidence): string[] {
  const head = [memberLabel(member), safeText(member.endpoint ?? unknownText)];
  if (!member.status.known) {
    const missing = statusColumns.slice(head.length, -1).map(() => unknownText);
    return [...head, ...missing, whyUnknown(member.status) ?? ''];
  }
  const known = member.status.value;
  return [
    ...head,
    roleOf(evidence, known),
    safeText(known.version),
    byteSize(known.dbSize),
    known.dbSizeInUse === undefined || known.dbSize === 0
      ? unknownText
      : percent(known.dbSizeInUse / known.dbSize),
    quotaText({ member, status: known }),
    grouped(known.term),
    grouped(known.raftIndex),
    grouped(known.appliedIndex),
    lagText(raftLag(evidence, known)),
    complaints(evidence, known),
  ];
}

function roleOf(evidence: ClusterEvidence, status: MemberStatus): string {
  const leader = leaderSeen(answering(evidence).map((each) => each.status));
  if (status.isLearner) {
    return 'learner';
  }
  return leader?.id === status.memberId ? 'leader' : 'follower';
}

function quotaText(asked: Answering): string {
  const use = quotaUse(asked);
  return use === undefined ? unknownText : percent(use.ratio);
}

const lagText = (lag: number | undefined): string => (lag === undefined ? unknownText : grouped(lag));

function complaints(evidence: ClusterEvidence, status: MemberStatus): string {
  const alarms = alarmsOf(evidence).filter((alarm) => concerns(alarm, status.memberId));
  return [...alarms.map(({ alarm }) => `alarm ${alarm}`), ...status.errors].map(safeText).join('; ');
}

function statusJson(evidence: ClusterEvidence): Json {
  return {
    ...(evidence.clusterId === undefined ? {} : { clusterId: hexId(evidence.clusterId) }),
    members: evidence.members.map((member) => memberJson(evidence, member)),
  };
}

function memberJson(evidence: ClusterEvidence, member: MemberEvidence): Json {
  const head = {
    ...(member.id === undefined ? {} : { id: hexId(member.id) }),
    name: member.name,
    ...(member.endpoint === undefined ? {} : { endpoint: member.endpoint }),
  };
  if (!member.status.known) {
    return { ...head, reachable: false, error: member.status.why.message };
  }
  const status = member.status.value;
  const use = quotaUse({ member, status });
  return {
    ...head,
    reachable: true,
    role: roleOf(evidence, status),
    version: status.version,
    revision: status.revision,
    dbSizeBytes: status.dbSize,
    ...(status.dbSizeInUse === undefined ? {} : { dbSizeInUseBytes: status.dbSizeInUse }),
    ...(use === undefined ? {} : { quotaUsed: Number(use.ratio.toFixed(4)) }),
    raftTerm: status.term,
    raftIndex: status.raftIndex,
    raftAppliedIndex: status.appliedIndex,
    ...(raftLag(evidence, status) === undefined ? {} : { lag: raftLag(evidence, status) }),
    latencyMs: Math.round(status.latencyMs),
    alarms: status.alarms.map(({ memberId, alarm }) => ({ memberId: hexId(memberId), alarm })),
    errors: status.errors,
  };
}
