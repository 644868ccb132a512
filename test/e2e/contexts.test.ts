import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { createAuthority, loopbackHosts } from '../support/certificates.js';
import { haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { type Finished, runProgram } from './run-program.js';
import { openTerminal } from './terminal.js';

async function directory(t: TestContext): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'etcdscope-contexts-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

function refusedWith({ code, stdout, stderr }: Finished, expected: number, text: RegExp): void {
  assert.equal(code, expected, stderr);
  assert.equal(stdout, '');
  assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  assert.match(stderr, text);
}

test('save, list, show, use and remove; no password is ever written', async (t) => {
  const home = await directory(t);
  const file = path.join(home, 'etcdscope', 'contexts.json');
  const run = (...args: readonly string[]) =>
    runProgram(['context', ...args], { env: { XDG_CONFIG_HOME: home } });

  assert.match((await run()).stderr, /no context is saved/u);
  assert.equal((await run('save', 'a', '--endpoints', '10.0.0.1:1,10.0.0.2:2', '--user', 'root')).code, 0);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal((await run('save', 'b', '--endpoints', 'https://b', '--insecure-skip-tls-verify')).code, 0);
  assert.equal((await run('use', 'a')).code, 0);
  assert.match((await run('list')).stdout, /^\* +a +http:\/\/10\.0\.0\.1:1,http:\/\/10\.0\.0\.2:2 +root$/mu);
  assert.match((await run('show')).stdout, /^password +ask$/mu);
  assert.deepEqual(JSON.parse((await run('show', 'b', '-w', 'json')).stdout), {
    name: 'b',
    current: false,
    endpoints: ['https://b:2379'],
    'insecure-skip-tls-verify': true,
  });
  assert.equal((await run('use', '--none')).code, 0);
  assert.equal((await run('remove', 'a')).code, 0);
  assert.deepEqual(
    JSON.parse((await run('list', '-w', 'json')).stdout).contexts.map(({ name }: { name: string }) => name),
    ['b'],
  );

  for (const flags of [
    ['--user', 'root:hunter2'],
    ['--user', 'root', '--password', 'hunter2'],
  ]) {
    refusedWith(
      await run('save', 'c', '--endpoints', 'https://c', ...flags),
      64,
      /never saved.*--password-file/u,
    );
  }
  const exported = { ETCDCTL_USER: 'root:hunter2', ETCDCTL_ENDPOINTS: 'http://d:1', XDG_CONFIG_HOME: home };
  assert.equal((await runProgram(['context', 'save', 'd'], { env: exported })).code, 0);
  assert.doesNotMatch(await readFile(file, 'utf8'), /hunter2/u);
});

test('words that cannot be followed, and a file that cannot be understood', async (t) => {
  const home = await directory(t);
  const run = (...args: readonly string[]) => runProgram(args, { env: { XDG_CONFIG_HOME: home } });
  refusedWith(await run('context', 'frobnicate'), 64, /"frobnicate"/u);
  refusedWith(await run('context', 'use'), 64, /context use NAME/u);
  refusedWith(await run('context', 'use', 'nope'), 1, /"nope".*context list/u);
  refusedWith(await run('context', 'save', 'a/b', '--endpoints', 'x'), 64, /"a\/b"/u);
  refusedWith(await run('context', 'save', 'a'), 64, /--endpoints/u);
  refusedWith(
    await run('context', 'save', 'a', '--endpoints', 'x', '--cacert', '/no/ca.crt'),
    1,
    /\/no\/ca\.crt/u,
  );
  refusedWith(await run('status', '--context', 'nope'), 1, /"nope"/u);
  assert.equal((await run('context', 'save', 'a', '--endpoints', 'x')).code, 0);
  const file = path.join(home, 'etcdscope', 'contexts.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"endpoints"', '"endpoint"'));
  refusedWith(await run('status', '--context', 'a'), 1, /contexts\.json: .*"endpoint".*unknown/u);
});

test('connecting by a context: TLS, a password from a file, its name in the inspector', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const authority = await createAuthority();
  t.after(authority.remove);
  const server = await authority.issue({ commonName: 'server', hosts: loopbackHosts });
  const etcd = await startEtcd({
    version: '3.4',
    tls: { server, authorityFile: authority.certificateFile },
    auth: { rootPassword: 'secret of root' },
  });
  t.after(etcd.stop);
  const home = await directory(t);
  const env = { XDG_CONFIG_HOME: home, XDG_STATE_HOME: home };
  const passwordFile = path.join(home, 'password');
  await writeFile(passwordFile, 'secret of root\n', { mode: 0o600 });
  const flags = ['--endpoints', etcd.endpoints.join(','), '--cacert', authority.certificateFile];
  const user = ['--user', 'root', '--password-file', passwordFile];
  assert.equal((await runProgram(['context', 'save', 'prod', ...flags, ...user], { env })).code, 0);

  await etcd.etcdctl('put', 'a', 'b');
  const got = await runProgram(['get', 'a', '--context', 'prod'], { env });
  assert.deepEqual([got.code, got.stdout, got.stderr], [0, 'a\nb\n', '']);
  const elsewhere = { ...env, ETCDCTL_ENDPOINTS: 'http://127.0.0.1:1' };
  assert.equal((await runProgram(['get', 'a', '--context', 'prod'], { env: elsewhere })).stdout, 'a\nb\n');

  assert.equal((await runProgram(['context', 'use', 'prod'], { env })).code, 0);
  const current = await runProgram(['get', 'a'], { env });
  assert.deepEqual([current.stdout, current.stderr], ['a\nb\n', 'using the saved context prod\n']);

  const terminal = openTerminal(['--write'], { env });
  t.after(() => terminal.kill());
  await terminal.see(/etcdscope +prod /u);
  terminal.type('q');
  assert.equal(await terminal.exited, 0);

  const confirming = openTerminal(['compact', '2', '--context', 'prod'], { env });
  t.after(() => confirming.kill());
  await confirming.see('Type prod to go on');
  confirming.type('127.0.0.1\r');
  assert.equal(await confirming.exited, 1);
});
