import type { Clock } from '../ports/clock.js';
import type { RaftNode, ReadState } from '../raft/types.js';
import { RequestError, type RequestFailure } from './errors.js';
import type { RequestIds } from './request-ids.js';

interface Reader {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Reads that asked Raft together. */
interface ReadBatch {
  readonly readers: readonly Reader[];
  readonly expiresAtMs: number;
  readonly retryAtMs: number;
  /** Known when Raft has answered: the reads may go when this entry is applied. */
  readonly index: number | undefined;
}

/** etcd asks again when a leader has not answered for this long. */
const retryAfterMs = 500;

/**
 * Linearizable reads (Raft thesis §6.4). All reads that arrive while one request is being prepared share
 * it: one round through Raft, however many they are.
 */
export class ReadRequests {
  readonly #ids: RequestIds;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #arriving: Reader[] = [];
  #timedOutCount = 0;
  #failedCount = 0;
  readonly #batches = new Map<string, ReadBatch>();

  constructor(ids: RequestIds, clock: Clock, timeoutMs: number) {
    this.#ids = ids;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Rounds through Raft that took too long. */
  get timedOutCount(): number {
    return this.#timedOutCount;
  }

  /** Rounds through Raft that could not be made. */
  get failedCount(): number {
    return this.#failedCount;
  }

  /** Resolves when this member's state is at least as new as every write acknowledged before the call. */
  request(): Promise<void> {
    return new Promise((resolve, reject) => this.#arriving.push({ resolve, reject }));
  }

  get hasArrivals(): boolean {
    return this.#arriving.length > 0;
  }

  /** Asks Raft for the reads that have arrived. */
  submit(node: RaftNode): void {
    if (this.#arriving.length > 0) {
      const readers = this.#arriving;
      this.#arriving = [];
      this.#ask(node, readers, this.#clock.monotonicMs() + this.#timeoutMs);
    }
  }

  /** Takes Raft's answers. One to a batch that was given up is passed over. */
  confirm(states: readonly ReadState[]): void {
    for (const { index, context } of states) {
      const key = contextKey(context);
      const batch = this.#batches.get(key);
      if (batch !== undefined) {
        this.#batches.set(key, { ...batch, index });
      }
    }
  }

  /** Lets go what waited for an entry up to `index`. */
  applied(index: number): void {
    for (const [key, batch] of this.#batches) {
      if (batch.index !== undefined && batch.index <= index) {
        this.#batches.delete(key);
        for (const reader of batch.readers) {
          reader.resolve();
        }
      }
    }
  }

  /** Asks again, or gives up, where no answer has come. */
  tick(node: RaftNode): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [key, batch] of [...this.#batches]) {
      if (batch.expiresAtMs <= nowMs) {
        this.#batches.delete(key);
        this.#timedOutCount += 1;
        rejectAll(batch.readers, 'timeout');
      } else if (batch.index === undefined && batch.retryAtMs <= nowMs) {
        this.#batches.delete(key);
        this.#ask(node, batch.readers, batch.expiresAtMs);
      }
    }
  }

  failAll(failure: RequestFailure): void {
    const batches = [...this.#batches.values()];
    this.#batches.clear();
    for (const { readers } of batches) {
      rejectAll(readers, failure);
    }
    const arriving = this.#arriving;
    this.#arriving = [];
    rejectAll(arriving, failure);
  }

  #ask(node: RaftNode, readers: readonly Reader[], expiresAtMs: number): void {
    const context = Buffer.alloc(8);
    context.writeBigUInt64BE(this.#ids.next());
    if (node.readIndex(context) === 'no-leader') {
      this.#failedCount += 1;
      rejectAll(readers, 'no-leader');
      return;
    }
    const retryAtMs = this.#clock.monotonicMs() + retryAfterMs;
    this.#batches.set(contextKey(context), { readers, expiresAtMs, retryAtMs, index: undefined });
  }
}

function contextKey(context: Uint8Array): string {
  return Buffer.from(context.buffer, context.byteOffset, context.length).toString('latin1');
}

function rejectAll(readers: readonly Reader[], failure: RequestFailure): void {
  for (const reader of readers) {
    reader.reject(new RequestError(failure));
  }
}
