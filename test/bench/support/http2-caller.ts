import { connect, type Socket } from 'node:net';

/** What becomes of a call, frame by frame. */
export interface CallListener {
  /** A piece of the answer's messages; good until it returns. */
  data(piece: Buffer): void;
  /** @param ok the answer held a message and was not reset */
  end(ok: boolean): void;
}

interface OpenCall {
  readonly listener: CallListener;
  hasData: boolean;
}

/**
 * A gRPC caller that costs next to nothing: HTTP/2 frames written by hand, header blocks made once, answers
 * passed on and not decoded. A load generator must not be what limits the server under test.
 */
export class Http2Caller {
  readonly #socket: Socket;
  readonly #authority: string;
  readonly #calls = new Map<number, OpenCall>();
  readonly #headerFrames = new Map<string, Buffer>();
  #nextStream = 1;
  #partial: Buffer = Buffer.alloc(0);
  #unacknowledged = 0;
  #out: Buffer = Buffer.allocUnsafe(outputBytes);
  #outEnd = 0;
  #isClosed = false;

  private constructor(socket: Socket, authority: string) {
    this.#socket = socket;
    this.#authority = authority;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('close', () => this.#fail());
    socket.on('error', () => this.#fail());
    socket.write(connectionStart());
  }

  static open(port: number): Promise<Http2Caller> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Http2Caller(socket, `127.0.0.1:${port}`));
      });
    });
  }

  /**
   * The server's windows are not looked at: what is under way on a connection must stay below 64 KiB.
   * @param body a gRPC frame (`grpcFrame`); it is copied. A call that is `open` can be answered for ever.
   */
  call(path: string, body: Buffer, listener: CallListener, open = false): void {
    if (this.#isClosed) {
      setImmediate(() => listener.end(false));
      return;
    }
    const stream = this.#nextStream;
    this.#nextStream += 2;
    this.#calls.set(stream, { listener, hasData: false });
    const headers = this.#headersOf(path);
    const at = this.#reserve(headers.length);
    headers.copy(this.#out, at);
    this.#out.writeUInt32BE(stream, at + 5);
    for (let from = 0; from < body.length; from += largestFrame) {
      const bytes = Math.min(largestFrame, body.length - from);
      const flags = !open && from + bytes === body.length ? flag.endStream : 0;
      const frameAt = this.#reserve(frameHeaderBytes + bytes);
      writeFrameHeader(this.#out, frameAt, bytes, frameType.data, flags, stream);
      body.copy(this.#out, frameAt + frameHeaderBytes, from, from + bytes);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #headersOf(path: string): Buffer {
    let made = this.#headerFrames.get(path);
    if (made === undefined) {
      made = frame(frameType.headers, flag.endHeaders, 0, headerBlock(this.#authority, path));
      this.#headerFrames.set(path, made);
    }
    return made;
  }

  /** Room at the end of the output. Frames of one turn of the event loop leave in one write. */
  #reserve(bytes: number): number {
    if (this.#outEnd === 0) {
      setImmediate(() => this.#flush());
    } else if (this.#outEnd + bytes > this.#out.length) {
      this.#socket.write(this.#out.subarray(0, this.#outEnd));
      this.#out = Buffer.allocUnsafe(outputBytes);
      this.#outEnd = 0;
      setImmediate(() => this.#flush());
    }
    const at = this.#outEnd;
    this.#outEnd += bytes;
    return at;
  }

  #flush(): void {
    if (this.#outEnd > 0) {
      this.#socket.write(this.#out.subarray(0, this.#outEnd));
      this.#out = Buffer.allocUnsafe(outputBytes);
      this.#outEnd = 0;
    }
  }

  #send(bytes: Buffer): void {
    bytes.copy(this.#out, this.#reserve(bytes.length));
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#partial.length === 0 ? chunk : Buffer.concat([this.#partial, chunk]);
    let offset = 0;
    while (bytes.length - offset >= frameHeaderBytes) {
      const length = bytes.readUIntBE(offset, 3);
      if (bytes.length - offset - frameHeaderBytes < length) {
        break;
      }
      this.#handle(bytes, offset, length);
      offset += frameHeaderBytes + length;
    }
    this.#partial = bytes.subarray(offset);
  }

  #handle(bytes: Buffer, offset: number, length: number): void {
    const type = bytes[offset + 3] ?? 0;
    const flags = bytes[offset + 4] ?? 0;
    const stream = bytes.readUInt32BE(offset + 5) & 0x7fff_ffff;
    const payload = offset + frameHeaderBytes;
    const isEnd = (flags & flag.endStream) !== 0;
    switch (type) {
      case frameType.data:
        this.#data(stream, bytes.subarray(payload, payload + length));
        this.#finishIf(isEnd, stream, true);
        break;
      case frameType.headers:
        this.#finishIf(isEnd, stream, true);
        break;
      case frameType.resetStream:
        this.#finishIf(true, stream, false);
        break;
      default:
        this.#control(type, flags, bytes.subarray(payload, payload + length));
    }
  }

  #data(stream: number, piece: Buffer): void {
    const call = this.#calls.get(stream);
    if (call !== undefined) {
      call.hasData = true;
      call.listener.data(piece);
    }
    this.#unacknowledged += piece.length;
    if (this.#unacknowledged > windowReturnBytes) {
      this.#send(windowUpdate(this.#unacknowledged));
      this.#unacknowledged = 0;
    }
  }

  #control(type: number, flags: number, payload: Buffer): void {
    const isAnswer = (flags & flag.acknowledge) !== 0;
    if (type === frameType.settings && !isAnswer) {
      this.#send(frame(frameType.settings, flag.acknowledge, 0, Buffer.alloc(0)));
    } else if (type === frameType.ping && !isAnswer) {
      this.#send(frame(frameType.ping, flag.acknowledge, 0, payload));
    }
  }

  #finishIf(isEnd: boolean, stream: number, ok: boolean): void {
    const call = isEnd ? this.#calls.get(stream) : undefined;
    if (call !== undefined) {
      this.#calls.delete(stream);
      call.listener.end(ok && call.hasData);
    }
  }

  #fail(): void {
    this.#isClosed = true;
    for (const stream of [...this.#calls.keys()]) {
      this.#finishIf(true, stream, false);
    }
  }
}

/** A message behind its gRPC prefix. */
export function grpcFrame(message: Uint8Array): Buffer {
  const body = Buffer.alloc(5 + message.length);
  body.writeUInt32BE(message.length, 1);
  body.set(message, 5);
  return body;
}

const frameType = { data: 0, headers: 1, resetStream: 3, settings: 4, ping: 6, windowUpdate: 8 } as const;
const flag = { endStream: 1, acknowledge: 1, endHeaders: 4 } as const;
const frameHeaderBytes = 9;
const largestFrame = 16 << 10;
const largestWindow = 0x7fff_ffff;
const outputBytes = 64 << 10;
const windowReturnBytes = 1 << 20;

function writeFrameHeader(
  bytes: Buffer,
  at: number,
  length: number,
  type: number,
  flags: number,
  stream: number,
): void {
  bytes.writeUIntBE(length, at, 3);
  bytes[at + 3] = type;
  bytes[at + 4] = flags;
  bytes.writeUInt32BE(stream, at + 5);
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(frameHeaderBytes + payload.length);
  writeFrameHeader(bytes, 0, payload.length, type, flags, stream);
  bytes.set(payload, frameHeaderBytes);
  return bytes;
}

function windowUpdate(increment: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment);
  return frame(frameType.windowUpdate, 0, 0, payload);
}

/** Windows so wide that no stream ever waits for one. */
function connectionStart(): Buffer {
  const initialWindow = Buffer.from([0, 4, 0x7f, 0xff, 0xff, 0xff]);
  return Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    frame(frameType.settings, 0, 0, initialWindow),
    windowUpdate(largestWindow - 65_535),
  ]);
}

/** HPACK literals without indexing: the same bytes for every call (RFC 7541 §6.2.2). */
function headerBlock(authority: string, path: string): Buffer {
  const fields: [string, string][] = [
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', path],
    [':authority', authority],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
  ];
  return Buffer.concat(
    fields.flatMap(([name, value]) => [
      Buffer.from([0, name.length]),
      Buffer.from(name),
      Buffer.from([value.length]),
      Buffer.from(value),
    ]),
  );
}
