import assert from 'node:assert/strict';
import { createServer as createWebServer } from 'node:http';
import { createServer as createTlsWebServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, type TestContext, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import type { EtcdErrorKind } from '../../source/client/errors.js';
import type { TlsOptions } from '../../source/connect/options.js';
import { createAuthority, loopbackHosts } from '../support/certificates.js';
import { freePorts } from '../support/free-ports.js';
import { connect, failure } from './connect.js';

const authority = await createAuthority();
after(authority.remove);

const trusting: TlsOptions = {
  ca: Buffer.from(authority.certificate),
  certificate: undefined,
  key: undefined,
  serverName: undefined,
  skipVerify: false,
};

/** Listens on a port of the OS until the test is over. */
function listen(t: TestContext, server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  t.after(() => {
    for (const socket of sockets) {
      socket.destroy();
    }
    return new Promise((resolve) => server.close(resolve));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** The sentence names the endpoint and has the parts; a call and the connection state tell the same. */
async function tells(
  t: TestContext,
  endpoint: string,
  kind: EtcdErrorKind,
  ...parts: readonly string[]
): Promise<void> {
  const client = connect(t, {
    endpoints: [endpoint],
    tls: endpoint.startsWith('https:') ? trusting : undefined,
    dialTimeoutMs: 1_000,
  });
  const error = await failure(client.maintenance.status());
  assert.equal(error.kind, kind, error.message);
  for (const part of [endpoint, ...parts]) {
    assert.ok(error.message.includes(part), `"${error.message}" lacks "${part}"`);
  }
  assert.match(error.message, /^[^\n]+\.$/u);
  assert.equal(error.endpoint, endpoint);
}

test('nothing listens', async (t) => {
  const [port] = await freePorts(1);
  await tells(t, `http://127.0.0.1:${port}`, 'unreachable', 'refuses connections');
});

test('the name does not resolve', (t) =>
  tells(t, 'http://no-such-host.invalid:2379', 'unreachable', 'no-such-host.invalid', 'does not resolve'));

test('a server that accepts and stays silent', async (t) => {
  const address = await listen(t, createServer());
  await tells(t, `http://${address}`, 'unreachable', 'stays silent');
  await tells(t, `https://${address}`, 'unreachable', 'stays silent');
});

test('a server that closes at once', async (t) => {
  const address = await listen(
    t,
    createServer((socket) => socket.destroy()),
  );
  await tells(t, `http://${address}`, 'unreachable', 'closes connections');
});

test('a web server', async (t) => {
  const address = await listen(
    t,
    createWebServer((_request, response) => response.end('hello')),
  );
  await tells(t, `http://${address}`, 'not-etcd', 'web server');
  await tells(t, `https://${address}`, 'not-etcd', 'web server');
});

test('a web server with TLS', async (t) => {
  const { certificate: cert, key } = await authority.issue({ commonName: 'web', hosts: loopbackHosts });
  const address = await listen(
    t,
    createTlsWebServer({ cert, key }, (_request, response) => response.end()),
  );
  await tells(t, `https://${address}`, 'not-etcd', 'web server');
  await tells(t, `http://${address}`, 'tls', 'speaks TLS', 'https://');
});

test('a TCP server of another kind', async (t) => {
  const address = await listen(
    t,
    createServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')),
  );
  await tells(t, `http://${address}`, 'not-etcd', 'does not speak', 'it says "SSH-2.0-OpenSSH_9.2":');
  await tells(t, `https://${address}`, 'not-etcd', 'does not speak');
});

test('another gRPC server', async (t) => {
  const server = new GrpcServer();
  t.after(() => server.forceShutdown());
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  await tells(t, `http://127.0.0.1:${port}`, 'not-etcd', 'not etcd');
});

test('a certificate of an unknown authority, with the name of a known one', async (t) => {
  const impostor = await createAuthority();
  t.after(impostor.remove);
  const { certificate: cert, key } = await impostor.issue({ commonName: 'm1', hosts: loopbackHosts });
  const address = await listen(t, createTlsServer({ cert, key, ALPNProtocols: ['h2'] }));
  await tells(t, `https://${address}`, 'tls', 'unknown authority', 'etcdscope test CA', '--cacert');
});

test('a certificate that expired, and one that is not valid yet', async (t) => {
  const serve = async (validFrom: string, validTo: string) => {
    const { certificate: cert, key } = await authority.issue({
      commonName: 'm1',
      hosts: loopbackHosts,
      validFrom: new Date(validFrom),
      validTo: new Date(validTo),
    });
    return listen(t, createTlsServer({ cert, key, ALPNProtocols: ['h2'] }));
  };
  await tells(t, `https://${await serve('2024-01-01', '2025-02-03')}`, 'tls', 'expired', 'Feb  3', '2025');
  await tells(t, `https://${await serve('2090-01-01', '2091-01-01')}`, 'tls', 'not valid', '2090', 'clock');
});

test('a certificate for another host', async (t) => {
  const { certificate: cert, key } = await authority.issue({ commonName: 'm1', hosts: ['m1.example'] });
  const address = await listen(t, createTlsServer({ cert, key, ALPNProtocols: ['h2'] }));
  await tells(t, `https://${address}`, 'tls', 'not for 127.0.0.1', 'm1.example', '--tls-server-name');
});

test('of several endpoints the most telling reason is named', async (t) => {
  const { certificate: cert, key } = await authority.issue({ commonName: 'm1', hosts: ['m1.example'] });
  const address = await listen(t, createTlsServer({ cert, key, ALPNProtocols: ['h2'] }));
  const [port] = await freePorts(1);
  const endpoints = [`https://127.0.0.1:${port}`, `https://${address}`];
  const client = connect(t, { endpoints, tls: trusting });
  const error = await failure(client.maintenance.status());
  assert.equal(error.kind, 'unreachable', 'the other one may only be down');
  assert.match(error.message, /^None of 2 endpoints answers; https:.*not for 127\.0\.0\.1/u);
  const state = client.connection;
  assert.ok(state.kind === 'down' && state.error.message === error.message && state.sinceMs <= Date.now());
});

test('an endpoint that is none, and certificates that are none', async (t) => {
  assert.throws(() => connect(t, { endpoints: ['ftp://a'] }), {
    name: 'EtcdError',
    kind: 'invalid-argument',
  });
  assert.throws(() => connect(t, { endpoints: [] }), { name: 'EtcdError', kind: 'invalid-argument' });
  const broken = { ...trusting, ca: Buffer.from('no certificate'), certificate: Buffer.from('x') };
  assert.throws(() => connect(t, { endpoints: ['https://a:1'], tls: broken }), { kind: 'tls' });
});
