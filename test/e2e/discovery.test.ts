import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { createHostTree, type HostTree, kubeadmManifest } from '../connect/discovery/host-tree.js';
import { bundle } from '../support/bundle.js';
import {
  type CertificateAuthority,
  type CertificateFiles,
  createAuthority,
  loopbackHosts,
} from '../support/certificates.js';
import { findEtcd, haveEtcd, skip } from '../support/etcd-binaries.js';
import { spawnEtcd } from '../support/etcd-process.js';
import { freePorts } from '../support/free-ports.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { type Finished, runProgram } from './run-program.js';
import { openTerminal } from './terminal.js';

const pki = '/etc/kubernetes/pki/etcd';
const manifestPath = '/etc/kubernetes/manifests/etcd.yaml';
const foundText = `found kubeadm manifest ${manifestPath}, using the`;

let authority: CertificateAuthority;
let server: CertificateFiles;
let client: CertificateFiles;
let home: string;

before(async () => {
  authority = await createAuthority();
  server = await authority.issue({ commonName: 'server', hosts: loopbackHosts });
  client = await authority.issue({ commonName: 'kube-etcd-healthcheck-client' });
  home = await mkdtemp(path.join(tmpdir(), 'etcdscope-home-'));
});

after(async () => {
  await authority.remove();
  await rm(home, { recursive: true, force: true });
});

const tls = () => ({ server, client, authorityFile: authority.certificateFile, requireClient: true });

/** A master as kubeadm leaves it, with etcd at work; its files are below a directory of their own. */
async function master(
  t: TestContext,
  etcd: RunningEtcd,
  own = 0,
): Promise<{ readonly host: HostTree; readonly env: Readonly<Record<string, string>> }> {
  const host = await createHostTree();
  t.after(host.remove);
  const url = etcd.endpoints[own] ?? '';
  await host.write({
    [manifestPath]: kubeadmManifest([`--listen-client-urls=${url}`, `--advertise-client-urls=${url}`]),
    [`${pki}/ca.crt`]: authority.certificate,
  });
  await host.writePair(`${pki}/server`, server);
  await host.writePair(`${pki}/peer`, server);
  await host.writePair(`${pki}/healthcheck-client`, client);
  return { host, env: environment(host) };
}

const environment = ({ root }: HostTree) => ({ ETCDSCOPE_ROOT: root, XDG_CONFIG_HOME: home });

async function started(t: TestContext): Promise<RunningEtcd> {
  const etcd = await startEtcd({ version: '3.4', tls: tls() });
  t.after(etcd.stop);
  return etcd;
}

test('on a master every command connects without a flag, and says what it found', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await started(t);
  await etcd.etcdctl('put', '/registry/a', 'b');
  const { env } = await master(t, etcd);
  for (const args of [['status'], ['health'], ['members'], ['get', '/registry/a'], ['tree', '/']]) {
    const { code, stdout, stderr } = await runProgram(args, { env });
    assert.equal(code, 0, stderr);
    assert.ok(stderr.startsWith(`${foundText} healthcheck-client certificate\n`), stderr);
    assert.doesNotMatch(stdout, /found/u);
  }
  const triage = await runProgram(['triage'], { env });
  assert.notEqual(triage.code, 3, triage.stderr);
  const json = await runProgram(['get', '/registry/a', '-w', 'json'], { env });
  assert.equal(json.stderr, '');
  assert.equal(JSON.parse(json.stdout).kvs[0].value, 'b');
  const watched = await runProgram(['watch', '/registry/', '--rev', '1', '--max-events', '1'], { env });
  assert.match(watched.stdout, /\/registry\/a/u);
});

test('the inspector shows how it was found', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await started(t);
  const { env } = await master(t, etcd);
  const terminal = openTerminal([], { env });
  t.after(() => terminal.kill());
  await terminal.see('kubeadm');
  await terminal.see((etcd.endpoints[0] ?? '').replace('https://', ''));
  terminal.type('q');
  assert.equal(await terminal.exited, 0);
});

test('an expired client certificate gives way to the next, and is named with the fix', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await started(t);
  const { host, env } = await master(t, etcd);
  const expired = await authority.issue({
    commonName: 'expired',
    validFrom: new Date('2020-01-01T00:00:00Z'),
    validTo: new Date('2021-02-03T00:00:00Z'),
  });
  await host.writePair(`${pki}/healthcheck-client`, expired);
  await host.writePair('/etc/kubernetes/pki/apiserver-etcd-client', client);
  const { code, stderr } = await runProgram(['status'], { env });
  assert.equal(code, 0, stderr);
  assert.ok(stderr.startsWith(`${foundText} apiserver-etcd-client certificate\n`), stderr);
  assert.match(
    stderr,
    /passed over: .*healthcheck-client\.crt .*expired on 2021-02-03: .*kubeadm certs renew etcd-healthcheck-client/u,
  );
});

