import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import http2 from 'node:http2';
import { type TestContext, test } from 'node:test';
import { jsonGateway } from '../../../node-core/gateway/gateway.js';
import { clientRoutes } from '../../../node-core/http/routes.js';
import { realClock } from '../../../node-core/ports/real-clock.js';
import { toStatus } from '../../../node-core/rpc/errors.js';
import { openListener } from '../../../node-core/rpc/listener.js';
import { clientServices } from '../../../node-core/rpc/services.js';
import type { Member } from '../../../node-core/server/member.js';
import { PutRequest } from '../../../proto/generated/etcdserverpb.js';
import { eventually } from '../../support/eventually.js';
import { startTestMember } from '../server/test-member.js';

async function serve(t: TestContext): Promise<{ readonly member: Member; readonly url: string }> {
  const { member } = await startTestMember(t);
  const grpc = {
    services: clientServices(member, { maxTxnOperations: 128, maxRequestBytes: 1_572_864 }),
    clock: realClock,
    maxReceiveBytes: 2_097_152,
    toStatus,
  };
  const routes = { describeFailure: String, callMetrics: () => [], gateway: jsonGateway(grpc) };
  const http = clientRoutes(member, routes);
  const listener = await openListener({
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    grpc,
    http,
    clock: realClock,
  });
  t.after(() => listener.close());
  return { member, url: `http://127.0.0.1:${listener.port}` };
}

const everyKey = { key: 'AA==', range_end: 'AA==' };

test('the port that speaks gRPC answers JSON over HTTP/2, too', async (t) => {
  const { url } = await serve(t);
  const session = http2.connect(url);
  t.after(() => session.destroy());
  const request = session.request({ ':method': 'POST', ':path': '/v3/kv/put' });
  request.end(JSON.stringify({ key: 'YQ==', value: 'Yg==' }));
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  const [headers] = await once(request, 'response');
  await once(request, 'end');
  assert.equal((headers as { ':status'?: number })[':status'], 200);
  assert.match(body, /"revision":"2"/);
});

test('HEAD over HTTP/2 has no body', async (t) => {
  const { url } = await serve(t);
  const session = http2.connect(url);
  t.after(() => session.destroy());
  const request = session.request({ ':method': 'HEAD', ':path': '/metrics' });
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await once(request, 'end');
  assert.equal(bytes, 0);
});

test('a client that goes away ends its watch', async (t) => {
  const { member, url } = await serve(t);
  const stop = new AbortController();
  const reply = await fetch(`${url}/v3/watch`, {
    method: 'POST',
    body: JSON.stringify({ create_request: everyKey }),
    signal: stop.signal,
  });
  assert.equal(reply.status, 200);
  assert.equal(member.watches.watcherCount, 1);
  stop.abort();
  await eventually('the watch is gone', () => member.watches.watcherCount === 0);
});

test('a slow watcher gets every event, and they do not wait in the gateway', async (t) => {
  const { member, url } = await serve(t);
  const request = httpRequest(`${url}/v3/watch`, { method: 'POST' });
  request.end(JSON.stringify({ create_request: everyKey }));
  const [reply] = (await once(request, 'response')) as [IncomingMessage];
  const value = Buffer.alloc(256 * 1024, 'x');
  for (let i = 0; i < 64; i++) {
    await member.put(PutRequest.encode({ key: Buffer.from(`k${i}`), value }));
  }
  const revisions: number[] = [];
  let line = '';
  reply.setEncoding('latin1').on('data', (text: string) => {
    line += text;
    if (line.endsWith('\n')) {
      revisions.push(
        ...[...line.matchAll(/"mod_revision":"(\d+)"/g)].map(([, revision]) => Number(revision)),
      );
      line = '';
    }
  });
  await eventually('every event', () => revisions.length >= 64);
  reply.on('error', () => undefined);
  request.destroy();
  assert.deepEqual(
    revisions,
    Array.from({ length: 64 }, (_, i) => i + 2),
  );
});

test('a request larger than gRPC would take is refused as gRPC refuses it', async (t) => {
  const { url } = await serve(t);
  const reply = await fetch(`${url}/v3/kv/put`, {
    method: 'POST',
    body: JSON.stringify({ key: 'YQ==', value: Buffer.alloc(2_200_000).toString('base64') }),
  });
  assert.equal(reply.status, 429);
  assert.match(await reply.text(), /"code":8,"message":"grpc: received message larger than max/);
});

test('a login comes with the authorization header', async (t) => {
  const { url } = await serve(t);
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const reply = await fetch(`${url}/v3/${path}`, { method: 'POST', body: JSON.stringify(body), headers });
    const answer: unknown = await reply.json();
    return { status: reply.status, answer: answer as { token?: string; message?: string } };
  };
  await post('auth/user/add', { name: 'root', password: 'secret' });
  await post('auth/role/add', { name: 'root' });
  await post('auth/user/grant', { user: 'root', role: 'root' });
  assert.equal((await post('auth/enable', {})).status, 200);
  const refused = await post('kv/range', { key: 'YQ==' });
  assert.deepEqual([refused.status, refused.answer.message], [400, 'etcdserver: user name is empty']);
  const { answer } = await post('auth/authenticate', { name: 'root', password: 'secret' });
  const token = answer.token ?? '';
  assert.equal((await post('kv/range', { key: 'YQ==' }, { Authorization: token })).status, 200);
  assert.equal((await post('kv/range', { key: 'YQ==' }, { 'Grpc-Metadata-Token': token })).status, 200);
  assert.equal((await post('kv/range', { key: 'YQ==' }, { Authorization: 'wrong' })).status, 401);
});
