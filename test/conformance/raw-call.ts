import { once } from 'node:events';
import { connect } from 'node:net';
import type { HeaderField } from '../../node-core/http2/header-field.js';
import { HpackDecoder } from '../../node-core/http2/hpack-decoder.js';
import { Flag, FrameType } from '../../node-core/http2/protocol.js';
import { data, type Frame, fields, hello, parseFrames, request } from '../node-core/http2/raw-frames.js';

/** A call that need not be a right one. */
export interface RawCall {
  readonly path?: string;
  readonly method?: string;
  /** Beside the usual ones; `undefined` takes one of those away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Fields as they are, behind the others: a name may come twice. */
  readonly more?: readonly (readonly [name: string, value: string])[];
  /** The DATA; the request ends with it. */
  readonly body?: Uint8Array;
}

/**
 * What a server made of a call, without what is its own choice: whether an answer is compressed, how long its header
 * is, and whether it stops the rest of a request that it has answered (a reset without an error).
 */
export interface RawAnswer {
  /** HEADERS, one after the other. */
  readonly fields: readonly Readonly<Record<string, string>>[];
  readonly hasData: boolean;
  readonly reset?: number;
  readonly goAway?: number;
}

const usual: Readonly<Record<string, string>> = {
  ':method': 'POST',
  ':scheme': 'http',
  ':path': '/etcdserverpb.KV/Range',
  ':authority': 'a',
  'content-type': 'application/grpc',
  te: 'trailers',
};
const answerBoundMs = 5_000;
const dataFrameBytes = 16 * 1024;
/** So that a request of a few MiB needs no answer before it is all there. */
const fields32KiB = 32 * 1024;

/** Sends a call on a connection of its own, and reads until it is over. */
export async function rawCall(address: string, call: RawCall): Promise<RawAnswer> {
  const [host = '', port] = address.split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => undefined);
  const frames: Frame[] = [];
  let bytes = Buffer.alloc(0);
  const over = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      frames.splice(0, frames.length, ...parseFrames(bytes));
      if (frames.some(isLast)) {
        resolve();
      }
    });
    socket.on('close', () => resolve());
  });
  await once(socket, 'connect');
  socket.write(Buffer.concat([hello, ...requestFrames(call)]));
  const bound = setTimeout(() => socket.destroy(), answerBoundMs);
  await over;
  clearTimeout(bound);
  socket.destroy();
  return answerOf(frames);
}

function requestFrames({ path, method, headers, more, body }: RawCall): Buffer[] {
  const all: Record<string, string | undefined> = {
    ...usual,
    ...(path === undefined ? {} : { ':path': path }),
    ...(method === undefined ? {} : { ':method': method }),
    ...headers,
  };
  const pairs = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const block = fields(more, pairs);
  if (block.length > fields32KiB) {
    throw new Error('the fields of a raw call do not fit in one frame');
  }
  if (body === undefined) {
    return [request(1, true, block)];
  }
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += dataFrameBytes) {
    parts.push(data(1, body.subarray(at, at + dataFrameBytes)));
  }
  return [request(1, false, block), ...parts, data(1, Buffer.alloc(0), true)];
}

const isLast = ({ type, flags, streamId }: Frame) =>
  (streamId === 1 && (type === FrameType.RST_STREAM || (flags & Flag.END_STREAM) !== 0)) ||
  type === FrameType.GOAWAY;

function answerOf(frames: readonly Frame[]): RawAnswer {
  const decoder = new HpackDecoder(1 << 20);
  const own = frames.filter(({ streamId }) => streamId === 1);
  const lists = own
    .filter(({ type }) => type === FrameType.HEADERS)
    .map(({ payload }) => comparedFields(decoder.decode(payload).fields));
  const reset = own.find(({ type }) => type === FrameType.RST_STREAM)?.payload.readUInt32BE(0) ?? 0;
  const goAway = frames.find(({ type }) => type === FrameType.GOAWAY)?.payload.readUInt32BE(4);
  return {
    fields: lists,
    hasData: own.some(({ type, payload }) => type === FrameType.DATA && payload.length > 0),
    ...(reset === 0 ? {} : { reset }),
    ...(goAway === undefined ? {} : { goAway }),
  };
}

function comparedFields(all: readonly HeaderField[]): Readonly<Record<string, string>> {
  const isCompared = ({ name, value }: HeaderField) =>
    name !== 'grpc-encoding' && !(name === 'grpc-message' && value === '');
  return Object.fromEntries(all.filter(isCompared).map(({ name, value }) => [name, value] as const));
}

/** A message with its prefix. */
export function framed(message: Uint8Array, flag = 0, claimedBytes = message.length): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag, 0);
  prefix.writeUInt32BE(claimedBytes, 1);
  return Buffer.concat([prefix, message]);
}
