/** How a flag's value is read. `boolean` flags need no value; `milliseconds` are plain numbers, as in etcd. */
export type FlagKind = 'text' | 'boolean' | 'integer' | 'milliseconds' | 'duration' | 'urls';

export interface Flag {
  readonly kind: FlagKind;
  /** As it would stand on the command line; empty when there is none. */
  readonly initial: string;
  readonly group: 'Member' | 'Clustering' | 'Security' | 'Logging' | 'Other';
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
  'quota-backend-bytes': {
    kind: 'integer',
    initial: '0',
    group: 'Member',
    help: 'Size at which the database takes no more writes (0: 2 GB, negative: never).',
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
  'watch-progress-notify-interval': {
    kind: 'duration',
    initial: '10m',
    group: 'Member',
    help: 'How often watches that asked for it are told the revision when nothing happens.',
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
    help: "'new'; joining an existing cluster is not there yet.",
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
  'auth-token': {
    kind: 'text',
    initial: 'simple',
    group: 'Security',
    help: "How logins are kept: 'simple', or 'jwt' with ,sign-method=,priv-key=,pub-key=,ttl=.",
  },
  'auth-token-ttl': {
    kind: 'integer',
    initial: '300',
    group: 'Security',
    help: 'Time (in seconds) after which an unused simple token ends.',
  },
  'bcrypt-cost': {
    kind: 'integer',
    initial: '10',
    group: 'Security',
    help: 'Cost of hashing a password, from 4 to 31; each step doubles it.',
  },
  'log-level': {
    kind: 'text',
    initial: 'info',
    group: 'Logging',
    help: 'Least severe lines to print: debug, info, warn, error, panic or fatal.',
  },
  'listen-metrics-urls': {
    kind: 'urls',
    initial: '',
    group: 'Other',
    help: 'More URLs on which /metrics, /health, /livez and /readyz are served.',
  },
  'enable-grpc-gateway': {
    kind: 'boolean',
    initial: 'true',
    group: 'Other',
    help: 'Serve the JSON gateway, POST /v3/..., on the client URLs.',
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
