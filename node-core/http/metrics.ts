import type { Member } from '../server/member.js';
import { counter, gauge, histogram, info, type Metric } from './exposition.js';
import { processMetrics } from './process-metrics.js';

/** A member under etcd's names and help texts, so that its dashboards and alerts work. */
export function memberMetrics(member: Member): Metric[] {
  return [
    ...serverMetrics(member),
    ...operationMetrics(member),
    ...storageMetrics(member),
    ...compactionMetrics(member),
    ...diskMetrics(member),
    ...watchMetrics(member),
    ...leaseMetrics(member),
    ...processMetrics(),
  ];
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
    info(
      'etcd_server_id',
      "Server or member ID in hexadecimal format. 1 for 'server_id' label with current ID.",
      { server_id: member.identity.memberId.toString(16) },
    ),
    info(
      'etcd_server_version',
      "Which version is running. 1 for 'server_version' label with current version.",
      { server_version: member.version },
    ),
    info(
      'etcd_cluster_version',
      "Which version is running. 1 for 'cluster_version' label with current cluster version",
      { cluster_version: (member.clusterVersion() ?? '').replace(/\.\d+$/, '') },
    ),
    counter(
      'etcd_server_slow_apply_total',
      'The total number of slow apply requests (likely overloaded from slow disk).',
      member.activity.slowApplies,
    ),
    counter(
      'etcd_server_heartbeat_send_failures_total',
      'The total number of leader heartbeat send failures (likely overloaded from slow disk).',
      0,
    ),
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
    counter(
      'etcd_server_slow_read_indexes_total',
      "The total number of pending read indexes not in sync with leader's or timed out read index requests.",
      counters.readsTimedOut,
    ),
    counter(
      'etcd_server_read_indexes_failed_total',
      'The total number of failed read indexes seen.',
      counters.readsFailed,
    ),
    gauge(
      'etcd_server_quota_backend_bytes',
      'Current backend storage quota size in bytes.',
      member.quota.limitBytes,
    ),
  ];
}

/** Raft's entries, and ranges, which make none. */
function operationMetrics({ activity }: Member): Metric[] {
  return [
    {
      type: 'histogram',
      name: 'etcd_server_apply_duration_seconds',
      help: 'The latency distributions of v2 apply called by backend.',
      series: activity.applyDurations.all().map(({ operation, success, histogram }) => ({
        labels: { op: capitalised(operation), success: String(success), version: 'v3' },
        histogram,
      })),
    },
    {
      type: 'histogram',
      name: 'etcd_server_range_duration_seconds',
      help: 'The latency distributions of txn.Range',
      series: activity.rangeDurations.all().map(({ success, histogram }) => ({
        labels: { success: String(success) },
        histogram,
      })),
    },
  ];
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function storageMetrics(member: Member): Metric[] {
  const { store, backend, activity } = member;
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
    counter('etcd_mvcc_put_total', 'Total number of puts seen by this member.', activity.puts),
    counter('etcd_mvcc_delete_total', 'Total number of deletes seen by this member.', activity.deletes),
    counter('etcd_mvcc_range_total', 'Total number of ranges seen by this member.', activity.ranges),
    counter('etcd_mvcc_txn_total', 'Total number of txns seen by this member.', activity.txns),
    gauge(
      'etcd_debugging_mvcc_total_put_size_in_bytes',
      'The total size of put kv pairs seen by this member.',
      activity.putBytes,
    ),
    gauge('etcd_debugging_auth_revision', 'The current revision of auth store.', member.auth.revision),
    gauge('etcd_debugging_mvcc_keys_total', 'Total number of keys.', member.keyCount()),
    gauge('etcd_debugging_mvcc_current_revision', 'The current revision of store.', store.revision),
    gauge(
      'etcd_debugging_mvcc_compact_revision',
      'The revision of the last compaction in store.',
      // As etcd has it as long as nothing was compacted.
      store.compactRevision || -1,
    ),
  ];
}

function compactionMetrics({ activity: { compaction } }: Member): Metric[] {
  return [
    counter(
      'etcd_debugging_mvcc_db_compaction_keys_total',
      'Total number of db keys compacted.',
      compaction.keys,
    ),
    gauge(
      'etcd_debugging_mvcc_db_compaction_last',
      'The unix time of the last db compaction. Resets to 0 on start.',
      compaction.lastSeconds,
    ),
    histogram(
      'etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds',
      'Bucketed histogram of db compaction pause duration.',
      compaction.stepsMs,
    ),
    histogram(
      'etcd_debugging_mvcc_db_compaction_total_duration_milliseconds',
      'Bucketed histogram of db compaction total duration.',
      compaction.durationsMs,
    ),
  ];
}

function diskMetrics({ diskDurations, activity }: Member): Metric[] {
  return [
    histogram(
      'etcd_disk_wal_fsync_duration_seconds',
      'The latency distributions of fsync called by WAL.',
      diskDurations.walFsync,
    ),
    histogram(
      'etcd_disk_backend_commit_duration_seconds',
      'The latency distributions of commit called by backend.',
      diskDurations.backendCommit,
    ),
    histogram(
      'etcd_disk_backend_snapshot_duration_seconds',
      'The latency distribution of backend snapshots.',
      diskDurations.snapshot,
    ),
    histogram(
      'etcd_disk_backend_defrag_duration_seconds',
      'The latency distribution of backend defragmentation.',
      diskDurations.defragmentation,
    ),
    histogram(
      'etcd_mvcc_hash_duration_seconds',
      'The latency distribution of storage hash operation.',
      diskDurations.hash,
    ),
    histogram(
      'etcd_mvcc_hash_rev_duration_seconds',
      'The latency distribution of storage hash by revision operation.',
      diskDurations.hashAtRevision,
    ),
    gauge(
      'etcd_disk_defrag_inflight',
      'Whether or not defrag is active on the member. 1 means active, 0 means not.',
      activity.defragmenting > 0,
    ),
    gauge('etcd_disk_wal_write_bytes_total', 'Total number of bytes written in WAL.', activity.walWriteBytes),
  ];
}

function watchMetrics({ watches }: Member): Metric[] {
  return [
    gauge('etcd_debugging_mvcc_watcher_total', 'Total number of watchers.', watches.watcherCount),
    gauge('etcd_debugging_mvcc_watch_stream_total', 'Total number of watch streams.', watches.streamCount),
    gauge(
      'etcd_debugging_mvcc_slow_watcher_total',
      'Total number of unsynced slow watchers.',
      watches.slowWatcherCount,
    ),
    counter(
      'etcd_debugging_mvcc_events_total',
      'Total number of events sent by this member.',
      watches.eventsSent,
    ),
  ];
}

function leaseMetrics({ activity }: Member): Metric[] {
  return [
    histogram('etcd_debugging_lease_ttl_total', 'Bucketed histogram of lease TTLs.', activity.leaseTtls),
    counter(
      'etcd_debugging_lease_granted_total',
      'The total number of granted leases.',
      activity.leasesGranted,
    ),
    counter(
      'etcd_debugging_lease_revoked_total',
      'The total number of revoked leases.',
      activity.leasesRevoked,
    ),
    counter(
      'etcd_debugging_lease_renewed_total',
      'The number of renewed leases seen by the leader.',
      activity.leasesRenewed,
    ),
    counter(
      'etcd_debugging_server_lease_expired_total',
      'The total number of expired leases.',
      activity.leasesExpired,
    ),
  ];
}
