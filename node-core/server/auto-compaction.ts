import { CompactionRequest } from '../../proto/generated/etcdserverpb.js';
import { CompactedError } from '../mvcc/errors.js';
import type { Clock } from '../ports/clock.js';
import type { Log } from './log.js';

/** How much history a member keeps by itself. */
export type AutoCompactionRule =
  | { readonly mode: 'periodic'; readonly periodMs: number }
  | { readonly mode: 'revision'; readonly revisions: number };

export interface AutoCompactionOptions {
  readonly rule: AutoCompactionRule;
  readonly clock: Clock;
  readonly log: Log;
  readonly revision: () => number;
  /** Only the leader compacts. */
  readonly isLeading: () => boolean;
  readonly compact: (request: CompactionRequest) => Promise<unknown>;
}

const hourMs = 3_600_000;
/** etcd notes the revision so many times within its period, or within an hour if that is shorter. */
const samplesPerPeriod = 10;
const revisionCheckMs = 300_000;

/**
 * etcd's auto-compaction. By revision: every five minutes, all but the newest so many. Periodic: the revision
 * is noted ten times an hour (or a shorter period), and what was current one period ago is compacted, first
 * after one period and then every hour (or shorter period).
 */
export class AutoCompaction {
  readonly #options: AutoCompactionOptions;
  readonly #checkEveryMs: number;
  /** Revisions noted, oldest first; the oldest was current one period ago, once there are enough. */
  #noted: number[] = [];
  #nextCheckMs: number;
  #lastSuccessMs: number;
  #lastRevision = 0;
  #hasSucceeded = false;
  #isUnderWay = false;

  constructor(options: AutoCompactionOptions) {
    this.#options = options;
    const { rule, clock } = options;
    this.#checkEveryMs =
      rule.mode === 'periodic' ? Math.min(rule.periodMs, hourMs) / samplesPerPeriod : revisionCheckMs;
    this.#lastSuccessMs = clock.monotonicMs();
    this.#nextCheckMs = this.#lastSuccessMs + this.#checkEveryMs;
    this.#note();
  }

  /** To be called often; looks when it is time. */
  tick(): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs < this.#nextCheckMs || this.#isUnderWay) {
      return;
    }
    this.#nextCheckMs = nowMs + this.#checkEveryMs;
    const target = this.#options.isLeading() ? this.#target(nowMs) : undefined;
    if (target !== undefined) {
      this.#isUnderWay = true;
      void this.#compact(target);
    }
    this.#note();
  }

  #note(): void {
    const { rule, revision } = this.#options;
    if (rule.mode === 'periodic') {
      const kept = Math.floor(rule.periodMs / this.#checkEveryMs) + 1;
      this.#noted = [...this.#noted, revision()].slice(-kept);
    }
  }

  /** The revision to compact at now, if any. */
  #target(nowMs: number): number | undefined {
    const { rule, revision } = this.#options;
    if (rule.mode === 'revision') {
      const target = revision() - rule.revisions;
      return target > 0 && target !== this.#lastRevision ? target : undefined;
    }
    const waitMs = this.#hasSucceeded ? Math.min(rule.periodMs, hourMs) : rule.periodMs;
    const [target = 0] = this.#noted;
    return nowMs - this.#lastSuccessMs < waitMs || target === this.#lastRevision ? undefined : target;
  }

  async #compact(revision: number): Promise<void> {
    const { log, clock, compact, rule } = this.#options;
    log('info', `starting auto ${rule.mode} compaction`, { revision });
    try {
      await compact(CompactionRequest.create({ revision })).catch(ignoreCompacted);
      this.#lastRevision = revision;
      this.#lastSuccessMs = clock.monotonicMs();
      this.#hasSucceeded = true;
      log('info', `completed auto ${rule.mode} compaction`, { revision });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log('warn', `failed auto ${rule.mode} compaction`, { revision, error: reason });
    } finally {
      this.#isUnderWay = false;
    }
  }
}

/** Somebody else has done it. */
function ignoreCompacted(error: unknown): void {
  if (!(error instanceof CompactedError)) {
    throw error;
  }
}
