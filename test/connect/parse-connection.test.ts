import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ConnectionError } from '../../source/connect/connection-error.js';
import { connectionFlags } from '../../source/connect/flags.js';
import {
  type ConnectionInputs,
  endpointsAreGiven,
  parseConnection,
} from '../../source/connect/parse-connection.js';

type Flags = Readonly<Record<string, string | boolean>>;

function inputs(
  flags: Flags,
  env: ConnectionInputs['env'] = {},
  more: Partial<ConnectionInputs> = {},
): ConnectionInputs {
  return { flags: new Map(Object.entries(flags)), env, readFile, nowMs: Date.now(), ...more };
}

const parse = (flags: Flags, env: ConnectionInputs['env'] = {}, more: Partial<ConnectionInputs> = {}) =>
  parseConnection(inputs(flags, env, more));

const files = (contents: Readonly<Record<string, string>>) => ({
  readFile: async (path: string) => Buffer.from(contents[path] ?? assert.fail(`reads ${path}`)),
});

/** The call is refused with a sentence that has all these parts. */
async function refuses(attempt: Promise<unknown>, ...parts: readonly string[]): Promise<void> {
  await assert.rejects(attempt, (error) => {
    assert.ok(error instanceof ConnectionError, String(error));
    for (const part of parts) {
      assert.ok(error.message.includes(part), `"${error.message}" lacks "${part}"`);
    }
    assert.match(error.message, /^[^\n]+\.$/u);
    return true;
  });
}

test("without anything: etcdctl's defaults", async () => {
  assert.deepEqual(await parse({}), {
    endpoints: ['http://127.0.0.1:2379'],
    tls: undefined,
    user: undefined,
    dialTimeoutMs: 2_000,
    commandTimeoutMs: 5_000,
    keepaliveTimeMs: 2_000,
    keepaliveTimeoutMs: 6_000,
  });
  assert.equal(endpointsAreGiven(new Map(), {}), false);
});

test('endpoints: a list, with and without scheme and port, each once', async () => {
  const { endpoints } = await parse({ endpoints: 'a:1, https://b ,http://[::1]:2379,a:1,10.0.0.1,' });
  assert.deepEqual(endpoints, ['http://a:1', 'https://b:2379', 'http://[::1]:2379', 'http://10.0.0.1:2379']);
});

test('an endpoint without scheme has TLS when anything about TLS was said', async () => {
  for (const flags of [
    { 'insecure-skip-tls-verify': true },
    { 'tls-server-name': 'etcd' },
    { 'insecure-transport': false },
  ]) {
    assert.deepEqual((await parse({ endpoints: 'a:1', ...flags })).endpoints, ['https://a:1']);
  }
  assert.deepEqual((await parse({ endpoints: 'a:1', 'insecure-transport': true })).endpoints, ['http://a:1']);
});

test('an explicit scheme stands', async () => {
  const { endpoints } = await parse({
    endpoints: 'http://a:1,https://b:2',
    'insecure-skip-tls-verify': true,
  });
  assert.deepEqual(endpoints, ['http://a:1', 'https://b:2']);
});

test('endpoints that cannot be used', async () => {
  await refuses(parse({ endpoints: 'unix:///run/etcd.sock' }), 'unix sockets', '/run/etcd.sock');
  await refuses(parse({ endpoints: 'unixs://localhost:1' }), 'unix sockets');
  await refuses(parse({ endpoints: 'ftp://a:1' }), '--endpoints', 'ftp://a:1');
  await refuses(parse({ endpoints: 'a:99999' }), 'a:99999');
  await refuses(parse({ endpoints: 'a:0' }), 'a:0');
  await refuses(parse({ endpoints: '::1' }), '::1', 'IPv6');
  await refuses(parse({ endpoints: 'http://a:1/v3' }), '/v3');
  await refuses(parse({ endpoints: ' , ' }), 'no endpoint');
  await refuses(parse({}, { ETCDCTL_ENDPOINTS: 'a b' }), 'ETCDCTL_ENDPOINTS');
  await refuses(parse({ endpoints: 'http://a:1', 'insecure-transport': 'false' }), 'http://a:1', 'https://');
});

test('a password inside an endpoint is refused and not repeated', async () => {
  await assert.rejects(parse({ endpoints: 'https://root:hunter2@a:1' }), (error) => {
    assert.ok(error instanceof ConnectionError && !error.message.includes('hunter2'));
    return true;
  });
});

