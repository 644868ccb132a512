import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadTokenScheme } from '../../../node-core/config/auth-token.js';

const refused = (text: string, message: string | RegExp) =>
  assert.rejects(loadTokenScheme(text, 300_000), { name: 'ConfigError', message });

async function writeKeys(
  t: TestContext,
  keys: Readonly<Record<string, KeyObject | string>>,
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-keys-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  for (const [name, key] of Object.entries(keys)) {
    await writeFile(join(directory, name), typeof key === 'string' ? key : pemOf(key));
  }
  return directory;
}

function pemOf(key: KeyObject): string | Buffer {
  return key.type === 'private'
    ? key.export({ type: 'pkcs8', format: 'pem' })
    : key.export({ type: 'spki', format: 'pem' });
}

test('simple tokens get their time, no scheme is a scheme too', async () => {
  assert.deepEqual(await loadTokenScheme('simple', 7_000), { kind: 'simple', ttlMs: 7_000 });
  assert.deepEqual(await loadTokenScheme('', 7_000), { kind: 'none' });
});

test('a scheme that cannot be followed is refused in a sentence', async () => {
  await refused('magic', '--auth-token must be simple, or jwt with its options, not "magic"');
  await refused('jwt,priv-key', '--auth-token: "priv-key" is not option=value');
  await refused('jwt,ttl=1s,ttl=2s', '--auth-token gives ttl twice');
  await refused('jwt', /^--auth-token: sign-method must be one of RS256, .*, not ""$/);
  await refused('jwt,sign-method=none', /not "none"$/);
  await refused('jwt,sign-method=HS256', /HS256 needs a secret in the file of priv-key/);
  await refused('jwt,sign-method=ES256', /ES256 needs priv-key, or pub-key to verify tokens only/);
  await refused('jwt,sign-method=ES256,priv-key=/nowhere', /priv-key cannot be read: ENOENT/);
});

test('keys must be there, be of the method and belong together', async (t) => {
  const first = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const second = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const directory = await writeKeys(t, {
    'first.key': first.privateKey,
    'first.pub': first.publicKey,
    'second.pub': second.publicKey,
    words: 'no key at all',
  });
  const jwt = (method: string, options: string) =>
    `jwt,sign-method=${method},${options.replaceAll('=', `=${directory}/`)}`;
  const scheme = await loadTokenScheme(jwt('ES256', 'priv-key=first.key,pub-key=first.pub'), 0);
  assert.ok(scheme.kind === 'jwt' && scheme.keys.signKey !== undefined);
  assert.equal(scheme.ttlMs, 300_000, "etcd's time, whatever simple tokens have");
  const timed = await loadTokenScheme(`${jwt('ES256', 'priv-key=first.key')},ttl=1h30m`, 0);
  assert.ok(timed.kind === 'jwt' && timed.ttlMs === 5_400_000);
  const verifying = await loadTokenScheme(jwt('ES256', 'pub-key=first.pub'), 0);
  assert.ok(verifying.kind === 'jwt' && verifying.keys.signKey === undefined);
  await refused(jwt('ES256', 'priv-key=first.key,pub-key=second.pub'), /pub-key is not the public key of/);
  await refused(jwt('ES384', 'priv-key=first.key'), /priv-key is not a key for ES384/);
  await refused(jwt('RS256', 'priv-key=first.key'), /priv-key is not a key for RS256/);
  await refused(jwt('EdDSA', 'pub-key=first.pub'), /pub-key is not a key for EdDSA/);
  await refused(jwt('ES256', 'priv-key=words'), /priv-key holds no such key in PEM form/);
});
