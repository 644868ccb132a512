import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { startNodeCore } from '../conformance/subjects.js';
import { WireClient } from '../conformance/wire-client.js';
import { fields, hello, request } from '../node-core/http2/raw-frames.js';
import { putAndGet, residentBytes } from './fuzz-rounds.js';

const connections = Number(process.env['ETCDSCOPE_CONNECTIONS'] ?? 1_000);
/** Far above what one costs, and far below what one with a buffer of its own for each stream would. */
const boundPerConnectionBytes = 128 * 1024;

/** A watch call that is begun, and on which nothing is ever asked. */
const halfOpenCall = request(
  1,
  false,
  fields(
    [
      ['content-type', 'application/grpc'],
      ['te', 'trailers'],
    ],
    [
      [':method', 'POST'],
      [':scheme', 'http'],
      [':path', '/etcdserverpb.Watch/Watch'],
      [':authority', 'a'],
    ],
  ),
);

test(`${connections} idle connections with half-open calls cost little and keep nobody from an answer`, async (t) => {
  const member = await startNodeCore();
  const client = new WireClient(member.address);
  const sockets: Socket[] = [];
  t.after(async () => {
    client.close();
    for (const socket of sockets) {
      socket.destroy();
    }
    await member.stop();
  });
  await putAndGet(client, 'before');
  const before = await residentBytes(member.pid);
  const port = Number(member.address.split(':')[1]);
  for (let left = connections; left > 0; left -= 1) {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write(Buffer.concat([hello, halfOpenCall]));
    await once(socket, 'data');
    socket.resume();
  }
  await putAndGet(client, 'beside them');
  const each = ((await residentBytes(member.pid)) - before) / connections;
  t.diagnostic(`${Math.round(each / 1024)} KiB of resident memory for each of ${connections} connections`);
  assert.ok(each < boundPerConnectionBytes, `${Math.round(each)} bytes for each`);
  assert.equal(sockets.filter((socket) => socket.destroyed).length, 0, 'none was turned away');
  sockets.forEach((socket) => {
    socket.resetAndDestroy();
  });
  await putAndGet(client, 'after they are gone');
});
