import { largestBcryptCost, smallestBcryptCost } from '../auth/password-hash.js';
import { type AutoCompaction, readAutoCompaction } from './auto-compaction.js';
import { ConfigError } from './errors.js';
import { type FeatureGates, readFeatureGates } from './feature-gates.js';
import type { Settings } from './setting.js';
import { readTlsSettings, type TlsSettings } from './tls-settings.js';
import { type ListenUrl, requireAddresses } from './urls.js';
import { Values } from './values.js';

/** Everything a member is started with, checked. */
export interface NodeConfig {
  readonly name: string;
  readonly dataDirectory: string;
  /** Undefined: in the data directory. */
  readonly walDirectory: string | undefined;
  readonly listenClientUrls: readonly ListenUrl[];
  /** With any of these, the client URLs serve gRPC alone. */
  readonly listenClientHttpUrls: readonly ListenUrl[];
  readonly listenMetricsUrls: readonly ListenUrl[];
  readonly advertiseClientUrls: readonly string[];
  readonly advertisePeerUrls: readonly string[];
  readonly clusterToken: string;
  readonly founding: Founding;
  readonly snapshotCount: number;
  readonly catchUpEntries: number;
  readonly commitIntervalMs: number;
  /** Defragment at the start when that frees so much; 0: never. */
  readonly bootstrapDefragBytes: number;
  /** 0: etcd's default; negative: no limit. */
  readonly quotaBytes: number;
  readonly heartbeatMs: number;
  readonly electionMs: number;
  readonly maxRequestBytes: number;
  readonly maxTxnOperations: number;
  readonly watchProgressMs: number;
  readonly grpcGateway: boolean;
  /** `/metrics` has a histogram for each method. */
  readonly extensiveMetrics: boolean;
  readonly preVote: boolean;
  readonly autoCompaction: AutoCompaction | undefined;
  readonly gates: FeatureGates;
  readonly tls: TlsSettings | undefined;
  readonly access: AccessConfig;
  readonly auth: AuthConfig;
  readonly log: LogConfig;
}

/** What a cluster is founded with; a data directory that has run before needs none of it. */
export interface Founding {
  readonly state: 'new' | 'existing';
  /** `--initial-cluster` as it was given; empty for this member alone. */
  readonly cluster: string;
}

export interface LogConfig {
  readonly level: NodeLogLevel;
  readonly format: 'json' | 'console';
  /** `default`, `stderr`, `stdout` or paths; at least one. */
  readonly outputs: readonly string[];
}

/** Who may ask over HTTP; undefined stands for everybody. */
export interface AccessConfig {
  /** `--cors` */
  readonly origins: ReadonlySet<string> | undefined;
  /** `--host-whitelist` */
  readonly hosts: ReadonlySet<string> | undefined;
}

export interface AuthConfig {
  /** `--auth-token` as it was given; its key files are not read yet. */
  readonly token: string;
  readonly simpleTokenTtlMs: number;
  readonly bcryptCost: number;
  /** `--client-cert-auth`: the certificate's CN is the user of calls without a token. */
  readonly trustCommonName: boolean;
}

export const nodeLogLevels = ['debug', 'info', 'warn', 'error', 'panic', 'fatal'] as const;
export type NodeLogLevel = (typeof nodeLogLevels)[number];

/** etcd's bounds: a follower must miss several heartbeats before it campaigns. */
const heartbeatsPerElection = 5;
const longestElectionMs = 50_000;
const shortestProgressMs = 100;
const usualTokenTtlSeconds = 300;
/** What etcd takes a zero for. */
const usualCatchUpEntries = 5_000;
const usualCommitIntervalMs = 100;

