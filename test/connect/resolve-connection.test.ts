import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, type TestContext, test } from 'node:test';
import { ConnectionError } from '../../source/connect/connection-error.js';
import {
  noContexts,
  type SavedContexts,
  type SavedFlagName,
} from '../../source/connect/contexts/saved-context.js';
import { machineHostFiles } from '../../source/connect/discovery/host-files.js';
import { parseConnection } from '../../source/connect/parse-connection.js';
import {
  type Resolved,
  type ResolveInputs,
  resolveConnection,
} from '../../source/connect/resolve-connection.js';
import { createAuthority } from '../support/certificates.js';
import { createHostTree, type HostTree, kubeadmManifest, kubeadmUrls } from './discovery/host-tree.js';

const authority = await createAuthority();
after(authority.remove);
const client = await authority.issue({ commonName: 'client' });
const own = await authority.issue({ commonName: 'own' });

interface Situation {
  readonly flags?: Readonly<Record<string, string | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly context?: string;
  readonly saved?: SavedContexts;
  readonly host?: HostTree;
  readonly loopback?: Awaited<ReturnType<ResolveInputs['askLoopback']>>;
  readonly isDown?: boolean;
}

function inputs(situation: Situation): ResolveInputs {
  return {
    flags: new Map(Object.entries(situation.flags ?? {})),
    env: situation.env ?? {},
    contextName: situation.context,
    nowMs: Date.now(),
    host: machineHostFiles(situation.host?.root ?? '/nonexistent'),
    readContexts: async () => situation.saved ?? noContexts,
    askLoopback: async () => situation.loopback ?? 'silence',
    acceptsConnections: async () => situation.isDown !== true,
  };
}

const resolve = (situation: Situation): Promise<Resolved> => resolveConnection(inputs(situation));

/** What a client is made of in the end. */
async function connection(situation: Situation, askPassword?: (user: string) => Promise<string>) {
  const { flags, nowMs } = inputs(situation);
  const { ground, env } = await resolve(situation);
  return parseConnection({ flags, env, ground, readFile: (path) => readFile(path), nowMs, askPassword });
}

type Values = readonly (readonly [SavedFlagName, string])[];

const saved = (values: Values, current?: string): SavedContexts => ({
  current,
  contexts: new Map([['prod', { values: new Map(values) }]]),
});
const prod: Values = [['endpoints', 'https://prod:2379']];

async function master(t: TestContext): Promise<HostTree> {
  const host = await createHostTree();
  t.after(host.remove);
  await host.write({
    '/etc/kubernetes/manifests/etcd.yaml': kubeadmManifest(kubeadmUrls),
    '/etc/kubernetes/pki/etcd/ca.crt': authority.certificate,
  });
  await host.writePair('/etc/kubernetes/pki/etcd/healthcheck-client', client);
  return host;
}

test('given endpoints come before everything else', async (t) => {
  const host = await master(t);
  const flag = { endpoints: 'http://flag:1' };
  const env = { ETCDCTL_ENDPOINTS: 'http://env:1' };
  const all = { env, host, saved: saved(prod, 'prod'), loopback: 'plain' } as const;
  assert.equal((await resolve({ ...all, flags: flag })).source, 'flags');
  assert.deepEqual((await connection({ ...all, flags: flag })).endpoints, ['http://flag:1']);
  assert.equal((await resolve(all)).source, 'environment');
  assert.deepEqual((await connection(all)).endpoints, ['http://env:1']);
});

test('then the context in use, then the host, then loopback', async (t) => {
  const host = await master(t);
  const current = await resolve({ host, saved: saved(prod, 'prod'), loopback: 'plain' });
  assert.deepEqual([current.source, current.contextName], ['context', 'prod']);
  assert.match(current.notes.join(), /saved context prod/u);
  const discovered = await resolve({ host, saved: saved(prod), loopback: 'plain' });
  assert.deepEqual([discovered.source, discovered.contextName], ['kubeadm', undefined]);
  assert.deepEqual(discovered.notes, [
    'found kubeadm manifest /etc/kubernetes/manifests/etcd.yaml, using the healthcheck-client certificate',
  ]);
  const loopback = await resolve({ loopback: 'plain' });
  assert.equal(loopback.source, 'loopback');
  assert.deepEqual((await connection({ loopback: 'plain' })).endpoints, ['http://127.0.0.1:2379']);
});

test('a context that is typed is meant, whatever the shell exports', async () => {
  const env = {
    ETCDCTL_ENDPOINTS: 'https://staging:1',
    ETCDCTL_USER: 'root',
    ETCDCTL_PASSWORD: 'of staging',
    ETCDCTL_CACERT: '/of/staging',
    ETCDCTL_DIAL_TIMEOUT: '7s',
  };
  const situation = { env, context: 'prod', saved: saved(prod) };
  const { notes, contextName } = await resolve(situation);
  assert.equal(contextName, 'prod');
  assert.match(notes.join(), /ETCDCTL_ENDPOINTS/u);
  const options = await connection(situation);
  assert.deepEqual(options.endpoints, ['https://prod:2379']);
  assert.deepEqual([options.tls, options.user, options.dialTimeoutMs], [undefined, undefined, 7_000]);
});

