import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfigFile } from '../../../node-core/config/config-file.js';
import { buildNodeConfig } from '../../../node-core/config/node-config.js';

const path = '/etc/etcd/etcd.yaml';
const configOf = (text: string) => buildNodeConfig(parseConfigFile(text, path));

/** etcd's own sample, shortened: https://github.com/etcd-io/etcd/blob/main/etcd.conf.yml.sample */
const sample = `# This is the configuration file for the etcd server.
name: 'm1'
data-dir: /var/lib/etcd
wal-dir:
snapshot-count: 10000
heartbeat-interval: 100
election-timeout: 1000
quota-backend-bytes: 8589934592
listen-peer-urls: http://localhost:2380
listen-client-urls: https://127.0.0.1:2379,https://[::1]:2379
max-wals: 5
cors:
initial-advertise-peer-urls: http://localhost:2380
advertise-client-urls: https://127.0.0.1:2379
discovery:
initial-cluster: m1=http://localhost:2380
initial-cluster-token: 'etcd-cluster'
initial-cluster-state: 'new'
strict-reconfig-check: false
enable-pprof: true
client-transport-security:
  cert-file: /pki/server.crt
  key-file: /pki/server.key
  client-cert-auth: true
  trusted-ca-file: /pki/ca.crt
  auto-tls: false
peer-transport-security:
  cert-file: /pki/peer.crt
  key-file: /pki/peer.key
  client-cert-auth: true
  trusted-ca-file: /pki/ca.crt
self-signed-cert-validity: 1
log-level: debug
logger: zap
log-outputs: [stderr]
force-new-cluster: false
auto-compaction-mode: periodic
auto-compaction-retention: "1"
cipher-suites: [
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
]
tls-min-version: 'TLS1.2'
tls-max-version: 'TLS1.3'
watch-progress-notify-interval: 5000000000
`;

test("etcd's sample is read, sections and all", () => {
  const config = configOf(sample);
  assert.equal(config.name, 'm1');
  assert.equal(config.walDirectory, undefined);
  assert.equal(config.quotaBytes, 8_589_934_592);
  assert.equal(config.watchProgressMs, 5_000, 'a number is nanoseconds, as Go has them');
  assert.deepEqual(config.autoCompaction, { mode: 'periodic', periodMs: 3_600_000 });
  assert.deepEqual(config.tls, {
    certificate: { kind: 'files', certFile: '/pki/server.crt', keyFile: '/pki/server.key' },
    trustedCaFile: '/pki/ca.crt',
    revokedFile: undefined,
    requireClientCert: true,
    clientHostnames: [],
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers:
      'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:' +
      'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384',
  });
  assert.deepEqual(config.log, { level: 'debug', format: 'json', outputs: ['stderr'] });
});

test('what has no effect is told with its place in the file', () => {
  const { notes } = parseConfigFile(sample, path);
  assert.ok(
    notes.some((note) => note.startsWith(`enable-pprof in ${path} has no effect: Node.js has no pprof`)),
  );
  assert.ok(
    notes.some((note) => note.startsWith(`cert-file of peer-transport-security in ${path} has no effect:`)),
  );
});

test('JSON is YAML too, and an empty file is a member with defaults', () => {
  assert.equal(configOf('{"name": "j", "max-txn-ops": 7}').maxTxnOperations, 7);
  assert.equal(configOf('').name, 'default');
  assert.equal(configOf('name: 7\n').name, '7', 'a number is text where text is wanted, as in etcd');
});

const refused: readonly [text: string, message: RegExp][] = [
  [
    'nonsense: 1\n',
    /^nonsense in \/etc\/etcd\/etcd\.yaml is not a setting of etcd: see etcdscope node --help$/,
  ],
  ['enable-v2: true\n', /^enable-v2 in \/etc\/etcd\/etcd\.yaml was removed from etcd: the v2 API is gone/],
  ['cert-file: x\n', /^cert-file in .* is not read there by etcd: put it under client-transport-security$/],
  ['client-transport-security: {ca: x}\n', /^ca of client-transport-security in .* is not a setting/],
  ['client-transport-security: yes please\n', /must hold keys with values/],
  ['strict-reconfig-check: "true"\n', /must be true or false, without quotes/],
  ['name: [a, b]\n', /^name in .* must be one value$/],
  ['- name\n', /^configuration file .* must hold keys with values$/],
  ['name: a\nname: b\n', /is not YAML, line 2, column 1: Map keys must be unique/],
  ['name: "a\n', /is not YAML, line \d, column \d+: Missing closing "quote/],
  [
    'heartbeat-interval: fast\n',
    /^heartbeat-interval in .* must be a whole number of at least 1, not "fast"$/,
  ],
  ['discovery: https://x\n', /^discovery in .* cannot be honoured: .*/],
];

for (const [text, message] of refused) {
  test(`refused with a sentence: ${JSON.stringify(text)}`, () => {
    assert.throws(() => configOf(text), { name: 'ConfigError', message });
  });
}

test('aliases that grow without bound are refused, quickly', () => {
  const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
  assert.throws(() => configOf(['l0: &l0 [x]', ...levels].join('\n')), {
    name: 'ConfigError',
    message: /by more aliases than any needs/,
  });
});
