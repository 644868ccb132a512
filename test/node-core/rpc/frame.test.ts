import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { FrameReader, frameMessage } from '../../../node-core/rpc/frame.js';
import { RpcError, StatusCode } from '../../../node-core/rpc/status.js';

const limitBytes = 100;

function readAll(reader: FrameReader, chunks: readonly Buffer[]): string[] {
  const messages: string[] = [];
  for (const chunk of chunks) {
    reader.push(chunk, (message) => messages.push(Buffer.from(message).toString()));
  }
  return messages;
}

function compressedFrame(content: Buffer): Buffer {
  const frame = Buffer.from(frameMessage(content));
  frame[0] = 1;
  return frame;
}

function thrownBy(action: () => void): RpcError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof RpcError);
    return error;
  }
  throw new Error('nothing was thrown');
}

test('messages come out whole wherever the stream is cut in two', () => {
  const sent = ['', 'a', 'two', 'x'.repeat(limitBytes)];
  const stream = Buffer.concat(sent.map((text) => frameMessage(Buffer.from(text))));
  for (let cut = 0; cut <= stream.length; cut += 1) {
    const reader = new FrameReader(limitBytes, '');
    assert.deepEqual(readAll(reader, [stream.subarray(0, cut), stream.subarray(cut)]), sent);
    assert.equal(reader.midMessage, false);
  }
});

test('messages come out whole when every byte comes alone', () => {
  const stream = Buffer.concat(['one', 'two'].map((text) => frameMessage(Buffer.from(text))));
  const bytes = Array.from(stream, (byte) => Buffer.of(byte));
  assert.deepEqual(readAll(new FrameReader(limitBytes, ''), bytes), ['one', 'two']);
});

test('a message that has begun is known', () => {
  const reader = new FrameReader(limitBytes, '');
  readAll(reader, [Buffer.from(frameMessage(Buffer.from('whole'))).subarray(0, 7)]);
  assert.equal(reader.midMessage, true);
});

test('a message above the limit is refused by its length, before its bytes are there', () => {
  const header = Buffer.from(frameMessage(Buffer.alloc(limitBytes + 1))).subarray(0, 5);
  const error = thrownBy(() => readAll(new FrameReader(limitBytes, ''), [header]));
  assert.equal(error.code, StatusCode.RESOURCE_EXHAUSTED);
  assert.equal(error.message, 'grpc: received message larger than max (101 vs. 100)');
});

test('gzip messages are inflated', () => {
  const frame = compressedFrame(gzipSync('hello'));
  assert.deepEqual(readAll(new FrameReader(limitBytes, 'gzip'), [frame]), ['hello']);
});

test('a gzip message that inflates beyond the limit is refused', () => {
  const frame = compressedFrame(gzipSync(Buffer.alloc(1_000_000)));
  assert.ok(frame.length > limitBytes);
  const error = thrownBy(() => readAll(new FrameReader(5_000, 'gzip'), [frame]));
  assert.equal(error.code, StatusCode.RESOURCE_EXHAUSTED);
});

test('what claims to be compressed and is not, is refused', () => {
  const frame = compressedFrame(Buffer.from('plain'));
  assert.equal(
    thrownBy(() => readAll(new FrameReader(limitBytes, 'gzip'), [frame])).code,
    StatusCode.INTERNAL,
  );
  assert.equal(thrownBy(() => readAll(new FrameReader(limitBytes, ''), [frame])).code, StatusCode.INTERNAL);
});