/** @throws ConfigError */
export function buildNodeConfig(settings: Settings): NodeConfig {
  const values = new Values(settings);
  const name = values.text('name');
  values.choice('logger', ['zap']);
  const listenClientUrls = listenUrls(values, 'listen-client-urls');
  if (listenClientUrls.length === 0) {
    throw new ConfigError('--listen-client-urls must name at least one URL');
  }
  const listensElsewhere = values.isGiven('listen-client-urls') && !values.isGiven('advertise-client-urls');
  // In a file etcd goes on with its default, whatever it listens on.
  if (listensElsewhere && settings.origin === 'command-line') {
    throw new ConfigError('--advertise-client-urls is required when --listen-client-urls is set');
  }
  listenUrls(values, 'listen-peer-urls');
  const listenClientHttpUrls = listenUrls(values, 'listen-client-http-urls');
  const listenMetricsUrls = listenUrls(values, 'listen-metrics-urls');
  return {
    name,
    dataDirectory: values.text('data-dir') || `${name}.etcd`,
    walDirectory: values.text('wal-dir') || undefined,
    listenClientUrls,
    listenClientHttpUrls,
    listenMetricsUrls,
    advertiseClientUrls: values.urls('advertise-client-urls').map(({ url }) => url),
    advertisePeerUrls: values.urls('initial-advertise-peer-urls').map(({ url }) => url),
    clusterToken: values.text('initial-cluster-token'),
    founding: {
      state: values.choice('initial-cluster-state', ['new', 'existing']),
      cluster: values.text('initial-cluster'),
    },
    snapshotCount: values.integer('snapshot-count', 1),
    catchUpEntries: values.integer('snapshot-catchup-entries', 0) || usualCatchUpEntries,
    commitIntervalMs: values.durationMs('backend-batch-interval') || usualCommitIntervalMs,
    bootstrapDefragBytes: values.integer('bootstrap-defrag-threshold-megabytes', 0) * (1 << 20),
    quotaBytes: values.integer('quota-backend-bytes', Number.NEGATIVE_INFINITY),
    ...timing(values),
    maxRequestBytes: values.integer('max-request-bytes', 1),
    maxTxnOperations: values.integer('max-txn-ops', 1),
    watchProgressMs: Math.max(values.durationMs('watch-progress-notify-interval'), shortestProgressMs),
    grpcGateway: values.boolean('enable-grpc-gateway'),
    extensiveMetrics: values.choice('metrics', ['basic', 'extensive']) === 'extensive',
    preVote: values.boolean('pre-vote'),
    autoCompaction: readAutoCompaction(values),
    gates: readFeatureGates(settings),
    tls: readTlsSettings(values, [...listenClientUrls, ...listenClientHttpUrls, ...listenMetricsUrls]),
    access: accessConfig(values),
    auth: authConfig(values),
    log: logConfig(values),
  };
}

function listenUrls(
  values: Values,
  name: 'listen-client-urls' | 'listen-client-http-urls' | 'listen-peer-urls' | 'listen-metrics-urls',
): readonly ListenUrl[] {
  const urls = values.urls(name);
  requireAddresses(`--${name}`, urls);
  return urls;
}

function timing(values: Values): { heartbeatMs: number; electionMs: number } {
  const heartbeatMs = values.integer('heartbeat-interval', 1);
  const electionMs = values.integer('election-timeout', 1);
  if (electionMs < heartbeatMs * heartbeatsPerElection) {
    throw new ConfigError(
      `--election-timeout[${electionMs}ms] should be at least as 5 times as --heartbeat-interval[${heartbeatMs}ms]`,
    );
  }
  if (electionMs > longestElectionMs) {
    throw new ConfigError(
      `--election-timeout[${electionMs}ms] is too long, and should be set less than ${longestElectionMs}ms`,
    );
  }
  return { heartbeatMs, electionMs };
}

/** A simple token that would end at once gets etcd's default. */
function authConfig(values: Values): AuthConfig {
  const ttlSeconds = values.integer('auth-token-ttl', 0) || usualTokenTtlSeconds;
  const bcryptCost = values.integer('bcrypt-cost', smallestBcryptCost);
  if (bcryptCost > largestBcryptCost) {
    throw new ConfigError(`--bcrypt-cost must be at most ${largestBcryptCost}, not ${bcryptCost}`);
  }
  return {
    token: values.text('auth-token'),
    simpleTokenTtlMs: ttlSeconds * 1_000,
    bcryptCost,
    trustCommonName: values.boolean('client-cert-auth'),
  };
}

/** A star stands for every origin only alone, for every host among others, too. */
function accessConfig(values: Values): AccessConfig {
  const origins = values.text('cors') === '*' ? [] : values.urls('cors').map(({ url }) => url);
  const hosts = values.list('host-whitelist');
  return {
    origins: origins.length === 0 ? undefined : new Set(origins),
    hosts: hosts.length === 0 || hosts.includes('*') ? undefined : new Set(hosts),
  };
}

function logConfig(values: Values): LogConfig {
  const outputs = values.list('log-outputs');
  if (outputs.length === 0) {
    throw new ConfigError('--log-outputs must name at least one output');
  }
  if (outputs.length > 1 && outputs.includes('default')) {
    throw new ConfigError('--log-outputs: "default" stands alone, or write stderr beside the others');
  }
  return {
    level: values.choice('log-level', nodeLogLevels),
    format: values.choice('log-format', ['json', 'console']),
    outputs,
  };
}
