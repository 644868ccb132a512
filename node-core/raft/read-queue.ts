import type { Configuration } from './configuration.js';
import { voteResult } from './quorum.js';
import type { NodeId } from './types.js';

/** A read that waits for proof that its leader still leads. */
export interface ReadRequest {
  /** The member that asked, to be told the index. */
  readonly from: NodeId;
  readonly context: Uint8Array;
}

export interface ConfirmedRead extends ReadRequest {
  /** The commit index when the leader received the request. */
  readonly index: number;
}

interface PendingRead extends ConfirmedRead {
  readonly acks: Map<NodeId, boolean>;
}

/** Reads in the order of their arrival; an answer for one confirms all before it (Raft thesis §6.4). */
export class ReadQueue {
  /** By context; a Map keeps the order of arrival. */
  readonly #pending = new Map<string, PendingRead>();
  /** The last of them. */
  #newest: PendingRead | undefined;

  /** A context that waits already is not added again. */
  add(request: ReadRequest, index: number): void {
    const key = contextKey(request.context);
    if (!this.#pending.has(key)) {
      this.#newest = { ...request, index, acks: new Map() };
      this.#pending.set(key, this.#newest);
    }
  }

  /** A member has answered the heartbeat with this context; returns the reads that this confirms. */
  acknowledge(from: NodeId, context: Uint8Array, configuration: Configuration): ConfirmedRead[] {
    const read = this.#pending.get(contextKey(context));
    if (read === undefined) {
      return [];
    }
    read.acks.set(from, true);
    return voteResult(configuration, read.acks) === 'won' ? this.#takeThrough(read) : [];
  }

  /** What the next heartbeat carries, so that a lost one delays reads and does not lose them. */
  get newestContext(): Uint8Array | undefined {
    return this.#newest?.context;
  }

  #takeThrough(last: PendingRead): ConfirmedRead[] {
    const taken: PendingRead[] = [];
    for (const [key, read] of this.#pending) {
      this.#pending.delete(key);
      taken.push(read);
      if (read === last) {
        break;
      }
    }
    this.#newest = this.#pending.size === 0 ? undefined : this.#newest;
    return taken;
  }
}

/** One character for each byte: any bytes make a key, and different bytes different keys. */
const latin1 = new TextDecoder('latin1');

function contextKey(context: Uint8Array): string {
  return latin1.decode(context);
}
