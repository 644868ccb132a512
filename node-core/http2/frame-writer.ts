import { defaultMaxFrameBytes, type ErrorCode, Flag, FrameType, frameHeaderBytes } from './protocol.js';

const firstSlabBytes = 4 << 10;
const slabBytes = 64 << 10;
/** Below it, a copy is cheaper than one more piece to write. */
const copiedBelowBytes = 8 << 10;

/** Frames to be sent, gathered in few large buffers: one turn of the event loop becomes one write. */
export class FrameWriter {
  /** Largest payload that the client takes. */
  maxFrameBytes = defaultMaxFrameBytes;
  #full: Buffer[] = [];
  #fullBytes = 0;
  #slab: Buffer = Buffer.alloc(0);
  /** What of the slab has been written, and what of that has been taken. */
  #end = 0;
  #taken = 0;

  /** Bytes that wait to be taken. */
  get byteLength(): number {
    return this.#fullBytes + this.#end - this.#taken;
  }

  /** What has been written since the last time; the caller owns it. */
  take(): Buffer[] {
    this.#seal();
    const taken = this.#full;
    this.#full = [];
    this.#fullBytes = 0;
    return taken;
  }

  /** Splits off CONTINUATION frames where the block is larger than a frame may be. */
  headers(streamId: number, block: Uint8Array, endStream: boolean): void {
    let flags = endStream ? Flag.END_STREAM : 0;
    let type: number = FrameType.HEADERS;
    let from = 0;
    while (block.length - from > this.maxFrameBytes) {
      this.#frame(type, flags, streamId, block.subarray(from, from + this.maxFrameBytes));
      from += this.maxFrameBytes;
      type = FrameType.CONTINUATION;
      flags = 0;
    }
    this.#frame(type, flags | Flag.END_HEADERS, streamId, from === 0 ? block : block.subarray(from));
  }

  /** @param payload when it is large it is kept until it has been written, and not copied. */
  data(streamId: number, payload: Uint8Array, endStream: boolean): void {
    const flags = endStream ? Flag.END_STREAM : 0;
    if (payload.length < copiedBelowBytes) {
      this.#frame(FrameType.DATA, flags, streamId, payload);
      return;
    }
    this.#header(payload.length, 0, FrameType.DATA, flags, streamId);
    this.#seal();
    this.#full.push(Buffer.from(payload.buffer, payload.byteOffset, payload.length));
    this.#fullBytes += payload.length;
  }

  resetStream(streamId: number, code: ErrorCode): void {
    this.#header(4, 4, FrameType.RST_STREAM, 0, streamId);
    this.#uint32(code);
  }

  settings(values: readonly (readonly [id: number, value: number])[]): void {
    this.#header(values.length * 6, values.length * 6, FrameType.SETTINGS, 0, 0);
    for (const [id, value] of values) {
      this.#end = this.#slab.writeUInt16BE(id, this.#end);
      this.#uint32(value);
    }
  }

  settingsAck(): void {
    this.#header(0, 0, FrameType.SETTINGS, Flag.ACK, 0);
  }

  ping(payload: Uint8Array, isAck: boolean): void {
    this.#frame(FrameType.PING, isAck ? Flag.ACK : 0, 0, payload);
  }

  goAway(lastStreamId: number, code: ErrorCode, reason: string): void {
    const text = Buffer.from(reason);
    this.#header(8 + text.length, 8 + text.length, FrameType.GOAWAY, 0, 0);
    this.#uint32(lastStreamId);
    this.#uint32(code);
    this.#bytes(text);
  }

  windowUpdate(streamId: number, bytes: number): void {
    this.#header(4, 4, FrameType.WINDOW_UPDATE, 0, streamId);
    this.#uint32(bytes);
  }

  #frame(type: number, flags: number, streamId: number, payload: Uint8Array): void {
    this.#header(payload.length, payload.length, type, flags, streamId);
    this.#bytes(payload);
  }

  /** @param reserved room made for what follows in the slab, so that it need not check */
  #header(length: number, reserved: number, type: number, flags: number, streamId: number): void {
    this.#reserve(frameHeaderBytes + reserved);
    const slab = this.#slab;
    const at = this.#end;
    slab[at] = length >>> 16;
    slab[at + 1] = length >>> 8;
    slab[at + 2] = length;
    slab[at + 3] = type;
    slab[at + 4] = flags;
    this.#end = slab.writeUInt32BE(streamId, at + 5);
  }

  #uint32(value: number): void {
    this.#end = this.#slab.writeUInt32BE(value, this.#end);
  }

  #bytes(bytes: Uint8Array): void {
    this.#slab.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** A quiet connection keeps a small buffer; one that fills it gets large ones. */
  #reserve(bytes: number): void {
    if (this.#slab.length - this.#end >= bytes) {
      return;
    }
    const usual = this.byteLength === 0 ? firstSlabBytes : slabBytes;
    this.#seal();
    this.#slab = Buffer.allocUnsafe(Math.max(bytes, usual));
    this.#end = 0;
    this.#taken = 0;
  }

  #seal(): void {
    if (this.#end > this.#taken) {
      this.#full.push(this.#slab.subarray(this.#taken, this.#end));
      this.#fullBytes += this.#end - this.#taken;
      this.#taken = this.#end;
    }
  }
}
