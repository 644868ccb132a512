import { constants, gunzipSync } from 'node:zlib';
import { type Message, sizeOfMessage, totalLength } from './message.js';
import { RpcError, StatusCode } from './status.js';

const prefixBytes = 5;

/** Copying less than that is cheaper than one more write. */
const copiedBelowBytes = 16 << 10;

/** A message with its prefix, a compression flag and its length, big-endian, in one piece. */
export function frameMessage(message: Message): Uint8Array {
  return behindPrefix(sizeOfMessage(message), piecesOf(message));
}

/** The same in one piece when it is small, else with its large pieces as they are. */
export function frameParts(message: Message): readonly Uint8Array[] {
  const size = sizeOfMessage(message);
  if (size < copiedBelowBytes) {
    return [frameMessage(message)];
  }
  const pieces = piecesOf(message);
  const [first, ...rest] = pieces;
  return first !== undefined && first.length < copiedBelowBytes
    ? [behindPrefix(size, [first]), ...rest]
    : [behindPrefix(size, []), ...pieces];
}

function piecesOf(message: Message): readonly Uint8Array[] {
  return message instanceof Uint8Array ? [message] : message;
}

/** @param size of the whole message */
function behindPrefix(size: number, pieces: readonly Uint8Array[]): Uint8Array {
  const frame = Buffer.allocUnsafe(prefixBytes + totalLength(pieces));
  frame[0] = 0;
  let at = frame.writeUInt32BE(size, 1);
  for (const piece of pieces) {
    frame.set(piece, at);
    at += piece.length;
  }
  return frame;
}

/**
 * Joins the chunks of one direction of a call to messages, however the chunks fall.
 *
 * A message that lies within one chunk is a view into it; one that does not is gathered in a buffer that grows
 * with what has come, not with what the prefix promises.
 */
export class FrameReader {
  readonly #maxMessageBytes: number;
  readonly #encoding: string;
  /** The beginning of a message, and room for more of it. */
  #gathered: Buffer = Buffer.alloc(0);
  #gatheredBytes = 0;
  /** Bytes to wait for before there is something new to see. */
  #wantedBytes = prefixBytes;

  /** @param encoding the call's `grpc-encoding`; `gzip` and `identity` can be read. */
  constructor(maxMessageBytes: number, encoding: string) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#encoding = encoding;
  }

  /** True when a message has begun and not ended. What ends within a prefix has ended before it, as in grpc-go. */
  get midMessage(): boolean {
    return this.#gatheredBytes >= prefixBytes;
  }

  /**
   * Takes a chunk and hands out each message that it completes.
   * @throws RpcError when a message is too large or compressed in an unknown way.
   */
  push(chunk: Buffer, onMessage: (message: Uint8Array) => void): void {
    if (this.#gatheredBytes + chunk.length < this.#wantedBytes) {
      this.#gather(chunk);
      return;
    }
    let bytes = this.#gatheredBytes === 0 ? chunk : this.#joinedWith(chunk);
    this.#wantedBytes = prefixBytes;
    while (bytes.length >= prefixBytes) {
      const end = this.#checkedEnd(bytes);
      if (bytes.length < end) {
        this.#wantedBytes = end;
        break;
      }
      const body = bytes.subarray(prefixBytes, end);
      const compressed = isCompressed(bytes[0] ?? 0);
      bytes = bytes.subarray(end);
      onMessage(compressed ? this.#inflate(body) : body);
    }
    if (bytes.length > 0) {
      this.#gather(bytes);
    }
  }

  #gather(chunk: Buffer): void {
    const neededBytes = this.#gatheredBytes + chunk.length;
    if (neededBytes > this.#gathered.length) {
      const larger = Buffer.allocUnsafe(Math.max(neededBytes, Math.min(neededBytes * 2, this.#wantedBytes)));
      this.#gathered.copy(larger, 0, 0, this.#gatheredBytes);
      this.#gathered = larger;
    }
    chunk.copy(this.#gathered, this.#gatheredBytes);
    this.#gatheredBytes = neededBytes;
  }

  /** Everything so far; messages become views of it, so what follows is gathered elsewhere. */
  #joinedWith(chunk: Buffer): Buffer {
    this.#gather(chunk);
    const joined = this.#gathered.subarray(0, this.#gatheredBytes);
    this.#gathered = Buffer.alloc(0);
    this.#gatheredBytes = 0;
    return joined;
  }

  /** Where the message that the bytes begin with ends. */
  #checkedEnd(bytes: Buffer): number {
    const length = bytes.readUInt32BE(1);
    this.#checkSize(length);
    return prefixBytes + length;
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
      throw new RpcError(StatusCode.INTERNAL, `grpc: failed to ${inflateProblem(body, error)}`);
    }
  }
}

const gzipHeaderBytes = 10;

/** What was wrong with compressed bytes, in the words of Go's libraries. */
function inflateProblem(body: Uint8Array, error: unknown): string {
  if (body.length < gzipHeaderBytes) {
    return `decompress the message: ${body.length === 0 ? 'EOF' : 'unexpected EOF'}`;
  }
  if (body[0] !== 0x1f || body[1] !== 0x8b) {
    return 'decompress the message: gzip: invalid header';
  }
  const reason = error instanceof Error ? error.message : String(error);
  const known = Object.entries(goProblems).find(([text]) => reason.includes(text));
  return `read decompressed data: ${known?.[1] ?? 'flate: corrupt input'}`;
}

/** By what zlib says. */
const goProblems: Readonly<Record<string, string>> = {
  'unexpected end of file': 'unexpected EOF',
  'incorrect data check': 'gzip: invalid checksum',
  'incorrect length check': 'gzip: invalid checksum',
  'incorrect header check': 'gzip: invalid header',
};

function isCompressed(flag: number): boolean {
  if (flag > 1) {
    throw new RpcError(StatusCode.INTERNAL, `grpc: received unexpected payload format ${flag}`);
  }
  return flag === 1;
}
