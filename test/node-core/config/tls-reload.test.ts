import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ConnectionOptions, connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { createAuthority } from '../../support/certificates.js';
import { temporaryDirectory } from '../backend/temporary-backend.js';
import { startEchoServer } from '../rpc/echo-server.js';
import { type TestTls, tlsOf } from './tls-source.js';

/** A handshake that the server has finished too: it has answered a request. */
function handshake(port: number, options: ConnectionOptions): Promise<DetailedPeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ host: '127.0.0.1', port, ...options }, () => {
      socket.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
    });
    socket.once('data', () => {
      resolve(socket.getPeerCertificate(true));
      socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
  });
}

async function listenWith(t: TestContext, tls: TestTls): Promise<number> {
  return (await startEchoServer(t, { tls: tlsOf(tls) })).listener.port;
}

const served = async (port: number, ca: string) => (await handshake(port, { ca })).subject.CN;

test('new handshakes see new files; broken ones keep the old with a line in the log', async (t) => {
  const ca = await createAuthority();
  t.after(() => ca.remove());
  const directory = temporaryDirectory(t);
  const certFile = join(directory, 'server.crt');
  const keyFile = join(directory, 'server.key');
  const install = async (commonName: string) => {
    const issued = await ca.issue({ commonName, hosts: ['127.0.0.1'] });
    await copyFile(issued.keyFile, `${keyFile}.new`);
    await copyFile(issued.certificateFile, `${certFile}.new`);
    await rename(`${keyFile}.new`, keyFile);
    await rename(`${certFile}.new`, certFile);
  };
  await install('first');
  const lines: string[] = [];
  const log = (_level: string, message: string) => void lines.push(message);
  const port = await listenWith(t, { certFile, keyFile, log });
  assert.equal(await served(port, ca.certificate), 'first');
  await install('second');
  assert.equal(await served(port, ca.certificate), 'second');
  await writeFile(certFile, 'no certificate');
  assert.equal(await served(port, ca.certificate), 'second');
  assert.equal(await served(port, ca.certificate), 'second');
  assert.deepEqual(lines, [
    'reloaded TLS certificate',
    'failed to reload TLS certificate; the one before it stays in use',
  ]);
  await install('third');
  assert.equal(await served(port, ca.certificate), 'third');
});

test('only clients whose certificate names an allowed host come in', async (t) => {
  const ca = await createAuthority();
  t.after(() => ca.remove());
  const server = await ca.issue({ commonName: 'server', hosts: ['127.0.0.1'] });
  const port = await listenWith(t, {
    certFile: server.certificateFile,
    keyFile: server.keyFile,
    trustedCaFile: ca.certificateFile,
    requireClientCert: true,
    clientHostnames: ['api.example.org', 'ops.example.org'],
  });
  const as = async (host: string) => {
    const { certificate, key } = await ca.issue({ commonName: 'client', hosts: [host] });
    return handshake(port, { ca: ca.certificate, cert: certificate, key });
  };
  await as('ops.example.org');
  await assert.rejects(as('dev.example.org'));
});

test('an old TLS is turned away when a newer one is asked for', async (t) => {
  const ca = await createAuthority();
  t.after(() => ca.remove());
  const server = await ca.issue({ commonName: 'server', hosts: ['127.0.0.1'] });
  const files = { certFile: server.certificateFile, keyFile: server.keyFile };
  const port = await listenWith(t, { ...files, minVersion: 'TLSv1.3' });
  await handshake(port, { ca: ca.certificate, minVersion: 'TLSv1.3' });
  await assert.rejects(handshake(port, { ca: ca.certificate, maxVersion: 'TLSv1.2' }));
});

test('an expired certificate is told, and used', async (t) => {
  const ca = await createAuthority();
  t.after(() => ca.remove());
  const old = await ca.issue({
    commonName: 'old',
    hosts: ['127.0.0.1'],
    validTo: new Date(Date.now() - 1_000),
  });
  const lines: string[] = [];
  tlsOf({
    certFile: old.certificateFile,
    keyFile: old.keyFile,
    log: (_level, message) => void lines.push(message),
  });
  assert.match(lines.join(), /has expired: clients that check it will refuse this server/);
});

/** A CA with openssl's own tool, which can also revoke. */
async function revokingAuthority(directory: string) {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
  await mkdir(join(directory, 'certs'));
  await writeFile(join(directory, 'index.txt'), '');
  await writeFile(join(directory, 'serial'), '1000\n');
  await writeFile(join(directory, 'crlnumber'), '1000\n');
  await writeFile(
    join(directory, 'ca.cnf'),
    '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\ncrlnumber=crlnumber\nnew_certs_dir=certs\n' +
      'default_md=sha256\ndefault_days=30\ndefault_crl_days=30\npolicy=p\n[p]\ncommonName=supplied\n',
  );
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=ca', '-days', '30');
  const sign = ['-batch', '-config', 'ca.cnf', '-cert', 'ca.crt', '-keyfile', 'ca.key'];
  return {
    issue: (name: string) => {
      openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      openssl('ca', ...sign, '-notext', '-in', `${name}.csr`, '-out', `${name}.crt`);
    },
    revoke: (name: string, der: boolean) => {
      openssl('ca', ...sign, '-revoke', `${name}.crt`);
      openssl('ca', ...sign, '-gencrl', '-out', 'crl.pem');
      openssl('crl', '-in', 'crl.pem', '-outform', der ? 'DER' : 'PEM', '-out', 'crl');
    },
  };
}

for (const der of [true, false]) {
  test(`a revoked client certificate is refused, by a list in ${der ? 'DER' : 'PEM'}`, async (t) => {
    const directory = temporaryDirectory(t);
    const authority = await revokingAuthority(directory);
    for (const name of ['server', 'good', 'bad']) {
      authority.issue(name);
    }
    authority.revoke('bad', der);
    const file = (name: string) => join(directory, name);
    const port = await listenWith(t, {
      certFile: file('server.crt'),
      keyFile: file('server.key'),
      trustedCaFile: file('ca.crt'),
      revokedFile: file('crl'),
      requireClientCert: true,
    });
    const as = async (name: string) =>
      handshake(port, {
        ca: await readFile(file('ca.crt')),
        cert: await readFile(file(`${name}.crt`)),
        key: await readFile(file(`${name}.key`)),
        checkServerIdentity: () => undefined,
      });
    await as('good');
    await assert.rejects(as('bad'));
  });
}
