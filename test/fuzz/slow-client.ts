import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FrameParser } from '../../node-core/http2/frame-parser.js';
import { encodeFields } from '../../node-core/http2/hpack-encoder.js';
import { clientPreface, FrameType } from '../../node-core/http2/protocol.js';
import { FrameReader } from '../../node-core/rpc/frame.js';
import { framed } from '../conformance/raw-call.js';
import { data, frame, request, settingsPayload, uint32 } from '../node-core/http2/raw-frames.js';
import { eventually } from '../support/eventually.js';

const streamId = 1;
const largestWindow = 2 ** 31 - 1;
const initialWindowSetting = 4;
const firstConnectionWindow = 65_535;
const messageBoundBytes = 1 << 30;

/** One call on a connection of its own, whose client lets everything come and reads only when it wants to. */
export class SlowClient {
  readonly #socket: Socket;
  readonly messages: Uint8Array[] = [];
  #isEnded = false;

  /** @param path of the method; @param message its request; @param ends whether it is the only one */
  static async call(address: string, path: string, message: Uint8Array, ends: boolean): Promise<SlowClient> {
    const [host = '', port] = address.split(':');
    const socket = connect(Number(port), host);
    await once(socket, 'connect');
    return new SlowClient(socket, [headersOf(path), data(streamId, framed(message), ends)]);
  }

  private constructor(socket: Socket, call: readonly Buffer[]) {
    this.#socket = socket;
    const reader = new FrameReader(messageBoundBytes, '');
    const parser = new FrameParser(2 ** 24, (type, flags, id, payload) => {
      if (type === FrameType.DATA) {
        reader.push(Buffer.from(payload), (message) => this.messages.push(message));
      }
      this.#isEnded ||= id === streamId && (flags & 1) !== 0;
    });
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => parser.push(chunk));
    socket.pause();
    socket.write(Buffer.concat([greeting, ...call]));
  }

  /** Reads on until the call has ended. */
  async readToEnd(): Promise<void> {
    this.#socket.resume();
    await eventually('the answer is all there', () => this.#isEnded || this.#socket.closed, 60_000);
  }

  read(): void {
    this.#socket.resume();
  }

  /** As a machine that loses its power: nothing is said. */
  vanish(): void {
    this.#socket.resetAndDestroy();
  }
}

/** Windows as large as they can be: what holds a server back is that nobody reads the socket. */
const greeting = Buffer.concat([
  Buffer.from(clientPreface),
  frame(FrameType.SETTINGS, 0, 0, settingsPayload([initialWindowSetting, largestWindow])),
  frame(FrameType.WINDOW_UPDATE, 0, 0, uint32(largestWindow - firstConnectionWindow)),
]);

function headersOf(path: string): Buffer {
  return request(
    streamId,
    false,
    encodeFields([
      [':method', 'POST'],
      [':scheme', 'http'],
      [':path', path],
      [':authority', 'a'],
      ['content-type', 'application/grpc'],
      ['te', 'trailers'],
    ]),
  );
}
