import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFounding } from '../../../node-core/config/founding.js';
import { helpText } from '../../../node-core/config/help.js';
import { buildNodeConfig, type NodeConfig } from '../../../node-core/config/node-config.js';
import { readSettings } from '../../../node-core/config/settings.js';

/** As a first start takes it. */
function configOf(...argv: string[]): NodeConfig {
  const config = buildNodeConfig(readSettings(argv, {}));
  checkFounding(config);
  return config;
}

const clientUrls = (listen: string) => [
  `--listen-client-urls=${listen}`,
  '--advertise-client-urls=http://127.0.0.1:2379',
];

test('without a flag it is the member that etcd would be', () => {
  const config = configOf();
  assert.equal(config.name, 'default');
  assert.equal(config.dataDirectory, 'default.etcd');
  assert.deepEqual(config.listenClientUrls, [
    { url: 'http://localhost:2379', isSecure: false, host: 'localhost', port: 2379 },
  ]);
  assert.deepEqual(config.advertisePeerUrls, ['http://localhost:2380']);
  assert.equal(config.clusterToken, 'etcd-cluster');
  assert.equal(config.maxRequestBytes, 1.5 * 1024 * 1024);
  assert.equal(config.maxTxnOperations, 128);
  assert.equal(config.snapshotCount, 10_000);
  assert.equal(config.watchProgressMs, 600_000);
  assert.equal(config.electionMs, 1_000);
  assert.equal(config.heartbeatMs, 100);
  assert.equal(config.tls, undefined);
});

test('values are read as what they are', () => {
  const config = configOf(
    '--name=m1',
    '--quota-backend-bytes=-1',
    '--watch-progress-notify-interval=1m30s',
    '--listen-metrics-urls=http://[::1]:9090/',
    ...clientUrls('http://0.0.0.0:2379,http://127.0.0.1:0'),
    '--initial-cluster=m1=http://localhost:2380',
  );
  assert.equal(config.dataDirectory, 'm1.etcd');
  assert.equal(config.quotaBytes, -1);
  assert.equal(config.watchProgressMs, 90_000);
  assert.deepEqual(config.listenMetricsUrls, [
    { url: 'http://[::1]:9090', isSecure: false, host: '::1', port: 9090 },
  ]);
  assert.deepEqual(
    config.listenClientUrls.map(({ port }) => port),
    [2379, 0],
  );
});

test('a CA that clients must come from means that they must show a certificate', () => {
  const pair = ['--cert-file=c', '--key-file=k'];
  assert.equal(configOf(...pair).tls?.requireClientCert, false);
  assert.equal(configOf(...pair, '--trusted-ca-file=ca').tls?.requireClientCert, true);
  assert.equal(configOf(...pair, '--client-cert-auth').tls?.requireClientCert, true);
});

const secured = ['--cert-file=c', '--key-file=k'];

