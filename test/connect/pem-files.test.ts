import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConnectionError } from '../../source/connect/connection-error.js';
import { parseConnection } from '../../source/connect/parse-connection.js';
import type { ReadFile } from '../../source/connect/pem-files.js';
import { createAuthority } from '../support/certificates.js';

const authority = await createAuthority();
after(authority.remove);
const client = await authority.issue({ commonName: 'client' });
const other = await authority.issue({ commonName: 'other' });
const expired = await authority.issue({
  commonName: 'expired',
  validFrom: new Date('2020-01-01T00:00:00Z'),
  validTo: new Date('2021-02-03T00:00:00Z'),
});

function parse(flags: Readonly<Record<string, string>>, read: ReadFile = readFile, nowMs = Date.now()) {
  return parseConnection({ flags: new Map(Object.entries(flags)), env: {}, readFile: read, nowMs });
}

async function refuses(attempt: Promise<unknown>, ...parts: readonly string[]): Promise<void> {
  await assert.rejects(attempt, (error) => {
    assert.ok(error instanceof ConnectionError, String(error));
    for (const part of parts) {
      assert.ok(error.message.includes(part), `"${error.message}" lacks "${part}"`);
    }
    return true;
  });
}

/** Fails as the file system does for a user who may not read. */
const forbidden: ReadFile = () => Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' }));

test('CA, certificate and key are read', async () => {
  const { tls } = await parse({
    cacert: authority.certificateFile,
    cert: client.certificateFile,
    key: client.keyFile,
    'tls-server-name': 'etcd.example',
  });
  assert.equal(tls?.ca?.toString(), authority.certificate);
  assert.equal(tls?.certificate?.toString(), client.certificate);
  assert.equal(tls?.key?.toString(), client.key);
  assert.equal(tls?.serverName, 'etcd.example');
  assert.equal(tls?.skipVerify, false);
});

test('a certificate and a key go together', async () => {
  await refuses(parse({ cert: client.certificateFile }), '--cert', '--key');
  await refuses(parse({ key: client.keyFile }), '--key', '--cert');
});

test('files that are missing, forbidden, a directory', async () => {
  await refuses(parse({ cacert: '/no/ca.crt' }), '/no/ca.crt', '--cacert', 'does not exist');
  await refuses(parse({ cacert: '/etc/kubernetes/pki/etcd/ca.crt' }, forbidden), 'may not be read', 'root');
  await refuses(parse({ cacert: authority.directory }), 'is a directory');
  await refuses(parse({ cacert: '' }), '--cacert', 'empty');
});

test('files that are no PEM', async () => {
  await refuses(parse({ cacert: client.keyFile }), client.keyFile, 'no PEM certificate');
  const torn = join(authority.directory, 'torn.crt');
  await writeFile(torn, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  await refuses(parse({ cacert: torn }), torn, 'no PEM certificate');
  await refuses(
    parse({ cert: client.certificateFile, key: client.certificateFile }),
    client.certificateFile,
    'no PEM private key',
  );
});

test('a key of another certificate', async () => {
  await refuses(
    parse({ cert: client.certificateFile, key: other.keyFile }),
    other.keyFile,
    'does not belong',
  );
});

test('a key behind a passphrase', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const locked = join(authority.directory, 'locked.key');
  await writeFile(
    locked,
    privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
  );
  await refuses(parse({ cert: client.certificateFile, key: locked }), locked, 'passphrase');
});

test('an expired certificate is named with its date', async () => {
  await refuses(
    parse({ cert: expired.certificateFile, key: expired.keyFile }),
    expired.certificateFile,
    '2021-02-03',
  );
  await parse(
    { cert: expired.certificateFile, key: expired.keyFile },
    readFile,
    Date.parse('2021-02-02T00:00:00Z'),
  );
});

test('a CA bundle is expired only when all of it is', async () => {
  await refuses(parse({ cacert: expired.certificateFile }), expired.certificateFile, '2021-02-03');
  const bundle = join(authority.directory, 'bundle.crt');
  await writeFile(bundle, `${expired.certificate}\n${authority.certificate}`);
  assert.notEqual((await parse({ cacert: bundle })).tls?.ca, undefined);
});