test('every flag but two has its etcdctl variable, and a flag beats it', async () => {
  for (const { name, ...flag } of connectionFlags) {
    const variable = `ETCDCTL_${name.toUpperCase().replaceAll('-', '_')}`;
    const expected = name === 'tls-server-name' || name === 'password-file' ? undefined : variable;
    assert.equal('environment' in flag ? flag.environment : undefined, expected);
  }
  const env = { ETCDCTL_ENDPOINTS: 'env:1', ETCDCTL_DIAL_TIMEOUT: '7s' };
  assert.deepEqual((await parse({}, env)).endpoints, ['http://env:1']);
  const both = await parse({ endpoints: 'flag:1' }, env);
  assert.deepEqual(both.endpoints, ['http://flag:1']);
  assert.equal(both.dialTimeoutMs, 7_000);
  assert.equal(endpointsAreGiven(new Map(), env), true);
});

test('an empty variable counts as unset', async () => {
  assert.deepEqual(
    await parse({}, { ETCDCTL_ENDPOINTS: '', ETCDCTL_CERT: '', ETCDCTL_USER: '' }),
    await parse({}),
  );
});

test('durations, and what is none', async () => {
  const options = await parse({
    'dial-timeout': '300ms',
    'command-timeout': '1m30s',
    'keepalive-timeout': '2s',
  });
  assert.deepEqual(
    [options.dialTimeoutMs, options.commandTimeoutMs, options.keepaliveTimeoutMs],
    [300, 90_000, 2_000],
  );
  for (const text of ['5', '0s', '-1s', 'soon', '1000h']) {
    await refuses(parse({ 'command-timeout': text }), '--command-timeout', `"${text}"`);
  }
  await refuses(parse({}, { ETCDCTL_KEEPALIVE_TIME: '1' }), 'ETCDCTL_KEEPALIVE_TIME');
});

test('booleans from variables, spelled as Go does', async () => {
  assert.equal((await parse({}, { ETCDCTL_INSECURE_SKIP_TLS_VERIFY: 'T' })).tls?.skipVerify, true);
  assert.equal((await parse({}, { ETCDCTL_INSECURE_SKIP_TLS_VERIFY: '0' })).tls, undefined);
  await refuses(parse({}, { ETCDCTL_INSECURE_SKIP_TLS_VERIFY: 'yes' }), '"yes"');
});

test('user and password: together, apart, from a file, asked for', async () => {
  const user = async (...args: Parameters<typeof parse>) => (await parse(...args)).user;
  const rootWithS = { name: 'root', password: 's' };
  assert.deepEqual(await user({ user: 'root:s' }), rootWithS);
  assert.deepEqual(await user({ user: 'root', password: 's' }), rootWithS);
  assert.deepEqual(await user({}, { ETCDCTL_USER: 'root:s' }), rootWithS);
  assert.deepEqual(await user({ user: 'root' }, { ETCDCTL_PASSWORD: 's' }), rootWithS);
  assert.deepEqual(await user({ user: 'root:a:b' }), { name: 'root', password: 'a:b' });
  assert.deepEqual(await user({ user: 'root:' }), { name: 'root', password: '' });
  assert.deepEqual(await user({ user: 'a:b', password: 's' }), { name: 'a:b', password: 's' });
  assert.deepEqual(await user({ user: 'root:s' }, { ETCDCTL_PASSWORD: 'old' }), rootWithS);
  assert.deepEqual(await user({ password: 's' }, { ETCDCTL_USER: 'root:old' }), rootWithS);
  const file = { user: 'root', 'password-file': '/pw' };
  assert.deepEqual(await user(file, {}, files({ '/pw': 's\n' })), rootWithS);
  assert.deepEqual(await user(file, {}, files({ '/pw': 's\r\nnext' })), rootWithS);
  assert.deepEqual(await user({ user: 'root' }, {}, { askPassword: async (name) => `${name}!` }), {
    name: 'root',
    password: 'root!',
  });
});

test('passwords that cannot be used', async () => {
  await refuses(parse({ user: 'root' }), '"root"', '--password-file', 'ETCDCTL_PASSWORD');
  await refuses(parse({ password: 's' }), '--user');
  await refuses(
    parse({ user: 'root', password: 's', 'password-file': '/pw' }, {}, files({ '/pw': 's' })),
    'both',
  );
  await refuses(parse({ user: 'root', 'password-file': '/no/such/file' }), '/no/such/file', 'does not exist');
  assert.equal((await parse({}, { ETCDCTL_PASSWORD: 'left over in a shell' })).user, undefined);
});
