import { Connection } from '../../../node-core/http2/connection.js';
import { encodeFields } from '../../../node-core/http2/hpack-encoder.js';
import { type ConnectionLimits, defaultLimits } from '../../../node-core/http2/limits.js';
import { FrameType } from '../../../node-core/http2/protocol.js';
import type { ServerStream } from '../../../node-core/http2/stream.js';
import { type Frame, hello, parseFrames } from './raw-frames.js';

export const okHeaders: Buffer = encodeFields([[':status', '200']]);

/** What a stream of the server has been told. */
export interface Served {
  readonly stream: ServerStream;
  body: string;
  ended: boolean;
  closed: number;
  writable: number;
}

/** The client's end of a connection that has no socket. */
export class Peer {
  readonly connection: Connection;
  readonly served: Served[] = [];
  nowMs = 0;

  constructor(
    limits: Partial<ConnectionLimits> = {},
    serve: (stream: ServerStream) => void = () => undefined,
  ) {
    this.connection = new Connection({
      limits: { ...defaultLimits, ...limits },
      nowMs: () => this.nowMs,
      onOutput: () => undefined,
      onRequest: (stream) => {
        const served: Served = { stream, body: '', ended: false, closed: 0, writable: 0 };
        this.served.push(served);
        stream.listen({
          data: (chunk) => {
            served.body += chunk.toString('latin1');
          },
          end: () => {
            served.ended = true;
          },
          writable: () => {
            served.writable += 1;
          },
          closed: () => {
            served.closed += 1;
          },
        });
        serve(stream);
      },
    });
  }

  /** A connection whose greeting is over. */
  static open(limits: Partial<ConnectionLimits> = {}, serve?: (stream: ServerStream) => void): Peer {
    const peer = new Peer(limits, serve);
    peer.send(hello);
    peer.read();
    return peer;
  }

  send(...parts: readonly Buffer[]): void {
    this.connection.receive(Buffer.concat(parts));
  }

  /** Everything that the server wants written by now. */
  read(): Frame[] {
    const output: Buffer[] = [];
    for (let taken = this.connection.takeOutput(); taken.length > 0; taken = this.connection.takeOutput()) {
      output.push(...taken);
    }
    return parseFrames(Buffer.concat(output));
  }

  /** What the server did about what it was sent: `goaway CODE`, `reset STREAM CODE`, or nothing. */
  verdict(): string {
    const verdicts = this.read().flatMap(({ type, streamId, payload }) => {
      if (type === FrameType.GOAWAY) {
        return [`goaway ${payload.readUInt32BE(4)}`];
      }
      return type === FrameType.RST_STREAM ? [`reset ${streamId} ${payload.readUInt32BE(0)}`] : [];
    });
    return verdicts.join(', ');
  }
}
