import { constants, gunzipSync } from 'node:zlib';
import { RpcError, StatusCode } from './status.js';

const prefixBytes = 5;

/** What stands before a message: a compression flag and its length, big-endian. */
export function framePrefix(message: Uint8Array): Uint8Array {
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(message.length, 1);
  return prefix;
}

/** A message with its prefix, in one piece. */
export function frameMessage(message: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(prefixBytes + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, prefixBytes);
  return frame;
}

/**
 * Joins the chunks of one direction of a call to messages, however the chunks fall.
 *
 * A message that lies within one chunk is a view into it, not a copy.
 */
export class FrameReader {
  readonly #maxMessageBytes: number;
  readonly #encoding: string;
  #buffered: Buffer = Buffer.alloc(0);

  /** @param encoding the call's `grpc-encoding`; `gzip` and `identity` can be read. */
  constructor(maxMessageBytes: number, encoding: string) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#encoding = encoding;
  }

  /** True when a message has begun and not ended. */
  get midMessage(): boolean {
    return this.#buffered.length > 0;
  }

  /**
   * Takes a chunk and hands out each message that it completes.
   * @throws RpcError when a message is too large or compressed in an unknown way.
   */
  push(chunk: Buffer, onMessage: (message: Uint8Array) => void): void {
    let bytes = this.#buffered.length === 0 ? chunk : Buffer.concat([this.#buffered, chunk]);
    while (bytes.length >= prefixBytes) {
      const length = bytes.readUInt32BE(1);
      this.#checkSize(length);
      const end = prefixBytes + length;
      if (bytes.length < end) {
        break;
      }
      const body = bytes.subarray(prefixBytes, end);
      const compressed = bytes[0] !== 0;
      bytes = bytes.subarray(end);
      onMessage(compressed ? this.#inflate(body) : body);
    }
    this.#buffered = bytes;
  }

  /** The text is grpc-go's, which etcd's clients know. */
  #checkSize(length: number): void {
    if (length > this.#maxMessageBytes) {
      throw new RpcError(
        StatusCode.RESOURCE_EXHAUSTED,
        `grpc: received message larger than max (${length} vs. ${this.#maxMessageBytes})`,
      );
    }
  }

  #inflate(body: Uint8Array): Uint8Array {
    if (this.#encoding !== 'gzip') {
      throw new RpcError(StatusCode.INTERNAL, 'grpc: compressed flag set with identity or empty encoding');
    }
    try {
      return gunzipSync(body, { maxOutputLength: this.#maxMessageBytes, finishFlush: constants.Z_FINISH });
    } catch (error) {
      if (error instanceof RangeError) {
        throw new RpcError(
          StatusCode.RESOURCE_EXHAUSTED,
          `grpc: received message after decompression larger than max ${this.#maxMessageBytes}`,
        );
      }
      throw new RpcError(StatusCode.INTERNAL, 'grpc: failed to decompress the received message');
    }
  }
}
