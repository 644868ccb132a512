import { Event, Event_EventType as EventType, type KeyValue } from '../../proto/generated/mvccpb.js';
import { LeaderResponse } from '../../proto/generated/v3electionpb.js';
import type { Member } from '../server/member.js';
import type { WatchBatch } from '../watch/types.js';
import type { StreamContext } from './call.js';
import { responseHeader } from './header.js';
import type { Queue } from './queue.js';
import { watchSpec } from './wait-for-delete.js';

const noBytes = new Uint8Array(0);

/**
 * Sends who leads an election, each of its proclamations and each leader after it. As in etcd the stream ends
 * without an error when a read or a watch of it fails.
 */
export function observeLeaders(member: Member, queue: Queue, context: StreamContext): void {
  const observation = new Observation(member, queue, context);
  context.onClose(() => observation.stop());
  context.onWritable(() => observation.resume());
  observation.run().then(
    () => context.finish(),
    () => context.finish(),
  );
}

class Observation {
  readonly #member: Member;
  readonly #queue: Queue;
  readonly #context: StreamContext;
  #stopped = false;
  #isSlow = false;
  #endWatch: () => void = () => undefined;
  #resumeWatch: () => void = () => undefined;

  constructor(member: Member, queue: Queue, context: StreamContext) {
    this.#member = member;
    this.#queue = queue;
    this.#context = context;
  }

  stop(): void {
    this.#stopped = true;
    this.#endWatch();
  }

  /** The client takes more. */
  resume(): void {
    this.#resumeWatch();
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      const { header, kvs } = await this.#queue.head();
      const revision = header?.revision ?? 0;
      const leader = kvs[0] ?? (await this.#firstCandidate(revision + 1));
      if (leader === undefined || this.#stopped) {
        return;
      }
      const seen = kvs[0] === undefined ? leader.modRevision : revision;
      this.#send(leader, seen);
      if (!(await this.#follow(leader.key, seen + 1))) {
        return;
      }
    }
  }

  /** Waits for a candidate where there is none; undefined when it cannot be told. */
  async #firstCandidate(startRevision: number): Promise<KeyValue | undefined> {
    let candidate: KeyValue | undefined;
    await this.#watch(this.#queue.prefix, this.#queue.rangeEnd, startRevision, ({ events }) => {
      candidate = events.map(Event.decode).find(isPut)?.kv;
      return candidate !== undefined;
    });
    return candidate;
  }

  /** Sends what the leader says until its key is gone. @returns false when it cannot be followed. */
  #follow(key: Uint8Array, startRevision: number): Promise<boolean> {
    return this.#watch(key, noBytes, startRevision, ({ events, revision }) => {
      for (const event of events.map(Event.decode)) {
        if (!isPut(event) || event.kv === undefined) {
          return true;
        }
        this.#send(event.kv, revision);
      }
      return false;
    });
  }

  #send(kv: KeyValue, revision: number): void {
    const header = responseHeader(this.#member, revision);
    this.#isSlow = !this.#context.send(LeaderResponse.encode({ header, kv })) || this.#isSlow;
  }

  /** Watches until `isDone` has seen what it waits for. @returns false when the watch ended before that. */
  #watch(
    key: Uint8Array,
    rangeEnd: Uint8Array,
    startRevision: number,
    isDone: (batch: WatchBatch) => boolean,
  ): Promise<boolean> {
    this.#member.checkWatch(key, rangeEnd, this.#context);
    return new Promise((resolve) => {
      const end = (done: boolean) => {
        stream.close();
        resolve(done);
      };
      const stream = this.#member.watches.open({
        deliver: (batch) => {
          if (isDone(batch)) {
            end(true);
          }
          return !this.#isSlow;
        },
        compacted: () => end(false),
        progress: () => undefined,
      });
      this.#endWatch = () => end(false);
      this.#resumeWatch = () => {
        this.#isSlow = false;
        stream.resume();
      };
      stream.create(-1n, watchSpec(key, rangeEnd, startRevision));
    });
  }
}

function isPut({ type }: Event): boolean {
  return type === EventType.PUT;
}