test('a context that asks for a password takes it from the variable or the operator', async () => {
  const situation = { context: 'prod', saved: saved([...prod, ['user', 'reader']]) };
  const withVariable = await connection({ ...situation, env: { ETCDCTL_PASSWORD: 's' } });
  assert.deepEqual(withVariable.user, { name: 'reader', password: 's' });
  const asked = await connection(situation, async (user) => `of ${user}`);
  assert.deepEqual(asked.user, { name: 'reader', password: 'of reader' });
});

test('other endpoints may be another cluster: it does not go by the context’s name', async () => {
  const situation = { flags: { endpoints: 'https://one:1' }, context: 'prod', saved: saved(prod) };
  const { contextName, source } = await resolve(situation);
  assert.equal(contextName, undefined);
  assert.match(source, /prod.*--endpoints/u);
  assert.deepEqual((await connection(situation)).endpoints, ['https://one:1']);
});

test('a context that is not saved', async () => {
  await assert.rejects(resolve({ context: 'nope' }), ConnectionError);
});

test('given flags win over what was found, pairs as a whole', async (t) => {
  const host = await master(t);
  const pair = { cert: own.certificateFile, key: own.keyFile };
  const { tls, endpoints } = await connection({ host, flags: pair });
  assert.equal(tls?.certificate?.toString(), own.certificate);
  assert.equal(tls?.key?.toString(), own.key);
  assert.equal(tls?.ca?.toString(), authority.certificate);
  assert.equal(endpoints[0], 'https://127.0.0.1:2379');
  await assert.rejects(
    connection({ host, flags: { cert: own.certificateFile } }),
    /without its private key/u,
  );
  const half = { env: { ETCDCTL_CERT: own.certificateFile, ETCDCTL_KEY: own.keyFile }, host };
  assert.equal((await connection(half)).tls?.certificate?.toString(), own.certificate);
});

test('a user that is given does not get the password of the context', async () => {
  const situation = {
    context: 'prod',
    saved: saved([...prod, ['user', 'reader'], ['password-file', '/no/such/file']]),
  };
  const { user } = await connection({ ...situation, flags: { user: 'root:s' } });
  assert.deepEqual(user, { name: 'root', password: 's' });
  const { user: same } = await connection({ ...situation, flags: { password: 's' } });
  assert.deepEqual(same, { name: 'reader', password: 's' });
});

test('half a pair is not completed from a context, nor its password by what the shell exports', async (t) => {
  const pair: Values = [...prod, ['cert', client.certificateFile], ['key', client.keyFile]];
  await assert.rejects(
    connection({ context: 'prod', saved: saved(pair), flags: { cert: own.certificateFile } }),
    /without its private key/u,
  );
  const host = await master(t);
  await host.write({ '/password': 'of the context\n' });
  const file: Values = [...prod, ['user', 'reader'], ['password-file', `${host.root}/password`]];
  const { user } = await connection({
    context: 'prod',
    saved: saved(file),
    env: { ETCDCTL_PASSWORD: 'of another cluster' },
  });
  assert.deepEqual(user, { name: 'reader', password: 'of the context' });
});

test('TLS on loopback is taken when there is something to show, and named when there is not', async () => {
  await assert.rejects(resolve({ loopback: 'tls' }), /127\.0\.0\.1:2379 {2}it speaks TLS: give --cacert/u);
  const flags = { cacert: authority.certificateFile };
  assert.deepEqual((await connection({ loopback: 'tls', flags })).endpoints, ['https://127.0.0.1:2379']);
  await assert.rejects(resolve({ loopback: 'plain', flags }), /without TLS/u);
});

test('what was in the way before loopback answered is said', async (t) => {
  const host = await createHostTree();
  t.after(host.remove);
  await host.write({ '/etc/kubernetes/manifests/etcd.yaml': '&x' });
  const { notes } = await resolve({ host, loopback: 'plain' });
  assert.match(notes.join('\n'), /etcd\.yaml.*anchors.*\n.*answers at http:\/\/127\.0\.0\.1:2379/u);
});

test('when there is nothing, everything that was tried is told, and what to do', async () => {
  await assert.rejects(resolve({}), (error) => {
    assert.ok(error instanceof ConnectionError);
    const lines = error.message.split('\n');
    const tried = [
      '--endpoints',
      '--context',
      'kubeadm',
      'k3s',
      'RKE2',
      'OpenShift',
      'service',
      'API server',
    ];
    assert.deepEqual(
      lines.slice(1, -1).map((line) => line.trim().split('  ')[0]),
      [...tried, '127.0.0.1:2379'],
    );
    assert.match(lines.at(-1) ?? '', /--endpoints https:\/\/HOST:PORT.*etcdscope local --demo/u);
    return true;
  });
});

test('when the member of this host is down, the others that it began with are asked', async (t) => {
  const host = await master(t);
  assert.deepEqual((await connection({ host })).endpoints, ['https://127.0.0.1:2379']);
  const { notes } = await resolve({ host, isDown: true });
  assert.match(
    notes.at(-1) ?? '',
    /127\.0\.0\.1:2379, so other members are asked: https:\/\/10\.0\.0\.2:2379$/u,
  );
  assert.deepEqual((await connection({ host, isDown: true })).endpoints, [
    'https://127.0.0.1:2379',
    'https://10.0.0.2:2379',
  ]);
});
