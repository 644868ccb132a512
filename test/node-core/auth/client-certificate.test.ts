import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import { type TestContext, test } from 'node:test';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { jsonGateway } from '../../../node-core/gateway/gateway.js';
import { clientRoutes } from '../../../node-core/http/routes.js';
import { realClock } from '../../../node-core/ports/real-clock.js';
import { toStatus } from '../../../node-core/rpc/errors.js';
import { openListener } from '../../../node-core/rpc/listener.js';
import { clientServices } from '../../../node-core/rpc/services.js';
import type { Member } from '../../../node-core/server/member.js';
import { KVService, RangeRequest } from '../../../proto/generated/etcdserverpb.js';
import { type CertificateAuthority, createAuthority } from '../../support/certificates.js';
import { tlsOf } from '../config/tls-source.js';
import { startTestMember } from '../server/test-member.js';
import { enableAuth, logIn } from './logins.js';

interface Setup {
  readonly member: Member;
  readonly authority: CertificateAuthority;
  readonly port: number;
}

async function start(t: TestContext, trustCommonName: boolean): Promise<Setup> {
  const { member } = await startTestMember(t, {
    auth: { tokens: { kind: 'simple', ttlMs: 300_000 }, bcryptCost: 4, trustCommonName },
  });
  await enableAuth(member);
  const authority = await createAuthority();
  t.after(() => authority.remove());
  const server = await authority.issue({ commonName: 'server', hosts: ['127.0.0.1'] });
  const tls = tlsOf({
    certFile: server.certificateFile,
    keyFile: server.keyFile,
    trustedCaFile: authority.certificateFile,
    requireClientCert: true,
  });
  const services = clientServices(member, { maxTxnOperations: 128, maxRequestBytes: 1_572_864 });
  const grpc = { services, clock: realClock, maxReceiveBytes: 1 << 20, toStatus };
  const routes = { describeFailure: String, callMetrics: () => [], gateway: jsonGateway(grpc) };
  const listener = await openListener({
    host: '127.0.0.1',
    port: 0,
    tls,
    grpc,
    http: clientRoutes(member, routes),
    clock: realClock,
  });
  t.after(() => listener.close());
  return { member, authority, port: listener.port };
}

/** Reads a key with a client's certificate; the end of the call as gRPC tells it. */
async function readAs(
  t: TestContext,
  { authority, port }: Setup,
  commonName: string,
  key: string,
  pairs: Readonly<Record<string, string>> = {},
): Promise<string> {
  const shown = await authority.issue({ commonName });
  const client = new Client(
    `127.0.0.1:${port}`,
    credentials.createSsl(
      Buffer.from(authority.certificate),
      Buffer.from(shown.key),
      Buffer.from(shown.certificate),
    ),
  );
  t.after(() => client.close());
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(pairs)) {
    metadata.set(name, value);
  }
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      KVService.range.path,
      (message: Buffer) => message,
      (message) => message,
      Buffer.from(RangeRequest.encode({ key: Buffer.from(key) })),
      metadata,
      { deadline: Date.now() + 10_000 },
      (error: ServiceError | null) => resolve(error === null ? 'read' : error.details),
    );
  });
}

test('without a token, the name in a client certificate says who calls', async (t) => {
  const setup = await start(t, true);
  assert.equal(await readAs(t, setup, 'alice', 'a'), 'read');
  assert.equal(await readAs(t, setup, 'alice', 'b'), 'etcdserver: permission denied');
  assert.equal(await readAs(t, setup, 'root', 'b'), 'read');
  assert.equal(await readAs(t, setup, 'who', 'a'), 'etcdserver: permission denied');
});

test('a token wins over the certificate, a wrong one too', async (t) => {
  const setup = await start(t, true);
  const token = await logIn(setup.member, 'root');
  assert.equal(await readAs(t, setup, 'alice', 'b', { token }), 'read');
  assert.equal(await readAs(t, setup, 'root', 'b', { token: 'x.1' }), 'etcdserver: invalid auth token');
});

test("a gateway's own certificate says nothing", async (t) => {
  const setup = await start(t, true);
  const metadata = { 'grpcgateway-accept': 'application/json' };
  assert.equal(await readAs(t, setup, 'root', 'a', metadata), 'etcdserver: user name is empty');
});

test('names in certificates do not count unless --client-cert-auth says so', async (t) => {
  const setup = await start(t, false);
  assert.equal(await readAs(t, setup, 'root', 'a'), 'etcdserver: user name is empty');
});

/** A POST with a client's certificate, over HTTP/2 as clients with TLS speak it. */
async function postAs(
  t: TestContext,
  { authority, port }: Setup,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: string }> {
  const shown = await authority.issue({ commonName: 'reader' });
  const session = connect(`https://127.0.0.1:${port}`, {
    ca: authority.certificate,
    key: shown.key,
    cert: shown.certificate,
  });
  t.after(() => session.destroy());
  const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
  stream.end(JSON.stringify({ key: Buffer.from('a').toString('base64') }));
  let body = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  const [answered] = (await once(stream, 'response')) as [IncomingHttpHeaders & IncomingHttpStatusHeader];
  await once(stream, 'end');
  return { status: answered[':status'] ?? 0, body };
}

test('the gateway refuses a certificate that would say who calls, as etcd does', async (t) => {
  const setup = await start(t, true);
  const { status, body } = await postAs(t, setup, '/v3/kv/range');
  assert.equal(status, 400);
  assert.equal(
    body,
    'CommonName of client sending a request against gateway will be ignored and not used as expected\n',
  );
});

test('the gateway over TLS takes a token, and a certificate is nobody there', async (t) => {
  const setup = await start(t, false);
  const refused = await postAs(t, setup, '/v3/kv/range');
  assert.equal(refused.status, 400);
  assert.match(refused.body, /"etcdserver: user name is empty"/);
  const token = await logIn(setup.member, 'root');
  assert.equal((await postAs(t, setup, '/v3/kv/range', { authorization: token })).status, 200);
});
