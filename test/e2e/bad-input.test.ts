import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { type CertificateAuthority, createAuthority, loopbackHosts } from '../support/certificates.js';
import { haveEtcd } from '../support/etcd-binaries.js';
import { freePorts } from '../support/free-ports.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { type Finished, runProgram } from './run-program.js';

/** One sentence on stderr, nothing on stdout, no stack trace, and the exit code it should have. */
function refusedWith(finished: Finished, code: number, ...texts: RegExp[]): void {
  assert.equal(finished.code, code, finished.stderr);
  assert.equal(finished.stdout, '');
  assert.doesNotMatch(finished.stderr, /\n\s+at |Error:|undefined|\[object/u);
  assert.equal(finished.stderr.trimEnd().split('\n').length, 1, finished.stderr);
  for (const text of texts) {
    assert.match(finished.stderr, text);
  }
}

const quick = ['--dial-timeout', '1s', '--command-timeout', '2s'];

let authority: CertificateAuthority;
let stranger: CertificateAuthority;

before(async () => {
  authority = await createAuthority();
  stranger = await createAuthority('another CA');
});

after(async () => {
  await authority.remove();
  await stranger.remove();
});

test('words that cannot be followed', async () => {
  refusedWith(
    await runProgram(['--endpoint', 'x']),
    64,
    /unknown flag --endpoint; did you mean --endpoints\?/u,
  );
  refusedWith(await runProgram(['frobnicate']), 64, /no command "frobnicate"/u);
  refusedWith(await runProgram(['get']), 64, /etcdscope get KEY/u);
  refusedWith(await runProgram(['get', 'a', 'b', 'c']), 64, /"c" is too much/u);
  refusedWith(await runProgram(['get', 'a', '--limit', '-1']), 64, /--limit must be a whole number/u);
  refusedWith(await runProgram(['get', 'a', '--rev', '1e3']), 64, /--rev must be a whole number/u);
  refusedWith(await runProgram(['status', '-w', 'yaml']), 64, /use one of table, json, simple/u);
  refusedWith(await runProgram(['status', '--dial-timeout', 'soon']), 1, /"soon" is not a duration/u);
  refusedWith(await runProgram(['status', '--endpoints', 'htp://:x:']), 1, /is not an endpoint/u);
  refusedWith(await runProgram(['compact']), 64, /either REVISION or --keep/u);
});

test('help and version go to stdout and end well', async () => {
  for (const args of [['--help'], ['get', '--help'], ['help', 'get'], ['node', '--help'], ['--version']]) {
    const { code, stdout, stderr } = await runProgram(args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, args[0] === '--version' ? /^etcdscope \d+\.\d+\.\d+/u : /Examples|flags/iu);
  }
});

test('nobody listens there', async () => {
  const [port] = await freePorts(1);
  const finished = await runProgram(['get', 'a', '--endpoints', `127.0.0.1:${port}`, ...quick]);
  refusedWith(finished, 1, new RegExp(`127\\.0\\.0\\.1:${port}`, 'u'), /refuses connections/u);
});

test('what listens there is not etcd, or says nothing at all', async () => {
  const talker = createServer((socket) =>
    socket.on('error', () => undefined).end('220 smtp.example ready\r\n'),
  );
  const silent = createServer((socket) => socket.on('error', () => undefined));
  for (const server of [talker, silent]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const finished = await runProgram(['get', 'a', '--endpoints', `127.0.0.1:${port}`, ...quick]);
    refusedWith(finished, 1, new RegExp(`:${port}`, 'u'));
    server.close();
  }
});

test('certificates that do not fit', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const server = await authority.issue({ commonName: 'etcd', hosts: loopbackHosts });
  const client = await authority.issue({ commonName: 'etcdscope' });
  const yesterday = new Date(Date.now() - 86_400_000);
  const expired = await authority.issue({
    commonName: 'old',
    validFrom: new Date(Date.now() - 10 * 86_400_000),
    validTo: yesterday,
  });
  const etcd = await startEtcd({
    version: '3.4',
    tls: { server, authorityFile: authority.certificateFile, client, requireClient: true },
  });
  try {
    const endpoint = ['--endpoints', etcd.endpoints[0] ?? '', ...quick];
    const as = ({ certificateFile, keyFile }: typeof client): string[] => [
      '--cert',
      certificateFile,
      '--key',
      keyFile,
    ];
    const ca = ['--cacert', authority.certificateFile];
    const good = await runProgram(['status', ...endpoint, ...ca, ...as(client)]);
    assert.equal(good.code, 0, good.stderr);
    refusedWith(
      await runProgram(['get', 'a', ...endpoint, '--cacert', stranger.certificateFile, ...as(client)]),
      1,
      /authority|--cacert/iu,
    );
    refusedWith(await runProgram(['get', 'a', ...endpoint, ...ca, ...as(expired)]), 1, /expired/u);
    refusedWith(await runProgram(['get', 'a', ...endpoint, ...ca]), 1, /client certificate|--cert/u);
    refusedWith(
      await runProgram(['get', 'a', ...endpoint, ...ca, '--cert', '/nowhere.crt', '--key', client.keyFile]),
      1,
      /\/nowhere\.crt/u,
    );
    refusedWith(
      await runProgram([
        'get',
        'a',
        ...endpoint,
        ...ca,
        '--cert',
        client.certificateFile,
        '--key',
        expired.keyFile,
      ]),
      1,
      /does not (match|belong)|not the key/u,
    );
    const plain = etcd.endpoints[0]?.replace('https', 'http') ?? '';
    refusedWith(await runProgram(['get', 'a', '--endpoints', plain, ...quick]), 1, /TLS|https/u);
  } finally {
    await etcd.stop();
  }
});

