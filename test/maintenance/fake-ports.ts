import * as etcd from '../../proto/generated/etcdserverpb.js';
import type { EtcdClient } from '../../source/client/api.js';
import { EtcdError } from '../../source/client/errors.js';
import type { AuditLog } from '../../source/maintenance/audit.js';
import type { MaintenancePorts } from '../../source/maintenance/run.js';
import type { ClusterEvidence } from '../../source/triage/evidence.js';
import { clusterId, lookedAtMs } from '../triage/cluster-evidence.js';

/** A cluster in a script for the runner: what it was asked to do, in order, and what it answers. */
export interface FakePorts extends MaintenancePorts {
  /** `defragment https://…`, `audit …`, `pause 1000`, in the order they came. */
  readonly calls: string[];
  readonly auditLines: string[];
  /** What members say now: the last look there was, until a test changes it. */
  now: ClusterEvidence;
}

interface Script {
  /** What each look finds, one after the other; the last one stays. */
  readonly looks: readonly [ClusterEvidence, ...ClusterEvidence[]];
  /** Throws to refuse. */
  readonly onDefragment?: (endpoint: string) => void;
  readonly auditError?: Error;
}

export function fakePorts(script: Script): FakePorts {
  const calls: string[] = [];
  const auditLines: string[] = [];
  let nowMs = lookedAtMs;
  const looks = [...script.looks];
  const audit: AuditLog = {
    path: '/state/etcdscope/audit.log',
    append: async (line) => {
      if (script.auditError !== undefined) throw script.auditError;
      calls.push('audit');
      auditLines.push(line);
    },
  };
  const ports: FakePorts = {
    calls,
    auditLines,
    now: script.looks[0],
    audit,
    actor: { user: 'root', sudoUser: 'alice', host: 'master-1', processId: 42 },
    client: fakeClient(calls, () => ports.now, script.onDefragment ?? (() => {})),
    collect: async () => {
      ports.now = looks.shift() ?? ports.now;
      return ports.now;
    },
    nowMs: () => nowMs,
    pause: async (ms) => {
      calls.push(`pause ${ms}`);
      nowMs += ms;
    },
  };
  return ports;
}

function fakeClient(
  calls: string[],
  current: () => ClusterEvidence,
  onDefragment: (endpoint: string) => void,
): Pick<EtcdClient, 'kv' | 'maintenance'> {
  const refuse = (): Promise<never> =>
    Promise.reject(new EtcdError('unimplemented', 'The script does not answer this.', ''));
  return {
    kv: {
      range: refuse,
      rangeStream: refuse,
      put: refuse,
      deleteRange: refuse,
      txn: refuse,
      compact: async ({ revision, physical }) => {
        calls.push(`compact ${revision}${physical === true ? ' physical' : ''}`);
        return etcd.CompactionResponse.create();
      },
    },
    maintenance: {
      alarm: refuse,
      hash: refuse,
      hashKv: refuse,
      snapshot: () => {
        throw new Error('no snapshot');
      },
      status: async (options) => statusAt(current(), options?.endpoint ?? ''),
      defragment: async (options) => {
        onDefragment(options?.endpoint ?? '');
        calls.push(`defragment ${options?.endpoint}`);
        return etcd.DefragmentResponse.create();
      },
      moveLeader: async (targetId, options) => {
        calls.push(`move-leader ${options?.endpoint} ${targetId}`);
        return etcd.MoveLeaderResponse.create();
      },
    },
  };
}

function statusAt(evidence: ClusterEvidence, endpoint: string): etcd.StatusResponse {
  const member = evidence.members.find((each) => each.endpoint === endpoint);
  if (member?.status.known !== true) throw new EtcdError('unreachable', `${endpoint} refused`, '', endpoint);
  const { memberId, revision, term, dbSize, dbSizeInUse, leader } = member.status.value;
  return etcd.StatusResponse.create({
    header: etcd.ResponseHeader.create({ clusterId, memberId, revision, raftTerm: term }),
    dbSize,
    dbSizeInUse: dbSizeInUse ?? 0,
    leader: leader ?? 0n,
  });
}
