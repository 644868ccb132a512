import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { TestContext } from 'node:test';
import { FrameReader, frameMessage } from '../../../node-core/rpc/frame.js';

/** What a call came to, as HTTP/2 shows it. */
export interface CallEnd {
  readonly httpStatus: number;
  readonly messages: readonly string[];
  /** From the trailers, or from the headers when there was nothing else. */
  readonly grpcStatus: number | undefined;
  readonly grpcMessage: string;
  readonly reset: number;
}

export interface OpenCall {
  readonly stream: ClientHttp2Stream;
  readonly messages: readonly string[];
  send(text: string): void;
  end(): Promise<CallEnd>;
}

/** gRPC by hand, so that a test can also do what no gRPC client would. */
export class GrpcClient {
  readonly session: ClientHttp2Session;

  constructor(t: TestContext, url: string) {
    this.session = connect(url);
    this.session.on('error', () => undefined);
    t.after(() => this.session.destroy());
  }

  open(path: string, headers: OutgoingHttpHeaders = {}): OpenCall {
    const stream = this.session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    const messages: string[] = [];
    const frames = new FrameReader(1 << 30, '');
    let answer: OutgoingHttpHeaders = {};
    let trailers: OutgoingHttpHeaders = {};
    stream.on('response', (fields) => {
      answer = fields;
    });
    stream.on('trailers', (fields) => {
      trailers = fields;
    });
    stream.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => stream.on('close', () => resolve()));
    stream.on('data', (chunk: Buffer) => {
      if (answer[':status'] === 200) {
        frames.push(chunk, (message) => messages.push(Buffer.from(message).toString()));
      }
    });
    return {
      stream,
      messages,
      send: (text) => stream.write(frameMessage(Buffer.from(text))),
      async end() {
        stream.end();
        await closed;
        const status = trailers['grpc-status'] ?? answer['grpc-status'];
        return {
          httpStatus: Number(answer[':status'] ?? 0),
          messages,
          grpcStatus: status === undefined ? undefined : Number(status),
          grpcMessage: decodeURIComponent(String(trailers['grpc-message'] ?? answer['grpc-message'] ?? '')),
          reset: stream.rstCode,
        };
      },
    };
  }

  /** One message out, and how the call ended. */
  call(path: string, text: string, headers: OutgoingHttpHeaders = {}): Promise<CallEnd> {
    const call = this.open(path, headers);
    call.send(text);
    return call.end();
  }
}
