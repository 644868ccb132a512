import { Inflights } from './inflights.js';
import { invariant } from './invariant.js';
import type { PeerProgress } from './types.js';

/**
 * What the leader knows about one member's log, and how it may send to it.
 *
 * - `probe`: where the logs agree is a guess; one append at a time, each waits for an answer or a heartbeat's.
 * - `replicate`: the guess was right; appends are sent ahead of the answers, up to the window.
 * - `snapshot`: the peer needs entries that were compacted; nothing is sent until the snapshot has arrived.
 *
 * Invariant: match < next. Entries between them are on the way.
 */
export class Progress {
  /** Index up to which the member's log is known to equal the leader's, and to be durable there. */
  match = 0;
  next: number;
  state: PeerProgress['state'] = 'probe';
  /** The member has answered since the last check for a quorum. */
  recentlyActive = false;
  /** No append until a heartbeat is answered. */
  paused = false;
  readonly inflights: Inflights;
  /** Highest commit index on the way to the member. */
  #sentCommit = 0;
  #pendingSnapshot = 0;

  constructor(next: number, maxInflightMessages: number) {
    this.next = next;
    this.inflights = new Inflights(maxInflightMessages);
  }

  get isPaused(): boolean {
    return this.paused || this.state === 'snapshot';
  }

  /** After a snapshot probing goes on right behind it, otherwise behind what is known to match. */
  becomeProbe(): void {
    const from = this.state === 'snapshot' ? Math.max(this.match, this.#pendingSnapshot) : this.match;
    this.#enter('probe', from + 1);
    this.#lowerSentCommit();
  }

  becomeReplicate(): void {
    this.#enter('replicate', this.match + 1);
  }

  becomeSnapshot(index: number): void {
    this.#enter('snapshot', index + 1);
    this.#pendingSnapshot = index;
    this.#sentCommit = index;
  }

  /** The snapshot did not arrive: probing must not start behind it. */
  forgetSnapshot(): void {
    this.#pendingSnapshot = 0;
  }

  /** An append with `count` entries from `next` on was sent. */
  sentEntries(count: number): void {
    invariant(this.state !== 'snapshot', 'no append is sent while a snapshot is on its way', {
      next: this.next,
    });
    if (this.state === 'probe') {
      this.paused ||= count > 0;
      return;
    }
    if (count > 0) {
      this.next += count;
      this.inflights.add(this.next - 1);
    }
    this.paused = this.inflights.isFull;
  }

  /** Whether telling `commit` now can move the member's commit index. */
  canRaiseCommit(commit: number): boolean {
    return commit > this.#sentCommit && this.#sentCommit < this.next - 1;
  }

  sentCommit(commit: number): void {
    this.#sentCommit = commit;
  }

  /** The member has acknowledged everything up to `index`; false when that is old news. */
  acknowledge(index: number): boolean {
    if (index <= this.match) {
      return false;
    }
    this.match = index;
    this.next = Math.max(this.next, index + 1);
    this.paused = false;
    return true;
  }

  /**
   * The member has refused an append behind `rejected` and suggests `hint` as the point of agreement;
   * false when the refusal answers a message that no longer matters.
   */
  reject(rejected: number, hint: number): boolean {
    const stale = this.state === 'replicate' ? rejected <= this.match : rejected !== this.next - 1;
    if (stale) {
      return false;
    }
    const guess = this.state === 'replicate' ? this.match : Math.min(rejected - 1, hint);
    this.next = Math.max(guess, this.match) + 1;
    this.paused = this.state === 'replicate' && this.paused;
    this.#lowerSentCommit();
    return true;
  }

  #enter(state: PeerProgress['state'], next: number): void {
    this.state = state;
    this.next = next;
    this.paused = false;
    this.#pendingSnapshot = 0;
    this.inflights.clear();
  }

  #lowerSentCommit(): void {
    this.#sentCommit = Math.min(this.#sentCommit, this.next - 1);
  }
}
