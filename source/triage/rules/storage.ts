import { byteSize, percent } from '../../presentation/quantities.js';
import { type Answering, answering, listed, memberLabel } from '../answers.js';
import type { ClusterEvidence, MemberStatus } from '../evidence.js';
import { notJudged, type Verdict, well, wholeCluster } from '../finding.js';

/** etcd's quota when none is given, in bytes (etcd: DefaultQuotaBytes). */
export const defaultQuotaBytes = 2 * 1024 ** 3;

const quotaWarning = 0.8;
const quotaCritical = 0.95;

/** A member's quota: what it tells, else etcd's default as an assumption. undefined: it has none, or more. */
export interface QuotaUse {
  readonly bytes: number;
  readonly ratio: number;
  readonly assumed: boolean;
}

/**
 * undefined when there is no quota to measure against: it was turned off, or it is not told and cannot be the default
 * that would have to be assumed.
 */
export function quotaUse({ status }: Answering): QuotaUse | undefined {
  const { quota, dbSize } = status;
  switch (quota.kind) {
    case 'told':
      return { bytes: quota.bytes, ratio: dbSize / quota.bytes, assumed: false };
    case 'none':
      return undefined;
    case 'not-told':
      return refutesDefault(status)
        ? undefined
        : { bytes: defaultQuotaBytes, ratio: dbSize / defaultQuotaBytes, assumed: true };
  }
}

/** A larger file was allowed more; a member out of space that has room to the default was allowed less. */
function refutesDefault({ memberId, alarms, dbSize }: MemberStatus): boolean {
  const isFull = alarms.some((each) => each.memberId === memberId && each.alarm === 'NOSPACE');
  return dbSize > defaultQuotaBytes || (isFull && dbSize < quotaCritical * defaultQuotaBytes);
}

export function judgeQuota(evidence: ClusterEvidence): readonly Verdict[] {
  const all = answering(evidence);
  if (all.length === 0) return [notJudged('quota', 'no member told its status')];
  const verdicts = all.map(judgeMemberQuota);
  const notable = verdicts.filter(({ severity }) => severity !== 'ok');
  return notable.length > 0 ? notable : [fullestOf(all)];
}

function judgeMemberQuota(answer: Answering): Verdict {
  const name = memberLabel(answer.member);
  const use = quotaUse(answer);
  if (use === undefined) return withoutQuota(answer, name);
  if (use.ratio < quotaWarning) return well('quota', name);
  return {
    severity: use.ratio >= quotaCritical ? 'critical' : 'warning',
    subject: name,
    title: `${name} has used ${percent(use.ratio)} of its quota`,
    why: 'when the quota is full the cluster refuses writes until space is freed by hand',
    evidence: `${byteSize(answer.status.dbSize)} of ${quotaText(use)}`,
    next: 'find what grew, then etcdscope compact and etcdscope defrag; raise --quota-backend-bytes (8 GB at most) only after that',
  };
}

function withoutQuota({ status }: Answering, name: string): Verdict {
  if (status.quota.kind === 'none') return well(`${name} runs without a quota`, name);
  const refuted =
    status.dbSize > defaultQuotaBytes
      ? `the file of ${byteSize(status.dbSize)} is past the default`
      : `NOSPACE with a file of ${byteSize(status.dbSize)} does not fit the default`;
  return notJudged(
    `${name}: quota`,
    `this version does not tell its quota, and ${refuted}`,
    'see --quota-backend-bytes in its flags, or etcd_server_quota_backend_bytes in its metrics',
    name,
  );
}

function fullestOf(all: readonly Answering[]): Verdict {
  const fullest = all.flatMap((answer) => quotaUse(answer) ?? []).toSorted((a, b) => b.ratio - a.ratio)[0];
  return fullest === undefined
    ? well('no quota set')
    : well(`quota ${percent(fullest.ratio)} of ${quotaText(fullest)}`);
}

function quotaText(use: QuotaUse): string {
  return use.assumed
    ? `${byteSize(use.bytes)} (the default, assumed: only 3.6 and later tell)`
    : byteSize(use.bytes);
}

/** Below this a file is not worth a member's pause, in bytes. */
const reclaimableMin = 100 * 1000 ** 2;
const fragmentedMin = 0.5;

/** Bytes that defragmentation would give back; undefined when the server does not tell what is in use. */
export function reclaimable({ status }: Answering): number | undefined {
  return status.dbSizeInUse === undefined ? undefined : Math.max(0, status.dbSize - status.dbSizeInUse);
}

export function judgeFragmentation(evidence: ClusterEvidence): readonly Verdict[] {
  const all = answering(evidence);
  const known = all.flatMap((answer) => {
    const bytes = reclaimable(answer);
    return bytes === undefined ? [] : [{ answer, bytes, ratio: ratioOf(bytes, answer.status.dbSize) }];
  });
  const notTold = all.length - known.length;
  if (known.length === 0 || notTold > 0) {
    const why = all.length === 0 ? 'no member told its status' : 'a member does not tell how much is in use';
    return [notJudged('fragmentation', why)];
  }
  const bad = known.filter(({ bytes, ratio }) => bytes >= reclaimableMin && ratio >= fragmentedMin);
  if (bad.length === 0) {
    return [well(`fragmentation ${percent(Math.max(...known.map(({ ratio }) => ratio)))}`)];
  }
  const total = bad.reduce((sum, { bytes }) => sum + bytes, 0);
  const figures = bad.map(
    ({ answer, bytes, ratio }) => `${memberLabel(answer.member)} ${byteSize(bytes)} (${percent(ratio)})`,
  );
  return [
    {
      severity: 'warning',
      subject:
        bad.length === all.length
          ? wholeCluster
          : listed(bad.map(({ answer }) => memberLabel(answer.member))),
      title: `the database is fragmented: ${byteSize(total)} would come back`,
      why: 'the quota counts the file, free pages too; a smaller file also starts and copies faster',
      evidence: figures.join(', '),
      next: 'once all members are well: etcdscope defrag --dry-run, then without it; followers first, leader last',
    },
  ];
}

function ratioOf(bytes: number, dbSize: number): number {
  return dbSize > 0 ? bytes / dbSize : 0;
}
