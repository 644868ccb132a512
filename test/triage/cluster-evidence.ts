import type {
  ClusterEvidence,
  ClusterHistory,
  MemberEvidence,
  MemberStatus,
  UnansweredReason,
} from '../../source/triage/evidence.js';
import { extendHistory } from '../../source/triage/history.js';

/** Evidence of a cluster that is well, shaped as real members give it, to be changed by a test. */

export const lookedAtMs = Date.UTC(2026, 10, 21, 10, 42, 7);
export const clusterId = 0xcdf818194e3a8c32n;
export const dayMs = 86_400_000;

export function memberId(ordinal: number): bigint {
  return 0x8e9e05c52164694dn + BigInt(ordinal);
}

const megabyte = 1000 ** 2;

/** Member `ordinal`'s own account; the first member leads. */
export function statusOf(ordinal: number, change: Partial<MemberStatus> = {}): MemberStatus {
  return {
    clusterId,
    memberId: memberId(ordinal),
    answeredAtMs: lookedAtMs + 4,
    latencyMs: 4,
    version: '3.6.16',
    revision: 29_253_467,
    leader: memberId(1),
    term: 36,
    raftIndex: 31_204_118,
    appliedIndex: 31_204_118,
    dbSize: 412 * megabyte,
    dbSizeInUse: 390 * megabyte,
    quota: { kind: 'told', bytes: 2 * 1024 ** 3 },
    isLearner: false,
    alarms: [],
    errors: [],
    ...change,
  };
}

export function memberOf(ordinal: number, change: Partial<MemberEvidence> = {}): MemberEvidence {
  const url = `https://10.0.0.24${ordinal}:2379`;
  return {
    id: memberId(ordinal),
    name: `m${ordinal}`,
    clientUrls: [url],
    peerUrls: [`https://10.0.0.24${ordinal}:2380`],
    isLearner: false,
    endpoint: url,
    route: 'advertised',
    status: { known: true, value: statusOf(ordinal) },
    certificate: {
      known: true,
      value: {
        subject: `CN=m${ordinal}`,
        validFromMs: lookedAtMs - 100 * dayMs,
        validToMs: lookedAtMs + 265 * dayMs,
      },
    },
    certificateAtMs: lookedAtMs,
    ...change,
  };
}

export function withStatus(ordinal: number, change: Partial<MemberStatus>): MemberEvidence {
  return memberOf(ordinal, { status: { known: true, value: statusOf(ordinal, change) } });
}

export function silentMember(ordinal: number, reason: UnansweredReason = 'unreachable'): MemberEvidence {
  const message = `https://10.0.0.24${ordinal}:2379 refused the connection`;
  return memberOf(ordinal, { status: { known: false, why: { reason, message } }, route: 'none' });
}

/** Added, and never heard of since. */
export function unstartedMember(ordinal: number): MemberEvidence {
  const status = { known: false, why: { reason: 'not-started', message: 'no client URL' } } as const;
  return memberOf(ordinal, { name: '', clientUrls: [], endpoint: undefined, status, route: 'none' });
}

export function membersOf(count: number): readonly MemberEvidence[] {
  return Array.from({ length: count }, (_, index) => memberOf(index + 1));
}

/** Looked at twice, ten minutes apart, with nothing changed. */
export function calmHistory(members: readonly MemberEvidence[]): ClusterHistory {
  const first = extendHistory(undefined, { atMs: lookedAtMs - 600_000, members });
  return extendHistory({ history: first, members }, { atMs: lookedAtMs, members });
}

export function clusterOf(
  members: readonly MemberEvidence[],
  change: Partial<ClusterEvidence> = {},
): ClusterEvidence {
  return {
    lookedAtMs,
    durationMs: 12,
    clusterId,
    membership: { known: true, value: 'listed' },
    members,
    strangers: [],
    deadEndpoints: [],
    quorumRead: { known: true, value: { latencyMs: 3 } },
    history: calmHistory(members),
    ...change,
  };
}
