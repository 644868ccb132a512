import { FrameParser } from '../../../node-core/http2/frame-parser.js';
import { encodeFields } from '../../../node-core/http2/hpack-encoder.js';
import { clientPreface, Flag, FrameType } from '../../../node-core/http2/protocol.js';

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** A frame as it travels, right or wrong. */
export function frame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, payload]);
}

export function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, position) => {
    bytes.writeUInt32BE(value, position * 4);
  });
  return bytes;
}

export function settingsPayload(...pairs: readonly (readonly [id: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc(pairs.length * 6);
  pairs.forEach(([id, value], position) => {
    bytes.writeUInt16BE(id, position * 6);
    bytes.writeUInt32BE(value, position * 6 + 2);
  });
  return bytes;
}

type Pairs = readonly (readonly [name: string, value: string])[];

const usualFields: Pairs = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/test'],
  [':authority', 'a'],
];

export function fields(extra: Pairs = [], base: Pairs = usualFields): Buffer {
  return encodeFields([...base, ...extra]);
}

/** A request's HEADERS frame. */
export function request(streamId: number, endStream: boolean, block: Buffer = fields()): Buffer {
  return frame(FrameType.HEADERS, Flag.END_HEADERS | (endStream ? Flag.END_STREAM : 0), streamId, block);
}

export function data(streamId: number, payload: Uint8Array, endStream = false): Buffer {
  return frame(FrameType.DATA, endStream ? Flag.END_STREAM : 0, streamId, payload);
}

export const hello: Buffer = Buffer.concat([Buffer.from(clientPreface), frame(FrameType.SETTINGS, 0, 0)]);

export function parseFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  new FrameParser(2 ** 24, (type, flags, streamId, payload) =>
    frames.push({ type, flags, streamId, payload: Buffer.from(payload) }),
  ).push(bytes);
  return frames;
}
