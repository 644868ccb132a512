import type { Clock } from '../ports/clock.js';
import { Histogram, usualBoundsSeconds } from '../server/histogram.js';
import type { MethodHandler, ServiceTable, StreamContext, StreamReceiver } from './call.js';
import { toStatus } from './errors.js';
import { type Message, sizeOfMessage } from './message.js';
import { StatusCode } from './status.js';

/** The kinds of calls, in the words of gRPC's metrics. */
const callTypes = { unary: 'unary', 'server-stream': 'server_stream', bidirectional: 'bidi_stream' } as const;

/** The calls of one method since the server started. */
export class MethodStatistics {
  /** Such as `etcdserverpb.KV`. */
  readonly service: string;
  readonly method: string;
  readonly type: (typeof callTypes)[keyof typeof callTypes];
  started = 0;
  messagesReceived = 0;
  messagesSent = 0;
  bytesReceived = 0;
  bytesSent = 0;
  /** By the code they ended with. */
  readonly handled = new Map<StatusCode, number>();
  /** How long calls took; undefined when nobody wants to know. */
  readonly durations: Histogram | undefined;
  readonly #clock: Clock | undefined;

  /** @param clock absent: the time calls take is not measured */
  constructor(path: string, kind: MethodHandler['kind'], clock: Clock | undefined) {
    this.#clock = clock;
    this.durations = clock === undefined ? undefined : new Histogram(usualBoundsSeconds);
    const [, service = '', method = ''] = path.split('/');
    this.service = service;
    this.method = method;
    this.type = callTypes[kind];
  }

  /** @returns what `ended` is told */
  begin(): number {
    this.started += 1;
    return this.#clock?.monotonicMs() ?? 0;
  }

  received(bytes: number): void {
    this.messagesReceived += 1;
    this.bytesReceived += bytes;
  }

  sent(bytes: number): void {
    this.messagesSent += 1;
    this.bytesSent += bytes;
  }

  ended(code: StatusCode, beganMs: number): void {
    if (this.#clock !== undefined) {
      this.durations?.observeMs(this.#clock.monotonicMs() - beganMs);
    }
    this.handled.set(code, (this.handled.get(code) ?? 0) + 1);
  }
}

export interface CountedServices {
  readonly services: ServiceTable;
  readonly methods: readonly MethodStatistics[];
}

/**
 * The same services, noting what goes through them.
 * @param clock given: how long calls take is noted, too
 */
export function countCalls(services: ServiceTable, clock?: Clock): CountedServices {
  const methods: MethodStatistics[] = [];
  const counting = [...services].map(([path, handler]) => {
    const statistics = new MethodStatistics(path, handler.kind, clock);
    methods.push(statistics);
    return [path, countedHandler(handler, statistics)] as const;
  });
  return { services: new Map(counting), methods };
}

function countedHandler(handler: MethodHandler, statistics: MethodStatistics): MethodHandler {
  switch (handler.kind) {
    case 'unary':
      return {
        kind: 'unary',
        handle: (request, context) => {
          const beganMs = statistics.begin();
          statistics.received(request.length);
          return countedAnswer(() => handler.handle(request, context), statistics, beganMs);
        },
      };
    case 'server-stream':
      return {
        kind: 'server-stream',
        handle: (request, context) => {
          statistics.received(request.length);
          handler.handle(request, new CountedContext(context, statistics));
        },
      };
    case 'bidirectional':
      return {
        kind: 'bidirectional',
        handle: (context) =>
          countedReceiver(handler.handle(new CountedContext(context, statistics)), statistics),
      };
  }
}

function countedAnswer(
  handle: () => Message | Promise<Message>,
  statistics: MethodStatistics,
  beganMs: number,
): Message | Promise<Message> {
  const answered = (answer: Message) => {
    statistics.sent(sizeOfMessage(answer));
    statistics.ended(StatusCode.OK, beganMs);
  };
  const failed = (error: unknown) => statistics.ended(toStatus(error).code, beganMs);
  try {
    const answer = handle();
    if (answer instanceof Promise) {
      answer.then(answered, failed);
    } else {
      answered(answer);
    }
    return answer;
  } catch (error) {
    failed(error);
    throw error;
  }
}

function countedReceiver(receiver: StreamReceiver, statistics: MethodStatistics): StreamReceiver {
  return {
    message: (bytes) => {
      statistics.received(bytes.length);
      receiver.message(bytes);
    },
    end: () => receiver.end(),
  };
}

/** A stream that notes what is sent on it, and how it ends: one that its client leaves is cancelled. */
class CountedContext implements StreamContext {
  readonly #context: StreamContext;
  readonly #statistics: MethodStatistics;
  #code: StatusCode = StatusCode.CANCELLED;

  constructor(context: StreamContext, statistics: MethodStatistics) {
    this.#context = context;
    this.#statistics = statistics;
    const beganMs = statistics.begin();
    context.onClose(() => statistics.ended(this.#code, beganMs));
  }

  metadata(name: string): string | undefined {
    return this.#context.metadata(name);
  }

  commonName(): string | undefined {
    return this.#context.commonName();
  }

  onClose(listener: () => void): void {
    this.#context.onClose(listener);
  }

  onWritable(listener: () => void): void {
    this.#context.onWritable(listener);
  }

  send(message: Message): boolean {
    this.#statistics.sent(sizeOfMessage(message));
    return this.#context.send(message);
  }

  finish(error?: unknown): void {
    this.#code = error === undefined ? StatusCode.OK : toStatus(error).code;
    this.#context.finish(error);
  }
}
