import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AuthService,
  KVService,
  LeaseService,
  MaintenanceService,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import { haveEtcd } from '../support/etcd-binaries.js';
import { bytes, deleteOp, putOp, rangeOp, toTheEnd } from './requests.js';
import { type SubjectName, startSubject } from './subjects.js';
import { WireClient } from './wire-client.js';

/** Metrics of etcd 3.6 that node-core has not, by how their names begin, and why. */
const absent: readonly (readonly [prefix: string, reason: string])[] = [
  ['go_', "Go's runtime"],
  ['etcd_server_go_version', "Go's runtime"],
  ['promhttp_', "Go's HTTP handler for the page itself"],
  ['process_network_', 'Node does not tell'],
  ['process_virtual_memory_max_bytes', 'Node does not tell, and it is without bound'],
  ['etcd_grpc_proxy_', "etcd's proxy, which is another program"],
  ['etcd_debugging_store_', "etcd's v2 store"],
  ['etcd_debugging_snap_', 'snapshots of the v2 store'],
  ['etcd_snap_', 'snapshots between members'],
  ['etcd_server_snapshot_apply_in_progress_total', 'snapshots between members'],
  ['etcd_network_known_peers', 'there are no peers'],
  ['etcd_server_learner_promote_', 'there are no learners'],
  ['etcd_server_feature_enabled', 'there are no feature gates'],
  ['etcd_debugging_disk_backend_commit_', 'phases of a commit of bbolt'],
  ['etcd_mvcc_db_open_read_transactions', 'transactions of bbolt'],
  ['etcd_debugging_mvcc_index_compaction_pause_', 'the index is compacted without a pause'],
  ['etcd_debugging_mvcc_pending_events_total', 'events wait in the store, not in a queue'],
  ['etcd_disk_wal_write_duration_seconds', 'a write and its sync are one step here'],
  ['etcd_server_client_requests_total', 'its label is whatever a client sends, without bound'],
];

/** Values that the same requests must leave on both. */
const compared = [
  'etcd_mvcc_put_total',
  'etcd_debugging_mvcc_total_put_size_in_bytes',
  ...['Put', 'DeleteRange', 'Txn', 'Compaction', 'LeaseGrant', 'LeaseRevoke', 'ClusterMemberAttrSet'].map(
    (op) => `etcd_server_apply_duration_seconds_count{op="${op}",success="true",version="v3"}`,
  ),
  'etcd_server_apply_duration_seconds_count{op="LeaseRevoke",success="false",version="v3"}',
  'etcd_server_apply_duration_seconds_count{op="LeaseGrant",success="false",version="v3"}',
  'etcd_server_apply_duration_seconds_count{op="AuthUserAdd",success="true",version="v3"}',
  'etcd_server_range_duration_seconds_count{success="true"}',
  'etcd_server_range_duration_seconds_count{success="false"}',
  'etcd_mvcc_delete_total',
  'etcd_mvcc_txn_total',
  'etcd_debugging_lease_granted_total',
  'etcd_debugging_lease_revoked_total',
  'etcd_debugging_lease_ttl_total_sum',
  'etcd_debugging_lease_ttl_total_bucket{le="512"}',
  'etcd_debugging_lease_ttl_total_bucket{le="1024"}',
  'etcd_debugging_mvcc_db_compaction_keys_total',
  'etcd_debugging_mvcc_db_compaction_total_duration_milliseconds_count',
  'etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds_count',
  'etcd_mvcc_hash_duration_seconds_count',
  'etcd_mvcc_hash_rev_duration_seconds_count',
  'etcd_debugging_mvcc_keys_total',
  'etcd_debugging_mvcc_current_revision',
  'etcd_debugging_mvcc_compact_revision',
  'etcd_debugging_mvcc_events_total',
  'etcd_debugging_mvcc_watcher_total',
  'etcd_debugging_mvcc_watch_stream_total',
  'etcd_debugging_auth_revision',
  'etcd_disk_backend_defrag_duration_seconds_count',
  'etcd_disk_defrag_inflight',
  'etcd_server_has_leader',
  'etcd_server_is_leader',
  'etcd_server_leader_changes_seen_total',
  'etcd_server_health_success',
  'etcd_server_slow_read_indexes_total',
  'etcd_server_read_indexes_failed_total',
  'etcd_server_healthchecks_total{name="serializable_read",status="success",type="livez"}',
  'etcd_cluster_version{cluster_version="3.6"}',
  'etcd_network_client_grpc_received_bytes_total',
  ...['OK', 'InvalidArgument', 'NotFound'].flatMap((code) =>
    [
      'grpc_method="Put",grpc_service="etcdserverpb.KV"',
      'grpc_method="LeaseRevoke",grpc_service="etcdserverpb.Lease"',
    ].map((method) => `grpc_server_handled_total{grpc_code="${code}",${method},grpc_type="unary"}`),
  ),
  'grpc_server_handling_seconds_count{grpc_method="Put",grpc_service="etcdserverpb.KV",grpc_type="unary"}',
  'grpc_server_started_total{grpc_method="Watch",grpc_service="etcdserverpb.Watch",grpc_type="bidi_stream"}',
  'grpc_server_msg_received_total{grpc_method="Txn",grpc_service="etcdserverpb.KV",grpc_type="unary"}',
  'grpc_server_msg_sent_total{grpc_method="Watch",grpc_service="etcdserverpb.Watch",grpc_type="bidi_stream"}',
];