test('users who may not', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await startEtcd({ version: '3.4', auth: { rootPassword: 'right-password' } });
  try {
    const endpoint = ['--endpoints', etcd.endpoints[0] ?? '', ...quick];
    const read = (env: Record<string, string>): Promise<Finished> =>
      runProgram(['get', 'a', ...endpoint], { env });
    assert.equal((await read({ ETCDCTL_USER: 'root', ETCDCTL_PASSWORD: 'right-password' })).code, 0);
    const wrong = await read({ ETCDCTL_USER: 'root', ETCDCTL_PASSWORD: 'wrong-secret' });
    refusedWith(wrong, 1, /password|user/u);
    assert.doesNotMatch(wrong.stderr, /wrong-secret/u);
    refusedWith(await read({}), 1, /--user|log in|user/u);
  } finally {
    await etcd.stop();
  }
});

test('a store with hostile, strange, large or no keys', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd: RunningEtcd = await startEtcd({ version: '3.4' });
  try {
    const endpoint = ['--endpoints', etcd.endpoints[0] ?? ''];
    const empty = await runProgram(['get', '--prefix', '', '-w', 'json', ...endpoint]);
    assert.deepEqual(JSON.parse(empty.stdout), { kvs: [], count: 0, revision: 1 });
    await etcd.etcdctl('put', 'esc\u001b]0;owned\u0007key', 'value \u001b[2J\u009b31m \u202egnp.exe');
    const shown = await runProgram(['get', '--prefix', 'esc', '-w', 'table', ...endpoint]);
    assert.equal(shown.code, 0);
    assert.doesNotMatch(shown.stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
    const client = createEtcdClient(localConnection(etcd.endpoints[0] ?? ''), systemEnvironment);
    const large = Buffer.alloc(1_500_000, 'x');
    await client.kv.put({ key: Buffer.from('large'), value: large });
    await client.kv.put({ key: Uint8Array.of(0), value: Buffer.from('at the very beginning') });
    client.close();
    const value = await runProgram(['get', 'large', '--print-value-only', ...endpoint]);
    assert.equal(value.stdout.length, large.length + 1);
    const zero = await runProgram(['get', '--hex', '00', '-w', 'json', ...endpoint]);
    assert.equal(JSON.parse(zero.stdout).kvs[0].value, 'at the very beginning');
  } finally {
    await etcd.stop();
  }
});
