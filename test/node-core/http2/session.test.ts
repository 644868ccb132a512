import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { encodeFields } from '../../../node-core/http2/hpack-encoder.js';
import { Http2Session } from '../../../node-core/http2/session.js';
import type { ServerStream } from '../../../node-core/http2/stream.js';
import { realClock } from '../../../node-core/ports/real-clock.js';
import { eventually } from '../../support/eventually.js';
import { hello, request } from './raw-frames.js';

const silent = { data() {}, end() {}, writable() {}, closed() {} };

/** A session on a real socket, and the client's end of it. */
async function connected(t: TestContext, onRequest: (stream: ServerStream) => void) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket]: Socket[] = await once(server, 'connection');
  assert.ok(socket !== undefined);
  socket.on('error', () => undefined);
  client.on('error', () => undefined);
  t.after(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });
  const session = new Http2Session(socket, { clock: realClock, onRequest, onClose: () => undefined });
  return { client, socket, session };
}

test('requests of a client that does not read wait, and are served when it does', async (t) => {
  const answer = encodeFields([
    [':status', '200'],
    ['a', 'x'.repeat(16_000)],
  ]);
  const requests = 10_000;
  let served = 0;
  const { client, socket } = await connected(t, (stream) => {
    served += 1;
    stream.listen(silent);
    stream.respondAndEnd(answer);
  });
  client.pause();
  client.write(hello);
  client.write(Buffer.concat(Array.from({ length: requests }, (_, number) => request(2 * number + 1, true))));
  await eventually('the server stops reading', () => socket.isPaused());
  assert.ok(served < requests);
  let received = 0;
  client.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  client.resume();
  await eventually('all are answered', () => received > requests * answer.length);
  assert.equal(served, requests);
});

test('draining closes a connection that has nothing to do', async (t) => {
  const { client, session } = await connected(t, () => undefined);
  client.write(hello);
  client.on('data', (chunk: Buffer) => {
    // What it is pinged with, it answers.
    const ping = chunk.indexOf(Buffer.of(0, 0, 8, 6, 0, 0, 0, 0, 0));
    if (ping >= 0) {
      client.write(
        Buffer.concat([Buffer.of(0, 0, 8, 6, 1, 0, 0, 0, 0), chunk.subarray(ping + 9, ping + 17)]),
      );
    }
  });
  await session.drain();
});
