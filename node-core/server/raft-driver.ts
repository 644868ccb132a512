import type { Entry, HardState } from '../../proto/generated/raftpb.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { MemoryStorage } from '../raft/memory-storage.js';
import {
  type NodeId,
  nobody,
  type ProposalOutcome,
  type RaftNode,
  type Ready,
  type SoftState,
} from '../raft/types.js';
import type { Wal } from '../wal/types.js';
import { type MemberFailedError, memberFailed } from './errors.js';
import { ReadRequests } from './read-requests.js';
import type { RequestIds } from './request-ids.js';

export interface RaftDriverOptions {
  readonly node: RaftNode;
  readonly storage: MemoryStorage;
  readonly wal: Wal;
  /** Names reads, so that answers to them can be told apart among all members. */
  readonly ids: RequestIds;
  readonly clock: Clock;
  /** Runs an action after the events of this turn of the event loop: what they ask for is done together. */
  readonly nextTurn: (action: () => void) => void;
  readonly tickMs: number;
  readonly readTimeoutMs: number;
  /** Applies committed entries, all of them durable on this member, in order. A promise is waited for. */
  readonly apply: (entries: readonly Entry[]) => void | Promise<void>;
  readonly onLeadership: (state: SoftState) => void;
  readonly onTick: () => void;
  /** Durability was refused: nothing more is written, applied or answered. */
  readonly onFailure: (error: MemberFailedError) => void;
}

/**
 * Runs a Raft node against its disk: what Raft says must be durable is durable before anything that
 * depends on it leaves or is applied.
 *
 * While one batch of entries is being synced, proposals gather in Raft and make the next batch, so the
 * disk sets the pace and each sync serves everybody who waits (group commit).
 */
export class RaftDriver {
  readonly #options: RaftDriverOptions;
  readonly #reads: ReadRequests;
  #state: 'idle' | 'scheduled' | 'running' | 'stopped' = 'idle';
  #running: Promise<void> = Promise.resolve();
  #ticker: Timer | undefined;
  #appliedIndex: number;
  #term: number;
  #leader = nobody;
  /**
   * A commit index not yet written. Raft does not need it durable (a leader finds it anew), so it goes
   * with the next entries or the next tick instead of costing a write of its own.
   */
  #unwrittenHardState: HardState | undefined;

  constructor(options: RaftDriverOptions) {
    this.#options = options;
    this.#reads = new ReadRequests(options.ids, options.clock, options.readTimeoutMs);
    const { applied, term } = options.node.status();
    this.#appliedIndex = applied;
    this.#term = term;
  }

  get term(): number {
    return this.#term;
  }

  get leader(): NodeId {
    return this.#leader;
  }

  get reads(): Pick<ReadRequests, 'timedOutCount' | 'failedCount'> {
    return this.#reads;
  }

  /** Resolves when what the log says was committed has been applied. */
  async start(): Promise<void> {
    this.#state = 'running';
    this.#running = this.#run();
    this.#scheduleTick();
    await this.#running;
  }

  propose(data: Uint8Array): ProposalOutcome {
    if (this.#state === 'stopped') {
      return 'no-leader';
    }
    const outcome = this.#options.node.propose(data);
    this.#schedule();
    return outcome;
  }

  /** @throws RequestError when no leader confirms it in time */
  linearizableRead(): Promise<void> {
    const read = this.#reads.request();
    if (this.#state === 'stopped') {
      this.#reads.failAll('stopped');
    }
    this.#schedule();
    return read;
  }

  /** Runs an action on the Raft node between two batches, such as a campaign. */
  steer(action: (node: RaftNode) => void): void {
    action(this.#options.node);
    this.#schedule();
  }

  /** Writes the commit index that is known, so that the WAL says what a snapshot record relies on. */
  async flushHardState(): Promise<void> {
    const hardState = this.#unwrittenHardState;
    if (hardState !== undefined) {
      this.#unwrittenHardState = undefined;
      await this.#options.wal.save(hardState, [], false);
    }
  }

  /** Finishes what is under way and stops. The WAL stays open. */
  async stop(): Promise<void> {
    const wasStopped = this.#state === 'stopped';
    this.#state = 'stopped';
    this.#ticker?.cancel();
    this.#reads.failAll('stopped');
    await this.#running;
    if (!wasStopped) {
      await this.flushHardState();
    }
  }

  #schedule(): void {
    if (this.#state === 'idle') {
      this.#state = 'scheduled';
      this.#options.nextTurn(() => {
        if (this.#state === 'scheduled') {
          this.#state = 'running';
          this.#running = this.#run();
        }
      });
    }
  }

  async #run(): Promise<void> {
    try {
      this.#reads.submit(this.#options.node);
      while (this.#state === 'running' && this.#options.node.hasReady()) {
        await this.#handle(this.#options.node.ready());
        this.#reads.submit(this.#options.node);
      }
      if (this.#state === 'running') {
        this.#state = 'idle';
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Entries below the first one to persist are durable here already, so they are applied and answered
   * while the disk takes the new ones.
   */
  async #handle(ready: Ready): Promise<void> {
    this.#term = ready.hardState?.term ?? this.#term;
    if (ready.softState !== undefined) {
      this.#leadershipChanged(ready.softState);
    }
    this.#reads.confirm(ready.readStates);
    const firstNew = ready.entries[0]?.index ?? Number.POSITIVE_INFINITY;
    const persisted = this.#persist(ready);
    try {
      await this.#apply(ready.committedEntries.filter((entry) => entry.index < firstNew));
    } finally {
      await persisted;
    }
    await this.#apply(ready.committedEntries.filter((entry) => entry.index >= firstNew));
    this.#options.node.advance(ready);
  }

  async #persist({ hardState, entries, mustSync }: Ready): Promise<void> {
    const { storage, wal } = this.#options;
    this.#unwrittenHardState = hardState ?? this.#unwrittenHardState;
    if (entries.length > 0 || mustSync) {
      const written = this.#unwrittenHardState;
      this.#unwrittenHardState = undefined;
      await wal.save(written, entries, mustSync);
    }
    if (hardState !== undefined) {
      storage.setHardState(hardState);
    }
    storage.append(entries);
  }

  async #apply(entries: readonly Entry[]): Promise<void> {
    const last = entries.at(-1);
    if (last !== undefined) {
      const applied = this.#options.apply(entries);
      if (applied instanceof Promise) {
        await applied;
      }
      this.#appliedIndex = last.index;
    }
    this.#reads.applied(this.#appliedIndex);
  }

  #leadershipChanged(state: SoftState): void {
    this.#leader = state.leader;
    this.#reads.failAll('leader-changed');
    this.#options.onLeadership(state);
  }

  #scheduleTick(): void {
    this.#ticker = this.#options.clock.startTimer(this.#options.tickMs, () => {
      if (this.#state === 'stopped') {
        return;
      }
      this.#scheduleTick();
      this.#options.node.tick();
      this.#reads.tick(this.#options.node);
      this.#options.onTick();
      this.#flushWhenIdle();
      this.#schedule();
    });
  }

  #flushWhenIdle(): void {
    if (this.#state === 'idle' && this.#unwrittenHardState !== undefined) {
      this.#state = 'running';
      this.#running = this.flushHardState().then(
        () => this.#run(),
        (error: unknown) => this.#fail(error),
      );
    }
  }

  #fail(error: unknown): void {
    this.#state = 'stopped';
    this.#ticker?.cancel();
    this.#reads.failAll('stopped');
    this.#options.onFailure(memberFailed(error));
  }
}
