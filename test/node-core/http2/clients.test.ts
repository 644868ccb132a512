import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { connect as connectTcp } from 'node:net';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { Flag, FrameType } from '../../../node-core/http2/protocol.js';
import { realClock } from '../../../node-core/ports/real-clock.js';
import type { MethodHandler } from '../../../node-core/rpc/call.js';
import { toStatus } from '../../../node-core/rpc/errors.js';
import { eventually } from '../../support/eventually.js';
import { startEchoServer } from '../rpc/echo-server.js';
import { GrpcClient } from '../rpc/grpc-client.js';
import { fields, frame, hello, request } from './raw-frames.js';

const run = promisify(execFile);
const identity = (bytes: Buffer): Buffer => bytes;
const largeBytes = 4 << 20;

/** An echo that takes large messages, and one whose stream says what it is told to. */
function startLarge(t: TestContext) {
  return startEchoServer(t, {
    grpc: {
      services: new Map<string, MethodHandler>([
        ['/test.Echo/Now', { kind: 'unary', handle: (bytes: Uint8Array) => bytes }],
        [
          '/test.Echo/Count',
          {
            kind: 'server-stream',
            handle: (bytes: Uint8Array, context) => {
              for (let count = 0; count < bytes.length; count += 1) {
                context.send(bytes.subarray(0, count));
              }
              context.finish();
            },
          },
        ],
      ]),
      clock: realClock,
      maxReceiveBytes: largeBytes,
      toStatus,
    },
  });
}

function grpcJs(t: TestContext, port: number): Client {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
  t.after(() => client.close());
  return client;
}

function call(client: Client, path: string, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      identity,
      identity,
      message,
      (error: ServiceError | null, answer?: Buffer) =>
        error === null && answer !== undefined ? resolve(answer) : reject(error),
    );
  });
}

test('grpc-js: large messages both ways, and many calls at once', async (t) => {
  const { listener } = await startLarge(t);
  const client = grpcJs(t, listener.port);
  const large = Buffer.from(Array.from({ length: largeBytes }, (_, position) => position % 253));
  assert.ok((await call(client, '/test.Echo/Now', large)).equals(large));
  const messages = Array.from({ length: 1_000 }, (_, position) => Buffer.from(`message ${position}`));
  assert.deepEqual(
    await Promise.all(messages.map((message) => call(client, '/test.Echo/Now', message))),
    messages,
  );
});

test('grpc-js: a stream of answers in order, and a failure', async (t) => {
  const { listener } = await startLarge(t);
  const client = grpcJs(t, listener.port);
  const lengths: number[] = [];
  const stream = client.makeServerStreamRequest('/test.Echo/Count', identity, identity, Buffer.alloc(500));
  for await (const message of stream) {
    assert.ok(message instanceof Uint8Array);
    lengths.push(message.length);
  }
  assert.deepEqual(
    lengths,
    Array.from({ length: 500 }, (_, length) => length),
  );
  await assert.rejects(call(client, '/test.Echo/Nothing', Buffer.alloc(0)), { code: 12 });
  await assert.rejects(call(client, '/test.Echo/Now', Buffer.alloc(largeBytes + 1)), { code: 8 });
});

test('node:http2: ten thousand calls, one after the other and a thousand at once', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  for (let round = 0; round < 9; round += 1) {
    const ends = await Promise.all(Array.from({ length: 1_000 }, () => client.call('/test.Echo/Now', 'x')));
    assert.ok(ends.every(({ grpcStatus, reset }) => grpcStatus === 0 && reset === 0));
  }
  for (let count = 0; count < 1_000; count += 1) {
    assert.deepEqual((await client.call('/test.Echo/Now', 'x')).messages, ['x']);
  }
});

const streamFields = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/test.Echo/Stream'],
  [':authority', 'a'],
] as const;

test('a connection that breaks a rule is told why and closed', async (t) => {
  const { listener, held } = await startEchoServer(t);
  const socket = connectTcp(listener.port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write(hello);
  socket.write(request(1, false, fields([['content-type', 'application/grpc']], streamFields)));
  const stream = await eventually('the stream is open', () => held.stream);
  let closed = false;
  stream.onClose(() => {
    closed = true;
  });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(frame(FrameType.DATA, Flag.END_STREAM, 0));
  await eventually('the server closes', () => socket.closed);
  assert.ok(closed);
  assert.match(Buffer.concat(chunks).toString('latin1'), /DATA of stream 0/);
});

test('curl speaks HTTP/2 to the HTTP side', async (t) => {
  const { listener } = await startEchoServer(t);
  const url = `http://127.0.0.1:${listener.port}/health?q=1`;
  try {
    const { stdout } = await run('curl', ['-s', '--http2-prior-knowledge', '-w', ' %{http_version}', url]);
    assert.equal(stdout, 'GET /health 1 2');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      t.skip('there is no curl here');
      return;
    }
    throw error;
  }
});