interface Page {
  readonly types: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
  readonly samples: ReadonlyMap<string, number>;
}

function parsePage(text: string): Page {
  const types = new Map<string, string>();
  const helps = new Map<string, string>();
  const samples = new Map<string, number>();
  for (const line of text.trimEnd().split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      helps.set(name, rest);
    } else if (kind === 'TYPE') {
      types.set(name, rest);
    } else {
      const space = line.lastIndexOf(' ');
      samples.set(line.slice(0, space), Number(line.slice(space + 1)));
    }
  }
  return { types, helps, samples };
}

/** Some of everything that is counted. */
async function work(address: string): Promise<void> {
  const client = new WireClient(address);
  try {
    const watch = client.stream(WatchService.watch);
    watch.send({
      createRequest: {
        key: toTheEnd,
        rangeEnd: toTheEnd,
        startRevision: 0,
        progressNotify: false,
        filters: [],
        prevKv: false,
        watchId: 0n,
        fragment: false,
      },
    });
    await watch.reached(1);
    await client.call(LeaseService.leaseGrant, { id: 1n, ttl: 600 });
    await client.call(LeaseService.leaseGrant, { id: 2n, ttl: 600 });
    for (const key of ['a', 'b', 'c', 'd']) {
      await client.call(KVService.put, { key: bytes(key), value: bytes('v'), lease: 1n });
    }
    await client.call(KVService.put, {});
    await client.call(KVService.txn, {
      success: [putOp('x', '1'), putOp('y', '2'), rangeOp({ key: bytes('a') })],
    });
    await client.call(KVService.txn, { success: [putOp('x', '1')] });
    await client.call(KVService.txn, {
      success: [rangeOp({ key: bytes('a') }), rangeOp({ key: bytes('b') })],
    });
    await client.call(KVService.txn, { success: [deleteOp('x'), deleteOp('y')] });
    await client.call(KVService.deleteRange, { key: bytes('a'), rangeEnd: bytes('c') });
    await client.call(LeaseService.leaseRevoke, { id: 2n });
    await client.call(LeaseService.leaseRevoke, { id: 404n });
    await client.call(LeaseService.leaseGrant, { id: 1n, ttl: 600 });
    await client.call(AuthService.userAdd, { name: 'somebody', password: 'x' });
    await client.call(KVService.compact, { revision: 5, physical: true });
    await client.call(KVService.range, { key: bytes('c') });
    await client.call(KVService.range, { key: bytes('c'), serializable: true });
    await client.call(KVService.range, { key: bytes('c'), revision: 2 });
    await client.call(KVService.range, { key: bytes('c'), revision: 200 });
    await client.call(KVService.range, {});
    await client.call(MaintenanceService.defragment, {});
    await client.call(MaintenanceService.hash, {});
    await client.call(MaintenanceService.hashKV, {});
    await watch.reached(9);
    for (const page of ['/health', '/health?serializable=true', '/livez']) {
      await (await fetch(`http://${address}${page}`)).text();
    }
  } finally {
    client.close();
  }
}

async function pageOf(name: SubjectName): Promise<Page> {
  const subject = await startSubject(name, ['--metrics=extensive']);
  try {
    await work(subject.address);
    return parsePage(await (await fetch(`http://${subject.address}/metrics`)).text());
  } finally {
    await subject.stop();
  }
}

const labelNames = (page: Page, name: string) =>
  new Set(
    [...page.samples.keys()]
      .filter((sample) => sample.replace(/\{.*/, '') === name)
      .flatMap((sample) => [...sample.matchAll(/[{,](\w+)="/g)].map(([, label]) => label)),
  );

test('/metrics tells what etcd 3.6 tells, under the same names, types, labels and words', async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  const [ours, theirs] = await Promise.all([pageOf('node-core'), pageOf('3.6')]);
  const isAbsent = (name: string) => absent.some(([prefix]) => name.startsWith(prefix));
  assert.deepEqual(
    [...theirs.types.keys()].filter((name) => !ours.types.has(name) && !isAbsent(name)),
    [],
    'metrics of etcd that are not there',
  );
  assert.deepEqual(
    [...ours.types.keys()].filter((name) => !theirs.types.has(name)),
    [],
    'metrics that etcd has not',
  );
  assert.deepEqual(
    [...ours.types.keys()].filter(isAbsent),
    [],
    'metrics that are there, but listed as absent',
  );
  for (const [name, type] of ours.types) {
    assert.equal(type, theirs.types.get(name), name);
    assert.equal(ours.helps.get(name), theirs.helps.get(name), name);
    assert.deepEqual(labelNames(ours, name), labelNames(theirs, name), name);
  }
  for (const sample of compared) {
    assert.notEqual(theirs.samples.get(sample), undefined, sample);
    assert.equal(ours.samples.get(sample), theirs.samples.get(sample), sample);
  }
});
