import type { TestContext } from 'node:test';
import { realClock } from '../../../node-core/ports/real-clock.js';
import type { MethodHandler, StreamContext } from '../../../node-core/rpc/call.js';
import { toStatus } from '../../../node-core/rpc/errors.js';
import { type Listener, type ListenerOptions, openListener } from '../../../node-core/rpc/listener.js';
import { RpcError, StatusCode } from '../../../node-core/rpc/status.js';

export const maxReceiveBytes = 1_000;

/** Lets a test answer a call when it wants to. */
export interface HeldCalls {
  /** Answers the calls of `/test.Echo/Held` so far. */
  answer(): void;
  readonly count: number;
  readonly closed: number;
  /** The stream of the last `/test.Echo/Stream`. */
  stream: StreamContext | undefined;
}

const pieceBytes = 50_000;

/** A message of a million bytes that begin with the request, after an empty piece. */
function inPieces(request: Uint8Array): Uint8Array[] {
  const whole = Buffer.alloc(1_000_000, request);
  const starts = Array.from({ length: whole.length / pieceBytes }, (_, i) => i * pieceBytes);
  return [Buffer.alloc(0), ...starts.map((start) => whole.subarray(start, start + pieceBytes))];
}

/** A service that says back what it hears, in every way a service of etcd's answers. */
export async function startEchoServer(
  t: TestContext,
  options: Partial<ListenerOptions> = {},
): Promise<{ readonly listener: Listener; readonly held: HeldCalls }> {
  let waiting: (() => void)[] = [];
  const held = {
    count: 0,
    closed: 0,
    stream: undefined as StreamContext | undefined,
    answer() {
      for (const answer of waiting) {
        answer();
      }
      waiting = [];
    },
  };
  const services = new Map<string, MethodHandler>([
    ['/test.Echo/Now', { kind: 'unary', handle: (request) => request }],
    [
      '/test.Echo/Huge',
      { kind: 'unary', handle: () => Array<Uint8Array>(2 ** 15).fill(Buffer.alloc(2 ** 16)) },
    ],
    ['/test.Echo/Pieces', { kind: 'unary', handle: (request) => inPieces(request) }],
    [
      '/test.Echo/Held',
      {
        kind: 'unary',
        handle: (request, context) => {
          held.count += 1;
          context.onClose(() => {
            held.closed += 1;
          });
          return new Promise((resolve) => waiting.push(() => resolve(request)));
        },
      },
    ],
    [
      '/test.Echo/Fail',
      {
        kind: 'unary',
        handle: () => {
          throw new RpcError(StatusCode.FAILED_PRECONDITION, 'not today: 100 %');
        },
      },
    ],
    [
      '/test.Echo/Stream',
      {
        kind: 'bidirectional',
        handle: (context) => {
          held.stream = context;
          return { message: (bytes) => void context.send(bytes), end: () => context.finish() };
        },
      },
    ],
  ]);
  const listener = await openListener({
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    clock: realClock,
    grpc: { services, clock: realClock, maxReceiveBytes, toStatus },
    http: async ({ method, path, query }) => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: `${method} ${path} ${query.get('q') ?? ''}`,
    }),
    ...options,
  });
  t.after(() => listener.close());
  return { listener, held };
}