test('given flags win over what was found', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await started(t);
  const { host, env } = await master(t, etcd);
  await rm(path.join(host.root, pki), { recursive: true });
  const own = [
    '--cacert',
    authority.certificateFile,
    '--cert',
    client.certificateFile,
    '--key',
    client.keyFile,
  ];
  const { code, stderr } = await runProgram(['status', ...own], { env });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /the given client certificate/u);
});

test("when this host's member is dead the others are asked", async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await started(t);
  const [port] = await freePorts(1);
  const { host, env } = await master(t, etcd);
  // The one address that differs is the host: the other member is asked on the own client port.
  const url = etcd.endpoints[0] ?? '';
  const name = new URL(url);
  await host.write({
    [manifestPath]: kubeadmManifest([
      `--listen-client-urls=https://127.0.0.1:${port}`,
      `--advertise-client-urls=https://127.0.0.2:${name.port}`,
      '--initial-cluster=m1=https://127.0.0.2:2380,m2=https://localhost:2380',
    ]),
  });
  const { code, stdout, stderr } = await runProgram(['members'], { env });
  assert.equal(code, 0, stderr);
  assert.match(stderr, new RegExp(`other members are asked: https://localhost:${name.port}`, 'u'));
  assert.match(stdout, /m1/u);
});

/** Runs it as somebody who may not read what is root's; without being root nobody may read what nobody may. */
async function runUnprivileged(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  const isRoot = process.getuid?.() === 0;
  const child = spawn(process.execPath, [bundle, ...args], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', ...env },
    ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
  });
  const [stdout, stderr, code] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject)),
  ]);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

test('files that only root may read: it says so, and to run with sudo', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const version = await runUnprivileged(['--version'], {});
  if (version.code !== 0) {
    skip(t, `the program cannot be run as another user here: ${version.stderr}`);
    return;
  }
  const { host, env } = await master(t, await started(t));
  const keys = ['healthcheck-client', 'server', 'peer'].map((name) => `${pki}/${name}.key`);
  for (const name of [manifestPath, `${pki}/ca.crt`, ...keys.map((key) => key.replace('.key', '.crt'))]) {
    await chmod(path.join(host.root, name), 0o644);
  }
  await chmod(home, 0o755);
  for (const key of keys) {
    await chmod(path.join(host.root, key), 0);
  }
  const withoutKeys = await runUnprivileged(['status'], env);
  assert.equal(withoutKeys.code, 1);
  assert.match(withoutKeys.stderr, /healthcheck-client\.key .*may not be read by this user: run with sudo/u);
  await chmod(path.join(host.root, manifestPath), 0);
  const withoutManifest = await runUnprivileged(['triage'], env);
  assert.equal(withoutManifest.code, 3);
  assert.match(withoutManifest.stderr, /etcd\.yaml \(kubeadm\) may not be read by this user: run with sudo/u);
});

test('an etcd that made its own certificate (--auto-tls) is known by it', async (t) => {
  const binaries = haveEtcd(t, '3.4') ? findEtcd('3.4') : undefined;
  if (binaries === undefined) {
    return;
  }
  const host = await createHostTree();
  t.after(host.remove);
  const [clientPort, peerPort] = await freePorts(2);
  const [url, peerUrl] = [`https://127.0.0.1:${clientPort}`, `http://127.0.0.1:${peerPort}`];
  const etcd = await spawnEtcd(binaries.etcd, [
    `--data-dir=${path.join(host.root, 'var/lib/etcd')}`,
    '--auto-tls',
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
  ]);
  t.after(() => etcd.end('SIGKILL'));
  await host.write({
    '/etc/etcd.env': `ETCD_DATA_DIR=/var/lib/etcd\nETCD_AUTO_TLS=true\nETCD_LISTEN_CLIENT_URLS=${url}\n`,
  });
  const { code, stdout, stderr } = await runProgram(['status'], { env: environment(host) });
  assert.equal(code, 0, stdout);
  assert.equal(stderr, "found etcd's settings in /etc/etcd.env, using no client certificate\n");
});

test('nothing to be found: one message on what was tried, and what to do', async (t) => {
  const host = await createHostTree();
  t.after(host.remove);
  const { code, stdout, stderr } = await runProgram(['status'], { env: environment(host) });
  if (stderr.includes('found an etcd that answers') || stderr.includes('it speaks TLS')) {
    skip(t, 'something listens at 127.0.0.1:2379 on this machine');
    return;
  }
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^etcdscope: found no etcd; this was tried, in this order:\n {2}--endpoints/u);
  assert.match(stderr, /kubeadm +nothing at \/etc\/kubernetes\/manifests\/etcd\.yaml/u);
  assert.match(stderr, /127\.0\.0\.1:2379 +no etcd answers/u);
  assert.match(stderr, /etcdscope local --demo\n$/u);
  assert.doesNotMatch(stderr, /\n\s+at |undefined/u);
  const misused = await runProgram(['get', 'a', '--limit', '-1'], { env: environment(host) });
  assert.equal(misused.code, 64);
});
