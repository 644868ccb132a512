import {
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata as GrpcMetadata,
  type ServiceError,
} from '@grpc/grpc-js';
import type { MessageCodec, MethodDefinition } from '../../proto/wire.js';
import { eventually } from '../support/eventually.js';

/** How a call ended: with a message, or with gRPC's code and text. */
export type Answer<Response> =
  | { readonly response: Response }
  | { readonly code: number; readonly message: string };

/** What goes along with a call, by name. */
export type Metadata = Readonly<Record<string, string>>;

export interface WireStream<Request, Response> {
  /** Every message so far, in order. */
  readonly received: readonly Response[];
  /** How the server ended it; undefined while it is open. */
  readonly ended: { readonly code: number; readonly message: string } | undefined;
  send(request: Partial<Request>): void;
  /** Nothing more will be sent. */
  end(): void;
  /** Waits until `count` messages have come, or the stream has ended. */
  reached(count: number): Promise<readonly Response[]>;
  /** Resolves with the next message or the end, and after `boundMs` without either. */
  changed(boundMs: number): Promise<void>;
  cancel(): void;
}

const callBoundMs = 20_000;
const messageBoundBytes = 64 * 1024 * 1024;

/** The generated codecs over grpc-js and nothing between: what the server says is what the test sees. */
export class WireClient {
  readonly #client: Client;

  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure(), {
      'grpc.max_receive_message_length': messageBoundBytes,
      'grpc.max_send_message_length': messageBoundBytes,
    });
  }

  call<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Partial<Request>,
    metadata: Metadata = {},
  ): Promise<Answer<Response>> {
    const bytes = Buffer.from(method.request.encode(request));
    return this.callPath(method.path, bytes, method.response, metadata);
  }

  /** A unary call of any path, with any bytes. */
  callPath<Response>(
    path: string,
    bytes: Buffer,
    response: MessageCodec<Response>,
    metadata: Metadata = {},
  ): Promise<Answer<Response>> {
    return new Promise((resolve) => {
      this.#client.makeUnaryRequest(
        path,
        (message: Buffer) => message,
        (message) => response.decode(message),
        bytes,
        toMetadata(metadata),
        { deadline: Date.now() + callBoundMs },
        (error: ServiceError | null, message?: Response) =>
          resolve(
            error === null && message !== undefined
              ? { response: message }
              : { code: error?.code ?? -1, message: error?.details ?? 'no message' },
          ),
      );
    });
  }

  stream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    metadata: Metadata = {},
  ): WireStream<Request, Response> {
    const call: ClientDuplexStream<Buffer, Response> = this.#client.makeBidiStreamRequest(
      method.path,
      (message: Buffer) => message,
      (message) => method.response.decode(message),
      toMetadata(metadata),
    );
    const received: Response[] = [];
    let ended: { code: number; message: string } | undefined;
    let changed = Promise.withResolvers<void>();
    const announce = () => {
      changed.resolve();
      changed = Promise.withResolvers<void>();
    };
    call.on('data', (message: Response) => {
      received.push(message);
      announce();
    });
    call.on('error', () => undefined);
    call.on('status', ({ code, details }) => {
      ended = { code, message: details };
      announce();
    });
    return {
      received,
      get ended() {
        return ended;
      },
      send: (request) => call.write(Buffer.from(method.request.encode(request))),
      end: () => call.end(),
      reached: (count) =>
        eventually(
          `${count} messages on ${method.path}`,
          () => (received.length >= count || ended !== undefined) && received,
        ),
      changed: async (boundMs) => {
        const timer = setTimeout(announce, boundMs);
        await changed.promise;
        clearTimeout(timer);
      },
      cancel: () => call.cancel(),
    };
  }

  /** A call with one request whose answer is a stream: every message, or how it failed. */
  collect<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Partial<Request>,
    metadata: Metadata = {},
  ): Promise<Answer<readonly Response[]>> {
    const call = this.#client.makeServerStreamRequest(
      method.path,
      (message: Buffer) => message,
      (message) => method.response.decode(message),
      Buffer.from(method.request.encode(request)),
      toMetadata(metadata),
      { deadline: Date.now() + callBoundMs },
    );
    const received: Response[] = [];
    call.on('data', (message: Response) => received.push(message));
    call.on('error', () => undefined);
    return new Promise((resolve) => {
      call.on('status', ({ code, details }) =>
        resolve(code === 0 ? { response: received } : { code, message: details }),
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}

function toMetadata(pairs: Metadata): GrpcMetadata {
  const metadata = new GrpcMetadata();
  for (const [name, value] of Object.entries(pairs)) {
    metadata.set(name, value);
  }
  return metadata;
}
