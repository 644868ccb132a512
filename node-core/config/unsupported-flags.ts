/** Flags that etcd 3.6 takes and this server does not: named, so that the refusal can say which it is. */
const unsupported = `
auto-compaction-mode auto-compaction-retention auto-tls backend-batch-interval
backend-batch-limit backend-bbolt-freelist-type bootstrap-defrag-threshold-megabytes cipher-suites
client-cert-allowed-hostname client-cert-file client-crl-file client-key-file compact-hash-check-time
compaction-batch-limit compaction-sleep-interval config-file corrupt-check-time cors discovery discovery-cacert
discovery-cert discovery-dial-timeout discovery-endpoints discovery-fallback discovery-insecure-skip-tls-verify
discovery-insecure-transport discovery-keepalive-time discovery-keepalive-timeout discovery-key discovery-password
discovery-proxy discovery-request-timeout discovery-srv discovery-srv-name discovery-token discovery-user
distributed-tracing-address distributed-tracing-instance-id distributed-tracing-sampling-rate
distributed-tracing-service-name downgrade-check-time enable-distributed-tracing
enable-log-rotation enable-pprof experimental-bootstrap-defrag-threshold-megabytes
experimental-compact-hash-check-enabled experimental-compact-hash-check-time experimental-compaction-batch-limit
experimental-compaction-sleep-interval experimental-corrupt-check-time experimental-distributed-tracing-address
experimental-distributed-tracing-instance-id experimental-distributed-tracing-sampling-rate
experimental-distributed-tracing-service-name experimental-downgrade-check-time
experimental-enable-distributed-tracing experimental-enable-lease-checkpoint
experimental-enable-lease-checkpoint-persist experimental-initial-corrupt-check experimental-max-learners
experimental-memory-mlock experimental-peer-skip-client-san-verification experimental-snapshot-catchup-entries
experimental-stop-grpc-service-on-defrag experimental-txn-mode-write-with-shared-buffer
experimental-warning-apply-duration experimental-warning-unary-request-duration
experimental-watch-progress-notify-interval feature-gates force-new-cluster grpc-keepalive-interval
grpc-keepalive-min-time grpc-keepalive-timeout host-whitelist initial-election-tick-advance
listen-client-http-urls log-format log-outputs log-rotation-config-json logger max-concurrent-streams max-learners
max-snapshots max-wals memory-mlock metrics peer-auto-tls peer-cert-allowed-cn peer-cert-allowed-hostname
peer-cert-file peer-client-cert-auth peer-client-cert-file peer-client-key-file peer-crl-file peer-key-file
peer-skip-client-san-verification peer-trusted-ca-file pre-vote raft-read-timeout raft-write-timeout
self-signed-cert-validity snapshot-catchup-entries socket-reuse-address socket-reuse-port strict-reconfig-check
tls-max-version tls-min-version unsafe-no-fsync v2-deprecation wal-dir warning-apply-duration
warning-unary-request-duration
`;

const names: ReadonlySet<string> = new Set(unsupported.trim().split(/\s+/));

/** Whether etcd has such a flag, though this server does not take it. */
export function isUnsupportedFlag(name: string): boolean {
  return names.has(name);
}
