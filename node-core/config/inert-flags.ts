import type { FlagKind } from './flags.js';

/**
 * A flag of etcd's that changes nothing here. Asking for what it would do is either `told`, and the start goes
 * on, or `refused`, where going on without it would be unsafe or would not be what was meant.
 */
export interface InertFlag {
  readonly kind: FlagKind;
  /** etcd's default: giving it asks for nothing. */
  readonly initial: string;
  readonly asked: 'told' | 'refused';
  /** Ends the sentence `--flag has no effect: …`, or `--flag cannot be honoured: …`. */
  readonly because: string;
}

const noPeers = 'a member of etcdscope node is a cluster of one and opens no peer port';
const noLooks = 'there is no other member to compare data with';
const noBatches = 'its backend is LMDB, which has no such setting';
const noTransport = 'its HTTP/2 has no such setting';
const noTracing = 'it sends no traces';
const noDiscovery = 'it founds clusters of one, which need no discovery; leave it out';
const noRotation = 'it does not rotate files; let logrotate do it with copytruncate';
const alwaysWarns = 'it does not time single requests in its log; /metrics has their durations';

type Row = readonly [name: string, kind: FlagKind, initial: string];

function rows(asked: InertFlag['asked'], because: string, list: readonly Row[]): [string, InertFlag][] {
  return list.map(([name, kind, initial]) => [name, { kind, initial, asked, because }]);
}

/** Every flag of etcd 3.6 that is not among `flags`. */
const inertFlags: ReadonlyMap<string, InertFlag> = new Map([
  ...rows('told', noPeers, [
    ['peer-cert-file', 'text', ''],
    ['peer-key-file', 'text', ''],
    ['peer-client-cert-auth', 'boolean', 'false'],
    ['peer-client-cert-file', 'text', ''],
    ['peer-client-key-file', 'text', ''],
    ['peer-trusted-ca-file', 'text', ''],
    ['peer-auto-tls', 'boolean', 'false'],
    ['peer-cert-allowed-cn', 'list', ''],
    ['peer-cert-allowed-hostname', 'list', ''],
    ['peer-crl-file', 'text', ''],
    ['peer-skip-client-san-verification', 'boolean', 'false'],
    ['client-cert-file', 'text', ''],
    ['client-key-file', 'text', ''],
    ['raft-read-timeout', 'duration', '5s'],
    ['raft-write-timeout', 'duration', '5s'],
    ['initial-election-tick-advance', 'boolean', 'true'],
    ['strict-reconfig-check', 'boolean', 'true'],
    ['max-learners', 'integer', '1'],
    ['downgrade-check-time', 'duration', '5s'],
  ]),
  ...rows('told', noLooks, [
    ['corrupt-check-time', 'duration', '0s'],
    ['compact-hash-check-time', 'duration', '1m'],
  ]),
  ...rows('told', noBatches, [
    ['backend-bbolt-freelist-type', 'text', 'map'],
    ['backend-batch-limit', 'integer', '0'],
    ['compaction-batch-limit', 'integer', '1000'],
    ['compaction-sleep-interval', 'duration', '10ms'],
    ['memory-mlock', 'boolean', 'false'],
    ['max-snapshots', 'integer', '5'],
    ['v2-deprecation', 'text', 'write-only'],
  ]),
  ...rows('told', 'it removes segments of its log as soon as the backend no longer needs them', [
    ['max-wals', 'integer', '5'],
  ]),
  ...rows('told', noTransport, [
    ['max-concurrent-streams', 'integer', '4294967295'],
    ['grpc-keepalive-min-time', 'duration', '5s'],
    ['grpc-keepalive-interval', 'duration', '2h'],
    ['grpc-keepalive-timeout', 'duration', '20s'],
    ['socket-reuse-port', 'boolean', 'false'],
    ['socket-reuse-address', 'boolean', 'false'],
  ]),
  ...rows('told', 'Node.js has no pprof; start it with --cpu-prof or --inspect instead', [
    ['enable-pprof', 'boolean', 'false'],
  ]),
  ...rows('told', 'a cluster of one is what it always runs', [['force-new-cluster', 'boolean', 'false']]),
  ...rows('told', 'it always syncs what it acknowledges', [['unsafe-no-fsync', 'boolean', 'false']]),
  ...rows('told', alwaysWarns, [
    ['warning-apply-duration', 'duration', '100ms'],
    ['warning-unary-request-duration', 'duration', '300ms'],
  ]),
  ...rows('told', noTracing, [
    ['distributed-tracing-address', 'text', 'localhost:4317'],
    ['distributed-tracing-instance-id', 'text', ''],
    ['distributed-tracing-sampling-rate', 'integer', '0'],
    ['distributed-tracing-service-name', 'text', 'etcd'],
  ]),
  ...rows('refused', noTracing, [['enable-distributed-tracing', 'boolean', 'false']]),
  ...rows('refused', noRotation, [
    ['enable-log-rotation', 'boolean', 'false'],
    [
      'log-rotation-config-json',
      'text',
      '{"maxsize": 100, "maxage": 0, "maxbackups": 0, "localtime": false, "compress": false}',
    ],
  ]),
  ...rows('refused', noDiscovery, [
    ['discovery', 'text', ''],
    ['discovery-cacert', 'text', ''],
    ['discovery-cert', 'text', ''],
    ['discovery-dial-timeout', 'duration', '2s'],
    ['discovery-endpoints', 'list', ''],
    ['discovery-fallback', 'text', 'exit'],
    ['discovery-insecure-skip-tls-verify', 'boolean', 'false'],
    ['discovery-insecure-transport', 'boolean', 'true'],
    ['discovery-keepalive-time', 'duration', '2s'],
    ['discovery-keepalive-timeout', 'duration', '6s'],
    ['discovery-key', 'text', ''],
    ['discovery-password', 'text', ''],
    ['discovery-proxy', 'text', ''],
    ['discovery-request-timeout', 'duration', '5s'],
    ['discovery-srv', 'text', ''],
    ['discovery-srv-name', 'text', ''],
    ['discovery-token', 'text', ''],
    ['discovery-user', 'text', ''],
  ]),
]);

export function findInertFlag(name: string): InertFlag | undefined {
  return inertFlags.get(name);
}
