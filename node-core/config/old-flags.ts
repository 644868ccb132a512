/** etcd's `experimental-` names of flags that have a plain name since 3.6; both at once are refused. */
const renamedExperiments: ReadonlySet<string> = new Set([
  'compact-hash-check-time',
  'corrupt-check-time',
  'compaction-batch-limit',
  'watch-progress-notify-interval',
  'warning-apply-duration',
  'warning-unary-request-duration',
  'bootstrap-defrag-threshold-megabytes',
  'memory-mlock',
  'snapshot-catchup-entries',
  'compaction-sleep-interval',
  'downgrade-check-time',
  'max-learners',
  'peer-skip-client-san-verification',
  'enable-distributed-tracing',
  'distributed-tracing-address',
  'distributed-tracing-service-name',
  'distributed-tracing-instance-id',
  'distributed-tracing-sampling-rate',
]);

const prefix = 'experimental-';

/** The plain name of an experimental flag, or undefined when it has none. */
export function plainName(name: string): string | undefined {
  const plain = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return renamedExperiments.has(plain) ? plain : undefined;
}

/** Boolean flags that became feature gates in 3.6. */
const gateOfFlag: Readonly<Record<string, string>> = {
  'experimental-initial-corrupt-check': 'InitialCorruptCheck',
  'experimental-compact-hash-check-enabled': 'CompactHashCheck',
  'experimental-enable-lease-checkpoint': 'LeaseCheckpoint',
  'experimental-enable-lease-checkpoint-persist': 'LeaseCheckpointPersist',
  'experimental-stop-grpc-service-on-defrag': 'StopGRPCServiceOnDefrag',
  'experimental-txn-mode-write-with-shared-buffer': 'TxnModeWriteWithSharedBuffer',
};

export function gateOfOldFlag(name: string): string | undefined {
  return Object.hasOwn(gateOfFlag, name) ? gateOfFlag[name] : undefined;
}

const v2 = 'the v2 API is gone';
const proxy = 'the v2 proxy is gone';
const whyRemoved: Readonly<Record<string, string>> = {
  'enable-v2': v2,
  'enable-v2v3': v2,
  'experimental-enable-v2v3': v2,
  proxy,
  'proxy-failure-wait': proxy,
  'proxy-refresh-interval': proxy,
  'proxy-dial-timeout': proxy,
  'proxy-write-timeout': proxy,
  'proxy-read-timeout': proxy,
  debug: 'write --log-level=debug',
  'log-output': 'write --log-outputs',
  'log-package-levels': 'write --log-level',
  'peer-ca-file': 'write --peer-trusted-ca-file',
  'ca-file': 'write --trusted-ca-file',
  addr: 'write --listen-client-urls and --advertise-client-urls',
  'peer-addr': 'write --listen-peer-urls and --initial-advertise-peer-urls',
};

/** Why a flag of an older etcd is no flag any more, or undefined when it never was one. */
export function removedBecause(name: string): string | undefined {
  return Object.hasOwn(whyRemoved, name) ? whyRemoved[name] : undefined;
}
