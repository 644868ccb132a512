/**
 * How a flag's value is read. `boolean` flags need no value; `milliseconds` are plain numbers, as in etcd;
 * a `list` has commas on the command line and may be a YAML sequence in a file.
 */
export type FlagKind = 'text' | 'boolean' | 'integer' | 'milliseconds' | 'duration' | 'urls' | 'list';

export type FlagGroup = 'Member' | 'Clustering' | 'Security' | 'Auth' | 'Logging' | 'Other';

export interface Flag {
  readonly kind: FlagKind;
  /** As it would stand on the command line; empty when there is none. */
  readonly initial: string;
  readonly group: FlagGroup;
  readonly help: string;
}

/** etcd's flags that this server takes, with etcd's defaults. Each is also the variable `ETCD_NAME_OF_FLAG`. */
export const flags = {
  name: {
    kind: 'text',
    initial: 'default',
    group: 'Member',
    help: 'Human-readable name for this member.',
  },
  'data-dir': {
    kind: 'text',
    initial: '',
    group: 'Member',
    help: 'Path to the data directory; NAME.etcd when it is not given.',
  },
  'wal-dir': {
    kind: 'text',
    initial: '',
    group: 'Member',
    help: 'Path to a directory of its own for the write-ahead log; in the data directory when it is not given.',
  },
  'snapshot-count': {
    kind: 'integer',
    initial: '10000',
    group: 'Member',
    help: 'Number of committed entries after which the log is compacted.',
  },
  'heartbeat-interval': {
    kind: 'milliseconds',
    initial: '100',
    group: 'Member',
    help: 'Time (in milliseconds) of a heartbeat interval.',
  },
  'election-timeout': {
    kind: 'milliseconds',
    initial: '1000',
    group: 'Member',
    help: 'Time (in milliseconds) for an election to time out; the shortest lease follows from it.',
  },
  'listen-peer-urls': {
    kind: 'urls',
    initial: 'http://localhost:2380',
    group: 'Member',
    help: 'URLs for peer traffic. Read, and not listened on: this version runs clusters of one member.',
  },
  'listen-client-urls': {
    kind: 'urls',
    initial: 'http://localhost:2379',
    group: 'Member',
    help: 'URLs to listen on for client traffic.',
  },
  'listen-client-http-urls': {
    kind: 'urls',
    initial: '',
    group: 'Member',
    help: 'URLs to listen on for HTTP alone; with it, --listen-client-urls serve gRPC alone.',
  },
  'quota-backend-bytes': {
    kind: 'integer',
    initial: '0',
    group: 'Member',
    help: 'Size at which the database takes no more writes (0: 2 GB, negative: never).',
  },
  'backend-batch-interval': {
    kind: 'duration',
    initial: '100ms',
    group: 'Member',
    help: 'Longest time before the backend is committed; the write-ahead log is always in front of it.',
  },
  'max-txn-ops': {
    kind: 'integer',
    initial: '128',
    group: 'Member',
    help: 'Largest number of operations in a transaction.',
  },
  'max-request-bytes': {
    kind: 'integer',
    initial: '1572864',
    group: 'Member',
    help: 'Largest request in bytes.',
  },
  'snapshot-catchup-entries': {
    kind: 'integer',
    initial: '5000',
    group: 'Member',
    help: 'Log entries kept in memory behind a snapshot.',
  },
  'watch-progress-notify-interval': {
    kind: 'duration',
    initial: '10m',
    group: 'Member',
    help: 'How often watches that asked for it are told the revision when nothing happens.',
  },
  'feature-gates': {
    kind: 'text',
    initial: '',
    group: 'Member',
    help: 'name=true|false pairs; LeaseCheckpoint and LeaseCheckpointPersist have an effect here.',
  },
  'bootstrap-defrag-threshold-megabytes': {
    kind: 'integer',
    initial: '0',
    group: 'Member',
    help: 'Defragment at the start when that frees at least so many megabytes (0: never).',
  },
  'initial-advertise-peer-urls': {
    kind: 'urls',
    initial: 'http://localhost:2380',
    group: 'Clustering',
    help: 'Peer URLs of this member; the ids of member and cluster are made from them.',
  },
  'initial-cluster': {
    kind: 'text',
    initial: '',
    group: 'Clustering',
    help: 'name=peer-url of every first member; this version takes exactly one, its own.',
  },
  'initial-cluster-state': {
    kind: 'text',
    initial: 'new',
    group: 'Clustering',
    help: "'new'; 'existing' counts only for a data directory that has run before.",
  },
  'initial-cluster-token': {
    kind: 'text',
    initial: 'etcd-cluster',
    group: 'Clustering',
    help: 'Token that keeps clusters apart which were made with the same URLs.',
  },
  'advertise-client-urls': {
    kind: 'urls',
    initial: 'http://localhost:2379',
    group: 'Clustering',
    help: 'Client URLs of this member, as the member list tells them.',
  },
  'pre-vote': {
    kind: 'boolean',
    initial: 'true',
    group: 'Clustering',
    help: 'Ask for votes before an election, so that a member that was away disturbs nobody.',
  },
  'auto-compaction-mode': {
    kind: 'text',
    initial: 'periodic',
    group: 'Clustering',
    help: "What the retention counts: 'periodic' time, or 'revision' numbers.",
  },
  'auto-compaction-retention': {
    kind: 'text',
    initial: '0',
    group: 'Clustering',
    help: 'What history is kept: 5m or 1h (hours without a unit), or a number of revisions (0: all of it).',
  },
  cors: {
    kind: 'list',
    initial: '*',
    group: 'Security',
    help: 'Origins whose pages may read replies over HTTP, as URLs with a port (empty or *: any).',
  },
  'host-whitelist': {
    kind: 'list',
    initial: '*',
    group: 'Security',
    help: 'Host names by which HTTP without TLS may be reached (empty or *: any).',
  },
  'cert-file': {
    kind: 'text',
    initial: '',
    group: 'Security',
    help: 'Path to the server certificate for clients.',
  },
  'key-file': {
    kind: 'text',
    initial: '',
    group: 'Security',
    help: 'Path to the key of that certificate.',
  },
  'trusted-ca-file': {
    kind: 'text',
    initial: '',
    group: 'Security',
    help: 'Path to the CA that client certificates must come from; with it, clients must show one.',
  },
  'client-cert-auth': {
    kind: 'boolean',
    initial: 'false',
    group: 'Security',
    help: 'Clients must show a certificate.',
  },
  'client-crl-file': {
    kind: 'text',
    initial: '',
    group: 'Security',
    help: 'Path to revoked client certificates (a CRL in PEM form).',
  },
  'client-cert-allowed-hostname': {
    kind: 'list',
    initial: '',
    group: 'Security',
    help: 'Only clients whose certificate names one of these hosts.',
  },
  'auto-tls': {
    kind: 'boolean',
    initial: 'false',
    group: 'Security',
    help: 'Make a self-signed server certificate in the data directory.',
  },
  'self-signed-cert-validity': {
    kind: 'integer',
    initial: '1',
    group: 'Security',
    help: 'Years for which such a certificate is valid.',
  },
  'cipher-suites': {
    kind: 'list',
    initial: '',
    group: 'Security',
    help: "Cipher suites for TLS 1.2 under Go's names; empty for the usual ones.",
  },
  'tls-min-version': {
    kind: 'text',
    initial: 'TLS1.2',
    group: 'Security',
    help: 'Oldest TLS to speak: TLS1.2 or TLS1.3.',
  },
  'tls-max-version': {
    kind: 'text',
    initial: '',
    group: 'Security',
    help: 'Newest TLS to speak: TLS1.2 or TLS1.3; empty for the newest there is.',
  },
  'auth-token': {
    kind: 'text',
    initial: 'simple',
    group: 'Auth',
    help: "How logins are kept: 'simple', or 'jwt' with ,sign-method=,priv-key=,pub-key=,ttl=.",
  },
  'auth-token-ttl': {
    kind: 'integer',
    initial: '300',
    group: 'Auth',
    help: 'Time (in seconds) after which an unused simple token ends.',
  },
  'bcrypt-cost': {
    kind: 'integer',
    initial: '10',
    group: 'Auth',
    help: 'Cost of hashing a password, from 4 to 31; each step doubles it.',
  },
  'log-level': {
    kind: 'text',
    initial: 'info',
    group: 'Logging',
    help: 'Least severe lines to print: debug, info, warn, error, panic or fatal.',
  },
  'log-format': {
    kind: 'text',
    initial: 'json',
    group: 'Logging',
    help: 'json, or console for lines with tabs between the fields.',
  },
  'log-outputs': {
    kind: 'list',
    initial: 'default',
    group: 'Logging',
    help: 'Where lines go, with commas between: default and stderr, stdout, or paths of files.',
  },
  logger: {
    kind: 'text',
    initial: 'zap',
    group: 'Logging',
    help: "Only 'zap', whose lines are printed.",
  },
  'listen-metrics-urls': {
    kind: 'urls',
    initial: '',
    group: 'Other',
    help: 'More URLs on which /metrics, /health, /livez and /readyz are served.',
  },
  metrics: {
    kind: 'text',
    initial: 'basic',
    group: 'Other',
    help: "'extensive' adds how long calls of gRPC take to /metrics.",
  },
  'enable-grpc-gateway': {
    kind: 'boolean',
    initial: 'true',
    group: 'Other',
    help: 'Serve the JSON gateway, POST /v3/..., on the client URLs.',
  },
  'config-file': {
    kind: 'text',
    initial: '',
    group: 'Other',
    help: 'Path to a YAML file; with it, all other flags and variables are ignored.',
  },
  version: {
    kind: 'boolean',
    initial: 'false',
    group: 'Other',
    help: 'Print the version and exit.',
  },
  help: {
    kind: 'boolean',
    initial: 'false',
    group: 'Other',
    help: 'Print this page and exit.',
  },
} as const satisfies Readonly<Record<string, Flag>>;

export type FlagName = keyof typeof flags;

export function isFlagName(name: string): name is FlagName {
  return Object.hasOwn(flags, name);
}
