import { largestBcryptCost, smallestBcryptCost } from '../auth/password-hash.js';
import { ConfigError } from './errors.js';
import type { Settings } from './settings.js';
import { type ListenUrl, parseUrls, requireAddresses } from './urls.js';
import { Values } from './values.js';

/** Everything a member is started with, checked. */
export interface NodeConfig {
  readonly name: string;
  readonly dataDirectory: string;
  readonly listenClientUrls: readonly ListenUrl[];
  readonly listenMetricsUrls: readonly ListenUrl[];
  readonly advertiseClientUrls: readonly string[];
  readonly advertisePeerUrls: readonly string[];
  readonly clusterToken: string;
  readonly snapshotCount: number;
  /** 0: etcd's default; negative: no limit. */
  readonly quotaBytes: number;
  readonly heartbeatMs: number;
  readonly electionMs: number;
  readonly maxRequestBytes: number;
  readonly maxTxnOperations: number;
  readonly watchProgressMs: number;
  readonly grpcGateway: boolean;
  readonly tls: TlsFiles | undefined;
  readonly auth: AuthConfig;
  readonly logLevel: NodeLogLevel;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Absent: any CA of the system. */
  readonly trustedCaFile: string | undefined;
  readonly requireClientCert: boolean;
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

/** @throws ConfigError */
export function buildNodeConfig(settings: Settings): NodeConfig {
  const values = new Values(settings);
  const name = values.text('name');
  const listenClientUrls = listenUrls(values, 'listen-client-urls');
  if (listenClientUrls.length === 0) {
    throw new ConfigError('--listen-client-urls must name at least one URL');
  }
  if (values.isGiven('listen-client-urls') && !values.isGiven('advertise-client-urls')) {
    throw new ConfigError('--advertise-client-urls is required when --listen-client-urls is set');
  }
  listenUrls(values, 'listen-peer-urls');
  const peers = values.urls('initial-advertise-peer-urls');
  checkCluster(values, name, peers);
  return {
    name,
    dataDirectory: values.text('data-dir') || `${name}.etcd`,
    listenClientUrls,
    listenMetricsUrls: listenUrls(values, 'listen-metrics-urls'),
    advertiseClientUrls: values.urls('advertise-client-urls').map(({ url }) => url),
    advertisePeerUrls: peers.map(({ url }) => url),
    clusterToken: values.text('initial-cluster-token'),
    snapshotCount: values.integer('snapshot-count', 1),
    quotaBytes: values.integer('quota-backend-bytes', Number.NEGATIVE_INFINITY),
    ...timing(values),
    maxRequestBytes: values.integer('max-request-bytes', 1),
    maxTxnOperations: values.integer('max-txn-ops', 1),
    watchProgressMs: Math.max(values.durationMs('watch-progress-notify-interval'), shortestProgressMs),
    grpcGateway: values.boolean('enable-grpc-gateway'),
    tls: tlsFiles(values, listenClientUrls),
    auth: authConfig(values),
    logLevel: logLevel(values),
  };
}

function listenUrls(
  values: Values,
  name: 'listen-client-urls' | 'listen-peer-urls' | 'listen-metrics-urls',
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

function checkCluster(values: Values, name: string, peers: readonly ListenUrl[]): void {
  const state = values.text('initial-cluster-state');
  if (state === 'existing') {
    throw new ConfigError(
      'etcdscope node cannot join an existing cluster yet: start it with --initial-cluster-state new',
    );
  }
  if (state !== 'new') {
    throw new ConfigError(`--initial-cluster-state must be "new", not "${state}"`);
  }
  const text = values.text('initial-cluster');
  if (text === '') {
    return;
  }
  const members = text.split(',').map((part) => memberOf(part.trim()));
  if (new Set(members.map((member) => member.name)).size > 1) {
    throw new ConfigError(
      'etcdscope node runs clusters of one member so far: --initial-cluster must name this member alone',
    );
  }
  const own = members.map((member) => member.url).sort();
  const advertised = peers.map(({ url }) => url).sort();
  if (members[0]?.name !== name || own.join() !== advertised.join()) {
    const expected = advertised.map((url) => `${name}=${url}`).join();
    throw new ConfigError(
      `--initial-cluster "${text}" does not match --name and --initial-advertise-peer-urls: expected "${expected}"`,
    );
  }
}

function memberOf(part: string): { name: string; url: string } {
  const [, name, url] = /^([^=]+)=(.+)$/.exec(part) ?? [];
  if (name === undefined || url === undefined) {
    throw new ConfigError(`--initial-cluster: "${part}" is not name=peer-url`);
  }
  return { name, url: parseUrls('--initial-cluster', url)[0]?.url ?? url };
}

function tlsFiles(values: Values, listenUrls: readonly ListenUrl[]): TlsFiles | undefined {
  const certFile = values.text('cert-file');
  const keyFile = values.text('key-file');
  const trustedCaFile = values.text('trusted-ca-file') || undefined;
  const requireClientCert = values.boolean('client-cert-auth') || trustedCaFile !== undefined;
  if ((certFile === '') !== (keyFile === '')) {
    throw new ConfigError('--cert-file and --key-file must be given together');
  }
  if (certFile === '') {
    const secure = listenUrls.find(({ isSecure }) => isSecure);
    if (secure !== undefined) {
      throw new ConfigError(`${secure.url} needs --cert-file and --key-file`);
    }
    return undefined;
  }
  return { certFile, keyFile, trustedCaFile, requireClientCert };
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

function logLevel(values: Values): NodeLogLevel {
  const text = values.text('log-level');
  const level = nodeLogLevels.find((known) => known === text);
  if (level === undefined) {
    throw new ConfigError(`--log-level must be one of ${nodeLogLevels.join(', ')}, not "${text}"`);
  }
  return level;
}
