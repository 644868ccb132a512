import type * as etcd from '../../proto/generated/etcdserverpb.js';
import type { EtcdClient } from '../client/api.js';
import { EtcdError, type EtcdErrorKind } from '../client/errors.js';
import type {
  AlarmEvidence,
  Answer,
  MemberStatus,
  QuotaEvidence,
  UnansweredReason,
} from '../triage/evidence.js';

/** Every question has this long; a member that is down costs a look no more. */
export const answerTimeoutMs = 1_500;

const reasons: Readonly<Record<EtcdErrorKind, UnansweredReason>> = {
  unreachable: 'unreachable',
  timeout: 'timeout',
  cancelled: 'timeout',
  tls: 'tls',
  'not-etcd': 'failed',
  unauthenticated: 'not-permitted',
  'permission-denied': 'not-permitted',
  'no-leader': 'no-leader',
  'no-space': 'failed',
  compacted: 'failed',
  'future-revision': 'failed',
  'too-large': 'failed',
  'not-found': 'failed',
  unimplemented: 'not-supported',
  'invalid-argument': 'failed',
  'failed-precondition': 'failed',
  learner: 'not-supported',
  internal: 'failed',
};

export function unanswered(reason: UnansweredReason, message: string): Answer<never> {
  return { known: false, why: { reason, message } };
}

/** The promise's value, or the client's error as evidence. */
export async function answerOf<T>(call: Promise<T>): Promise<Answer<T>> {
  try {
    return { known: true, value: await call };
  } catch (error) {
    if (!(error instanceof EtcdError)) throw error;
    return unanswered(reasons[error.kind], error.message);
  }
}

/** Asks whoever listens at `endpoint` for its own account. */
export async function askStatus(
  client: EtcdClient,
  endpoint: string,
  nowMs: () => number,
  signal?: AbortSignal,
): Promise<Answer<MemberStatus>> {
  const askedMs = nowMs();
  const options = { endpoint, timeoutMs: answerTimeoutMs, ...(signal === undefined ? {} : { signal }) };
  const answer = await answerOf(client.maintenance.status(options));
  if (!answer.known) return answer;
  const { header } = answer.value;
  if (header === undefined) return unanswered('failed', `${endpoint} sent a status without a header`);
  const answeredAtMs = nowMs();
  return {
    known: true,
    value: { ...readStatus(answer.value, header), answeredAtMs, latencyMs: answeredAtMs - askedMs },
  };
}

function readStatus(
  status: etcd.StatusResponse,
  header: etcd.ResponseHeader,
): Omit<MemberStatus, 'answeredAtMs' | 'latencyMs'> {
  return {
    clusterId: header.clusterId,
    memberId: header.memberId,
    version: status.version,
    revision: header.revision,
    leader: status.leader === 0n ? undefined : status.leader,
    term: status.raftTerm,
    raftIndex: status.raftIndex,
    appliedIndex: status.raftAppliedIndex,
    dbSize: status.dbSize,
    dbSizeInUse: status.dbSizeInUse === 0 ? undefined : status.dbSizeInUse,
    quota: readQuota(status.dbSizeQuota),
    isLearner: status.isLearner,
    alarms: status.errors.flatMap(readAlarm),
    errors: status.errors.filter((error) => readAlarm(error).length === 0 && error !== noLeader),
  };
}

/** Told by `leader` already (etcd: ErrNoLeader). */
const noLeader = 'etcdserver: no leader';

/** Servers before 3.6 leave the field out; a negative quota turns it off. */
function readQuota(bytes: number): QuotaEvidence {
  if (bytes === 0) return { kind: 'not-told' };
  return bytes < 0 ? { kind: 'none' } : { kind: 'told', bytes };
}

/**
 * An alarm in a status's errors, such as `memberID:7383792418829112008 alarm:NOSPACE `; an alarm of no
 * member is only `alarm:CORRUPT `. Listing alarms with the Alarm call instead would write to the Raft log
 * on every look: etcd proposes even that read.
 */
function readAlarm(error: string): readonly AlarmEvidence[] {
  const match = /^(?:memberID:(\d+)\s+)?alarm:(\w+)\s*$/.exec(error);
  const [, memberId = '0', alarm] = match ?? [];
  return alarm === undefined ? [] : [{ memberId: BigInt(memberId), alarm }];
}
