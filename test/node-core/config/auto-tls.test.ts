import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { provideSelfSigned } from '../../../node-core/config/auto-tls.js';
import { temporaryDirectory } from '../backend/temporary-backend.js';
import { startEchoServer } from '../rpc/echo-server.js';
import { tlsOf } from './tls-source.js';

const hosts = ['example.org', '10.1.2.3', 'fd00::12'];

test('a certificate of its own names its hosts, is kept, and its key is for its owner alone', async (t) => {
  const directory = temporaryDirectory(t);
  const now = Date.UTC(2048, 5, 1);
  const files = await provideSelfSigned({ kind: 'self-signed', hosts, validYears: 3 }, directory, now);
  const certificate = new X509Certificate(await readFile(files.certFile));
  assert.ok(certificate.verify(certificate.publicKey), 'it signs itself');
  assert.equal(
    certificate.subjectAltName,
    'DNS:example.org, IP Address:10.1.2.3, IP Address:FD00:0:0:0:0:0:0:12',
  );
  assert.equal(certificate.validToDate.getUTCFullYear(), 2051);
  assert.equal((await stat(files.keyFile)).mode & 0o777, 0o600);
  const again = await provideSelfSigned({ kind: 'self-signed', hosts, validYears: 3 }, directory, now);
  assert.deepEqual(
    new X509Certificate(await readFile(again.certFile)).serialNumber,
    certificate.serialNumber,
  );
});

test('a client that trusts it is served; one that listens everywhere is reached at loopback', async (t) => {
  const everywhere = { kind: 'self-signed', hosts: ['0.0.0.0'], validYears: 1 } as const;
  const files = await provideSelfSigned(everywhere, temporaryDirectory(t), Date.now());
  const { listener } = await startEchoServer(t, { tls: tlsOf(files) });
  const ca = await readFile(files.certFile);
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: listener.port, ca }, () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
});
