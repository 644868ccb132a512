import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { test } from 'node:test';
import { rpcError } from '../../../node-core/rpc/errors.js';
import { StatusCode } from '../../../node-core/rpc/status.js';
import { eventually } from '../../support/eventually.js';
import { maxReceiveBytes, startEchoServer } from './echo-server.js';
import { GrpcClient } from './grpc-client.js';

test('a call is answered, with its status in the trailers', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  assert.deepEqual(await client.call('/test.Echo/Now', 'hello'), {
    httpStatus: 200,
    messages: ['hello'],
    grpcStatus: StatusCode.OK,
    grpcMessage: '',
    reset: 0,
  });
});

test('a failure comes as a status with its message', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const end = await client.call('/test.Echo/Fail', '');
  assert.deepEqual(end.messages, []);
  assert.equal(end.grpcStatus, StatusCode.FAILED_PRECONDITION);
  assert.equal(end.grpcMessage, 'not today: 100 %');
});

test('what is not served is Unimplemented, in words that clients know', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const expected = [
    ['/test.Echo/Nothing', 'unknown method Nothing for service test.Echo'],
    ['/test.Nothing/Now', 'unknown service test.Nothing'],
    ['/nothing', 'malformed method name: "/nothing"'],
  ] as const;
  for (const [path, message] of expected) {
    const end = await client.call(path, '');
    assert.equal(end.httpStatus, 200);
    assert.equal(end.grpcStatus, StatusCode.UNIMPLEMENTED);
    assert.equal(end.grpcMessage, message);
  }
});

test('a message above the limit is ResourceExhausted', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const end = await client.call('/test.Echo/Now', 'x'.repeat(maxReceiveBytes + 1));
  assert.equal(end.grpcStatus, StatusCode.RESOURCE_EXHAUSTED);
  assert.deepEqual((await client.call('/test.Echo/Now', 'x'.repeat(maxReceiveBytes))).messages.length, 1);
});

test('an answer in pieces is one message; one that no message can hold is ResourceExhausted', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const { messages } = await client.call('/test.Echo/Pieces', 'abc');
  assert.deepEqual(messages, [Buffer.alloc(1_000_000, 'abc').toString()]);
  const end = await client.call('/test.Echo/Huge', '');
  assert.deepEqual([end.messages, end.grpcStatus], [[], StatusCode.RESOURCE_EXHAUSTED]);
  assert.equal(end.grpcMessage, 'grpc: trying to send message larger than max (2147483648 vs. 2147483647)');
});

test('an encoding that nobody can read is Unimplemented', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const end = await client.call('/test.Echo/Now', 'x', { 'grpc-encoding': 'snappy' });
  assert.equal(end.grpcStatus, StatusCode.UNIMPLEMENTED);
  assert.equal(end.grpcMessage, 'grpc: Decompressor is not installed for grpc-encoding "snappy"');
});

test('a call without a message, or cut off in one, is an error', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const { grpcStatus, grpcMessage } = await client.open('/test.Echo/Now').end();
  assert.deepEqual([grpcStatus, grpcMessage], [StatusCode.UNKNOWN, 'EOF']);
  const call = client.open('/test.Echo/Now');
  call.stream.write(Buffer.of(0, 0, 0, 0, 9, 1));
  const cutOff = await call.end();
  assert.deepEqual([cutOff.grpcStatus, cutOff.grpcMessage], [StatusCode.UNKNOWN, 'unexpected EOF']);
});

test('what is not a call of gRPC is refused in the words and with the HTTP status of etcd 3.6', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const tooLong = 'malformed grpc-timeout: transport: timeout string is too long: "123456789S"';
  const expected = [
    [{ ':method': 'PUT' }, 405, 13, 'Received a HEADERS frame with :method "PUT" which should be POST'],
    [{ 'grpc-timeout': 'x' }, 400, 13, 'malformed grpc-timeout: transport: timeout string is too short: "x"'],
    [{ 'grpc-timeout': '123456789S' }, 400, 13, tooLong],
    [{ 'grpc-timeout': '0n' }, 200, 4, 'context deadline exceeded'],
    [{ ':path': '/test.Echo/Now/x' }, 200, 12, 'unknown service test.Echo/Now'],
  ] as const;
  for (const [headers, httpStatus, grpcStatus, grpcMessage] of expected) {
    const end = await client.call('/test.Echo/Now', 'x', headers);
    assert.deepEqual(
      [end.httpStatus, end.grpcStatus, end.grpcMessage],
      [httpStatus, grpcStatus, grpcMessage],
    );
  }
});

test('a deadline ends the call for the client and for the service', async (t) => {
  const { listener, held } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const end = await client.call('/test.Echo/Held', 'x', { 'grpc-timeout': '20m' });
  assert.equal(end.grpcStatus, StatusCode.DEADLINE_EXCEEDED);
  assert.equal(held.closed, 1);
  held.answer();
  assert.deepEqual((await client.call('/test.Echo/Now', 'still here')).messages, ['still here']);
});

