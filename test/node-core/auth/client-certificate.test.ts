import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
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
  const listener = await openListener({
    host: '127.0.0.1',
    port: 0,
    tls,
    grpc: { services, clock: realClock, maxReceiveBytes: 1 << 20, toStatus },
    http: async () => ({ status: 404, headers: {}, body: '' }),
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
