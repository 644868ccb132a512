import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { type ClientSessionOptions, connect, type SecureClientSessionOptions } from 'node:http2';
import { get } from 'node:https';
import { type TestContext, test } from 'node:test';
import { type CertificateAuthority, createAuthority } from '../../support/certificates.js';
import { tlsOf } from '../config/tls-source.js';
import { startEchoServer } from './echo-server.js';

async function authority(t: TestContext): Promise<CertificateAuthority> {
  const created = await createAuthority();
  t.after(() => created.remove());
  return created;
}

async function startTls(
  t: TestContext,
  ca: CertificateAuthority,
  requireClientCert: boolean,
): Promise<number> {
  const server = await ca.issue({ commonName: 'server', hosts: ['127.0.0.1', 'localhost'] });
  const tls = tlsOf({
    certFile: server.certificateFile,
    keyFile: server.keyFile,
    trustedCaFile: requireClientCert ? ca.certificateFile : undefined,
    requireClientCert,
  });
  return (await startEchoServer(t, { tls })).listener.port;
}

/** The answer to a plain request over HTTP/2, or the error that the connection ends with. */
function http2Get(port: number, options: SecureClientSessionOptions & ClientSessionOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const session = connect(`https://127.0.0.1:${port}`, options);
    const fail = (error: Error) => {
      session.destroy();
      reject(error);
    };
    session.on('error', fail);
    session.on('close', () => reject(new Error('the server closed the connection')));
    const stream = session.request({ ':path': '/health' });
    stream.on('error', fail);
    stream.setEncoding('utf8').on('data', (text: string) => {
      session.destroy();
      resolve(text);
    });
  });
}

function http1Get(port: number, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path: '/health', ca, agent: false }, (answer) => {
      answer.setEncoding('utf8').on('data', resolve);
    });
    request.on('error', reject);
  });
}

test('TLS serves HTTP/2 and HTTP/1 on one port', async (t) => {
  const ca = await authority(t);
  const port = await startTls(t, ca, false);
  assert.equal(await http2Get(port, { ca: ca.certificate }), 'GET /health ');
  assert.equal(await http1Get(port, ca.certificate), 'GET /health ');
});

test('with a trusted CA, only clients with its certificate are let in', async (t) => {
  const ca = await authority(t);
  const port = await startTls(t, ca, true);
  const client = await ca.issue({ commonName: 'client' });
  const shown = { ca: ca.certificate, cert: client.certificate, key: client.key };
  assert.equal(await http2Get(port, shown), 'GET /health ');
  await assert.rejects(http2Get(port, { ca: ca.certificate }));
  const stranger = await (await authority(t)).issue({ commonName: 'client' });
  await assert.rejects(http2Get(port, { ca: ca.certificate, cert: stranger.certificate, key: stranger.key }));
});

test('files that are no pair are refused before a port is opened', async (t) => {
  const ca = await authority(t);
  const server = await ca.issue({ commonName: 'server' });
  const other = await ca.issue({ commonName: 'other' });
  const load = (certFile: string, keyFile: string, trustedCaFile?: string) =>
    tlsOf({ certFile, keyFile, trustedCaFile, requireClientCert: false });
  assert.throws(() => load(server.certificateFile, other.keyFile), {
    name: 'ConfigError',
    message: `--key-file ${other.keyFile} is not the key of --cert-file ${server.certificateFile}`,
  });
  assert.throws(() => load(server.keyFile, server.keyFile), /holds no certificate in PEM form/);
  assert.throws(
    () => load(server.certificateFile, server.certificateFile),
    /holds no private key in PEM form/,
  );
  assert.throws(() => load('/nowhere', server.keyFile), /--cert-file cannot be read: ENOENT/);
  assert.throws(
    () => load(server.certificateFile, server.keyFile, server.keyFile),
    /--trusted-ca-file .* no certificate/,
  );
  assert.ok((await readFile(server.keyFile)).length > 0);
});