const refused: readonly [name: string, argv: readonly string[], message: RegExp][] = [
  [
    'a URL without scheme',
    clientUrls('127.0.0.1:2379'),
    /--listen-client-urls: "127\.0\.0\.1:2379" is not a URL/,
  ],
  ['a unix URL', clientUrls('unix://x:1'), /"unix:\/\/x:1" is neither http nor https/],
  ['a URL without port', clientUrls('http://127.0.0.1'), /must name a host and a port, and no path/],
  ['a port that is none', clientUrls('http://127.0.0.1:99999'), /must name a host and a port/],
  ['a URL with a path', clientUrls('http://127.0.0.1:1/x'), /must name a host and a port, and no path/],
  ['a host name to listen on', clientUrls('http://example.org:2379'), /must have an IP address or localhost/],
  ['no URL at all', ['--listen-client-urls='], /--listen-client-urls must name at least one URL/],
  ['listen URLs alone', ['--listen-client-urls=http://127.0.0.1:1'], /--advertise-client-urls is required/],
  ['https without a certificate', clientUrls('https://127.0.0.1:1'), /needs --cert-file and --key-file/],
  ['a certificate without key', ['--cert-file=c'], /--cert-file and --key-file must be given together/],
  [
    'an election that is too quick',
    ['--election-timeout=499'],
    /should be at least as 5 times as --heartbeat-interval/,
  ],
  [
    'a mode of compaction that is none',
    ['--auto-compaction-mode=daily'],
    /--auto-compaction-mode must be one of periodic, revision, not "daily"/,
  ],
  [
    'a number of revisions that is a time',
    ['--auto-compaction-mode=revision', '--auto-compaction-retention=1h'],
    /must be a number of revisions such as 1000, not "1h"/,
  ],
  ['a period that is none', ['--auto-compaction-retention=soon'], /must be a duration such as 5m or 1h/],
  [
    'a gate of nobody',
    ['--feature-gates=Sesame=true'],
    /"Sesame" is not a feature gate of etcd 3\.6, which are CompactHashCheck/,
  ],
  [
    'a gate and its older flag at once',
    ['--feature-gates=LeaseCheckpoint=true', '--experimental-enable-lease-checkpoint'],
    /cannot specify --experimental-enable-lease-checkpoint and --feature-gates=LeaseCheckpoint at the same/,
  ],
  [
    'a gate that needs another',
    ['--feature-gates=LeaseCheckpointPersist=true'],
    /LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint/,
  ],
  [
    'a newest TLS that is older than the oldest',
    [...secured, '--tls-min-version=TLS1.3', '--tls-max-version=TLS1.2'],
    /min version \(TLS1\.3\) is greater than max version \(TLS1\.2\)/,
  ],
  [
    'a TLS that is too old',
    ['--tls-min-version=TLS1.1'],
    /--tls-min-version must be one of TLS1\.2, TLS1\.3/,
  ],
  [
    'cipher suites for TLS 1.3 alone',
    [...secured, '--tls-min-version=TLS1.3', '--cipher-suites=TLS_AES_128_GCM_SHA256'],
    /cipher suites cannot be configured when only TLS1\.3 is enabled/,
  ],
  [
    'a cipher suite of nobody',
    [...secured, '--cipher-suites=ROT13'],
    /"ROT13" is no cipher suite known here/,
  ],
  [
    'revoked certificates that nobody would show',
    [...secured, '--client-crl-file=crl'],
    /need --client-cert-auth/,
  ],
  ['two kinds of log output', ['--log-outputs=default,stdout'], /"default" stands alone/],
  ['an election that is too slow', ['--election-timeout=50001'], /is too long/],
  [
    'a count that is text',
    ['--snapshot-count=many'],
    /--snapshot-count must be a whole number of at least 1, not "many"/,
  ],
  ['a count of zero', ['--max-txn-ops=0'], /--max-txn-ops must be a whole number of at least 1, not "0"/],
  ['a duration without a unit', ['--watch-progress-notify-interval=10'], /must be a duration such as 10m/],
  [
    'a boolean that is neither',
    ['--client-cert-auth=maybe'],
    /--client-cert-auth must be true or false, not "maybe"/,
  ],
  ['a log level of nobody', ['--log-level=loud'], /--log-level must be one of debug, info, .* not "loud"/],
  [
    'more members than one',
    ['--initial-cluster=default=http://localhost:2380,other=http://localhost:3380'],
    /runs clusters of one member so far/,
  ],
  [
    'a cluster without this member',
    ['--initial-cluster=other=http://localhost:2380'],
    /does not match --name/,
  ],
  [
    'a cluster at other URLs',
    ['--initial-cluster=default=http://localhost:1'],
    /does not match .*--initial-advertise-peer-urls/,
  ],
  [
    'a cluster that is no list of members',
    ['--initial-cluster=http://localhost:2380'],
    /is not name=peer-url/,
  ],
  ['joining a cluster', ['--initial-cluster-state=existing'], /cannot join an existing cluster yet/],
  [
    'a state that is none',
    ['--initial-cluster-state=old'],
    /--initial-cluster-state must be one of new, existing, not "old"/,
  ],
];

for (const [name, argv, message] of refused) {
  test(`refused with a sentence: ${name}`, () => {
    assert.throws(() => configOf(...argv), { name: 'ConfigError', message });
  });
}

test('a member that has run before does not look at what would found it', () => {
  const flags = ['--initial-cluster-state=existing', '--initial-cluster=a=http://a:1,b=http://b:1'];
  assert.equal(buildNodeConfig(readSettings(flags, {})).founding.state, 'existing');
});

test('compaction by time or by number, as etcd reads its retention', () => {
  const of = (...argv: string[]) => configOf(...argv).autoCompaction;
  const hourMs = 3_600_000;
  assert.equal(of(), undefined);
  assert.deepEqual(of('--auto-compaction-retention=1'), { mode: 'periodic', periodMs: hourMs });
  assert.deepEqual(of('--auto-compaction-retention=5m'), { mode: 'periodic', periodMs: hourMs / 12 });
  assert.deepEqual(of('--auto-compaction-mode=revision', '--auto-compaction-retention=1000'), {
    mode: 'revision',
    revisions: 1_000,
  });
  assert.equal(of('--auto-compaction-mode=revision'), undefined);
});

test('a certificate of its own is for the hosts that are listened on', () => {
  const config = configOf('--auto-tls', '--self-signed-cert-validity=2', ...clientUrls('https://[::1]:1'));
  assert.deepEqual(config.tls?.certificate, { kind: 'self-signed', hosts: ['::1'], validYears: 2 });
  const withFiles = configOf('--auto-tls', '--cert-file=c', '--key-file=k', ...clientUrls('https://[::1]:1'));
  assert.equal(withFiles.tls?.certificate.kind, 'files', 'files win, as in etcd');
});

test("feature gates are etcd 3.6's", () => {
  const gates = (...argv: string[]) => configOf(...argv).gates;
  assert.equal(gates().LeaseCheckpoint, false);
  assert.equal(gates().TxnModeWriteWithSharedBuffer, true);
  assert.equal(gates('--feature-gates=InitialCorruptCheck=true,LeaseCheckpoint=true').LeaseCheckpoint, true);
  assert.equal(gates('--experimental-enable-lease-checkpoint').LeaseCheckpoint, true);
  const alpha = gates('--feature-gates=AllAlpha=true,CompactHashCheck=false');
  assert.equal(alpha.LeaseCheckpointPersist, true);
  assert.equal(alpha.CompactHashCheck, false);
});

test('the help page has every flag with its default', () => {
  const page = helpText();
  for (const line of [
    "  --name 'default'",
    "  --max-txn-ops '128'",
    "  --listen-client-urls 'http://localhost:2379'",
  ]) {
    assert.ok(page.includes(line), line);
  }
});
