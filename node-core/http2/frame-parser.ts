import { ConnectionError, ErrorCode, frameHeaderBytes } from './protocol.js';

export type FrameListener = (type: number, flags: number, streamId: number, payload: Buffer) => void;

/**
 * Cuts the bytes of a connection into frames, however they are chunked. A frame that lies within one chunk
 * is a view into it; one that does not is copied once.
 */
export class FrameParser {
  readonly #maxPayloadBytes: number;
  readonly #onFrame: FrameListener;
  /** The frame that has begun: room for its header only, until that is complete. */
  #partial: Buffer | undefined;
  #partialBytes = 0;

  constructor(maxPayloadBytes: number, onFrame: FrameListener) {
    this.#maxPayloadBytes = maxPayloadBytes;
    this.#onFrame = onFrame;
  }

  /** @throws ConnectionError when a frame is larger than allowed; whatever the listener throws. */
  push(chunk: Buffer): void {
    let at = this.#partial === undefined ? 0 : this.#complete(this.#partial, chunk);
    while (chunk.length - at >= frameHeaderBytes) {
      const end = at + frameHeaderBytes + this.#payloadLength(chunk, at);
      if (end > chunk.length) {
        break;
      }
      this.#emit(chunk, at, end);
      at = end;
    }
    if (at < chunk.length) {
      this.#begin(chunk, at);
    }
  }

  #begin(chunk: Buffer, at: number): void {
    const available = chunk.length - at;
    const isHeaderComplete = available >= frameHeaderBytes;
    this.#partial = Buffer.allocUnsafe(
      isHeaderComplete ? frameHeaderBytes + this.#payloadLength(chunk, at) : frameHeaderBytes,
    );
    this.#partialBytes = chunk.copy(this.#partial, 0, at);
  }

  /** @returns where the next frame begins in the chunk. */
  #complete(begun: Buffer, chunk: Buffer): number {
    let partial = begun;
    let at = this.#fill(partial, chunk, 0);
    if (this.#partialBytes < partial.length) {
      return at;
    }
    if (partial.length === frameHeaderBytes) {
      const header = partial;
      partial = Buffer.allocUnsafe(frameHeaderBytes + this.#payloadLength(header, 0));
      header.copy(partial);
      this.#partial = partial;
      at = this.#fill(partial, chunk, at);
      if (this.#partialBytes < partial.length) {
        return at;
      }
    }
    this.#partial = undefined;
    this.#emit(partial, 0, partial.length);
    return at;
  }

  #fill(partial: Buffer, chunk: Buffer, at: number): number {
    const copied = chunk.copy(partial, this.#partialBytes, at);
    this.#partialBytes += copied;
    return at + copied;
  }

  /** §4.2 allows a stream error for DATA; the connection ends for every type, as with Go's server. */
  #payloadLength(bytes: Buffer, at: number): number {
    const length = bytes.readUIntBE(at, 3);
    if (length > this.#maxPayloadBytes) {
      throw new ConnectionError(
        ErrorCode.FRAME_SIZE_ERROR,
        `a frame of ${length} bytes is larger than the ${this.#maxPayloadBytes} that were announced`,
      );
    }
    return length;
  }

  #emit(bytes: Buffer, at: number, end: number): void {
    const streamId = bytes.readUInt32BE(at + 5) & 0x7fff_ffff;
    const payload = bytes.subarray(at + frameHeaderBytes, end);
    this.#onFrame(bytes.readUInt8(at + 3), bytes.readUInt8(at + 4), streamId, payload);
  }
}
