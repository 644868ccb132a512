import { connect, type Socket } from 'node:net';

/**
 * A gRPC caller that costs next to nothing: HTTP/2 frames written by hand, header block made once,
 * answers counted and not decoded. A load generator must not be what limits the server under test.
 */
export class Http2Caller {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (answered: boolean) => void>();
  readonly #answered = new Set<number>();
  readonly #headers: Buffer;
  #nextStream = 1;
  #pending: Buffer = Buffer.alloc(0);
  #unacknowledged = 0;
  #out: Buffer[] = [];

  private constructor(socket: Socket, authority: string, path: string) {
    this.#socket = socket;
    this.#headers = headerBlock(authority, path);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('close', () => this.#fail());
    socket.on('error', () => this.#fail());
    socket.write(connectionStart());
  }

  static open(port: number, path: string): Promise<Http2Caller> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Http2Caller(socket, `127.0.0.1:${port}`, path)));
    });
  }

  /** Resolves true when the call was answered with a message, false when it failed. */
  call(message: Uint8Array): Promise<boolean> {
    const stream = this.#nextStream;
    this.#nextStream += 2;
    const body = Buffer.allocUnsafe(5 + message.length);
    body[0] = 0;
    body.writeUInt32BE(message.length, 1);
    body.set(message, 5);
    this.#send(
      frame(frameType.headers, flag.endHeaders, stream, this.#headers),
      frame(frameType.data, flag.endStream, stream, body),
    );
    return new Promise((resolve) => this.#waiting.set(stream, resolve));
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Frames of one turn of the event loop leave in one write. */
  #send(...frames: Buffer[]): void {
    if (this.#out.length === 0) {
      setImmediate(() => {
        this.#socket.write(Buffer.concat(this.#out));
        this.#out = [];
      });
    }
    this.#out.push(...frames);
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let offset = 0;
    while (bytes.length - offset >= 9) {
      const length = bytes.readUIntBE(offset, 3);
      if (bytes.length - offset - 9 < length) {
        break;
      }
      this.#handle(bytes, offset, length);
      offset += 9 + length;
    }
    this.#pending = bytes.subarray(offset);
  }

  #handle(bytes: Buffer, offset: number, length: number): void {
    const type = bytes[offset + 3];
    const flags = bytes[offset + 4] ?? 0;
    const stream = bytes.readUInt32BE(offset + 5) & 0x7fff_ffff;
    if (type === frameType.data) {
      this.#answered.add(stream);
      this.#returnWindow(length);
    } else if (type === frameType.settings && (flags & flag.acknowledge) === 0) {
      this.#send(frame(frameType.settings, flag.acknowledge, 0, Buffer.alloc(0)));
    } else if (type === frameType.ping && (flags & flag.acknowledge) === 0) {
      this.#send(
        frame(frameType.ping, flag.acknowledge, 0, Buffer.from(bytes.subarray(offset + 9, offset + 17))),
      );
    }
    const isEnd = type === frameType.resetStream || (flags & flag.endStream) !== 0;
    if (isEnd && (type === frameType.headers || type === frameType.data || type === frameType.resetStream)) {
      this.#finish(stream, this.#answered.delete(stream) && type !== frameType.resetStream);
    }
  }

  #finish(stream: number, answered: boolean): void {
    const resolve = this.#waiting.get(stream);
    this.#waiting.delete(stream);
    resolve?.(answered);
  }

  #returnWindow(length: number): void {
    this.#unacknowledged += length;
    if (this.#unacknowledged > 1 << 20) {
      this.#send(windowUpdate(this.#unacknowledged));
      this.#unacknowledged = 0;
    }
  }

  #fail(): void {
    for (const stream of [...this.#waiting.keys()]) {
      this.#finish(stream, false);
    }
  }
}

const frameType = { data: 0, headers: 1, resetStream: 3, settings: 4, ping: 6, windowUpdate: 8 } as const;
const flag = { endStream: 1, acknowledge: 1, endHeaders: 4 } as const;
const largestWindow = 0x7fff_ffff;

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(9 + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(stream, 5);
  bytes.set(payload, 9);
  return bytes;
}

function windowUpdate(increment: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment);
  return frame(frameType.windowUpdate, 0, 0, payload);
}

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