test('an answer to a call that the client has given up harms nobody', async (t) => {
  const { listener, held } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const call = client.open('/test.Echo/Held');
  call.send('x');
  await eventually('the call has arrived', () => held.count === 1);
  call.stream.close(8);
  await eventually('the service knows', () => held.closed === 1);
  held.answer();
  assert.deepEqual((await client.call('/test.Echo/Now', 'still here')).messages, ['still here']);
});

test('a connection that breaks closes its calls', async (t) => {
  const { listener, held } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  client.open('/test.Echo/Held').send('x');
  client.open('/test.Echo/Stream').send('x');
  await eventually('the calls have arrived', () => held.count === 1 && held.stream !== undefined);
  let streamClosed = false;
  held.stream?.onClose(() => {
    streamClosed = true;
  });
  client.session.destroy();
  await eventually('the service knows', () => held.closed === 1 && streamClosed);
  held.answer();
  held.stream?.send(Buffer.from('nobody hears this'));
  held.stream?.finish();
});

test('a stream talks in both directions', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const call = client.open('/test.Echo/Stream');
  call.send('one');
  await eventually('the first answer', () => call.messages.length === 1);
  call.send('two');
  await eventually('the second answer', () => call.messages.length === 2);
  assert.deepEqual((await call.end()).messages, ['one', 'two']);
});

test('a stream says when its client is slow, and when it has caught up', async (t) => {
  const { listener, held } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const call = client.open('/test.Echo/Stream');
  await eventually('the stream is open', () => held.stream);
  call.stream.pause();
  let writable = 0;
  held.stream?.onWritable(() => {
    writable += 1;
  });
  const message = Buffer.alloc(100_000, 'm');
  let sent = 1;
  while (held.stream?.send(message) === true && sent < 1_000) {
    sent += 1;
  }
  assert.ok(sent < 1_000, 'the sender is held back');
  assert.equal(writable, 0);
  call.stream.resume();
  await eventually('the sender may go on', () => writable > 0);
  await eventually('everything has come', () => call.messages.length === sent);
});

test('HTTP/1 and plain HTTP/2 go to the HTTP side of the same port', async (t) => {
  const { listener } = await startEchoServer(t);
  const answer = await fetch(`http://127.0.0.1:${listener.port}/health?q=1`);
  assert.equal(await answer.text(), 'GET /health 1');
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const stream = client.session.request({ ':path': '/metrics?q=2' });
  const [text] = await once(stream.setEncoding('utf8'), 'data');
  assert.equal(text, 'GET /metrics 2');
});

test('a gRPC path with another content type is an unsupported media type', async (t) => {
  const { listener } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const end = await client.call('/test.Echo/Now', 'x', { 'content-type': 'application/json' });
  assert.equal(end.httpStatus, 415);
  assert.equal(end.grpcStatus, StatusCode.INVALID_ARGUMENT);
});

test('the protocol is told from the first bytes, however they come', async (t) => {
  const { listener } = await startEchoServer(t);
  const socket = connectTcp(listener.port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.setNoDelay(true);
  // It could still become "PRI * HTTP/2.0".
  socket.write('P');
  await once(socket, 'connect');
  await new Promise((resolve) => setImmediate(resolve));
  socket.write('OST /version HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
  const [answer] = await once(socket.setEncoding('latin1'), 'data');
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[\s\S]*POST \/version $/);
});

test('draining ends streams with a reason and lets calls finish', async (t) => {
  const { listener, held } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  const stream = client.open('/test.Echo/Stream');
  const call = client.open('/test.Echo/Held');
  call.send('finish me');
  await eventually('both are there', () => held.count === 1 && held.stream !== undefined);
  const streamEnd = stream.end();
  const callEnd = call.end();
  const drained = listener.drain(rpcError('stopped'), 30_000);
  const ended = await streamEnd;
  assert.equal(ended.grpcStatus, StatusCode.UNAVAILABLE);
  assert.equal(ended.grpcMessage, 'etcdserver: server stopped');
  held.answer();
  assert.deepEqual((await callEnd).messages, ['finish me']);
  await drained;
});

test('closing does not wait for a client that stays', async (t) => {
  const { listener, held } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  client.open('/test.Echo/Held').send('x');
  const silent = connectTcp(listener.port, '127.0.0.1');
  t.after(() => silent.destroy());
  await eventually('the call has arrived', () => held.count === 1);
  await listener.drain(rpcError('stopped'), 0);
  await listener.close();
  await eventually('the service knows', () => held.closed === 1);
});

test('a client may cancel thousands of calls on one connection', async (t) => {
  const { listener, held } = await startEchoServer(t);
  const client = new GrpcClient(t, `http://127.0.0.1:${listener.port}`);
  for (let round = 1; round <= 30; round += 1) {
    const calls = Array.from({ length: 100 }, () => client.open('/test.Echo/Held'));
    for (const call of calls) {
      call.send('x');
    }
    await eventually('the calls have arrived', () => held.count === round * 100);
    for (const call of calls) {
      call.stream.close(8);
    }
    await eventually('the service knows', () => held.closed === round * 100);
  }
  assert.deepEqual((await client.call('/test.Echo/Now', 'still here')).messages, ['still here']);
});
