import type { Member } from '../server/member.js';
import { exposeMetrics, type Metric } from './exposition.js';
import { processMetrics } from './process-metrics.js';

/** The page for `/metrics`, under etcd's names and help texts, so that its dashboards and alerts work. */
export function metricsText(member: Member): string {
  return exposeMetrics([...serverMetrics(member), ...storageMetrics(member), ...processMetrics()]);
}

function serverMetrics(member: Member): Metric[] {
  const raft = member.raftStatus();
  const counters = member.counters();
  return [
    gauge(
      'etcd_server_has_leader',
      'Whether or not a leader exists. 1 is existence, 0 is not.',
      member.hasLeader(),
    ),
    gauge(
      'etcd_server_is_leader',
      'Whether or not this member is a leader. 1 if is, 0 otherwise.',
      raft.role === 'leader',
    ),
    gauge('etcd_server_is_learner', 'Whether or not this member is a learner. 1 if is, 0 otherwise.', false),
    {
      type: 'gauge',
      name: 'etcd_server_id',
      help: "Server or member ID in hexadecimal format. 1 for 'server_id' label with current ID.",
      labels: { server_id: member.identity.memberId.toString(16) },
      value: 1,
    },
    {
      type: 'gauge',
      name: 'etcd_server_version',
      help: "Which version is running. 1 for 'server_version' label with current version.",
      labels: { server_version: member.version },
      value: 1,
    },
    counter(
      'etcd_server_leader_changes_seen_total',
      'The number of leader changes seen.',
      counters.leaderChanges,
    ),
    gauge(
      'etcd_server_proposals_committed_total',
      'The total number of consensus proposals committed.',
      counters.proposalsCommitted,
    ),
    gauge(
      'etcd_server_proposals_applied_total',
      'The total number of consensus proposals applied.',
      counters.proposalsApplied,
    ),
    gauge(
      'etcd_server_proposals_pending',
      'The current number of pending proposals to commit.',
      counters.proposalsPending,
    ),
    counter(
      'etcd_server_proposals_failed_total',
      'The total number of failed proposals seen.',
      counters.proposalsFailed,
    ),
    gauge(
      'etcd_server_quota_backend_bytes',
      'Current backend storage quota size in bytes.',
      member.quota.limitBytes,
    ),
  ];
}

function storageMetrics(member: Member): Metric[] {
  const { store, backend, watches } = member;
  const { walFsync, backendCommit } = member.diskDurations;
  return [
    gauge(
      'etcd_mvcc_db_total_size_in_bytes',
      'Total size of the underlying database physically allocated in bytes.',
      backend.sizeBytes,
    ),
    gauge(
      'etcd_mvcc_db_total_size_in_use_in_bytes',
      'Total size of the underlying database logically in use in bytes.',
      backend.sizeInUseBytes,
    ),
    gauge('etcd_debugging_mvcc_keys_total', 'Total number of keys.', member.keyCount()),
    gauge('etcd_debugging_mvcc_current_revision', 'The current revision of store.', store.revision),
    gauge(
      'etcd_debugging_mvcc_compact_revision',
      'The revision of the last compaction in store.',
      store.compactRevision,
    ),
    gauge('etcd_debugging_mvcc_watcher_total', 'Total number of watchers.', watches.watcherCount),
    {
      type: 'histogram',
      name: 'etcd_disk_wal_fsync_duration_seconds',
      help: 'The latency distributions of fsync called by WAL.',
      histogram: walFsync,
    },
    {
      type: 'histogram',
      name: 'etcd_disk_backend_commit_duration_seconds',
      help: 'The latency distributions of commit called by backend.',
      histogram: backendCommit,
    },
  ];
}

function gauge(name: string, help: string, value: number | boolean): Metric {
  return { type: 'gauge', name, help, value: Number(value) };
}

function counter(name: string, help: string, value: number): Metric {
  return { type: 'counter', name, help, value };
}
