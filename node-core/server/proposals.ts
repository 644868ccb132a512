import { type Caller, nobody } from '../auth/types.js';
import type { Clock } from '../ports/clock.js';
import type { ProposalOutcome } from '../raft/types.js';
import type { ProposalAnswers, ProposalKind } from './answers.js';
import { RequestError, type RequestFailure } from './errors.js';
import { encodeProposal } from './proposal-codec.js';
import type { RequestIds } from './request-ids.js';

/** What came of an applied entry: the answer under its kind, or the error its client gets. */
export type Outcome =
  | { readonly answers: Partial<ProposalAnswers>; readonly error?: undefined }
  | { readonly answers?: undefined; readonly error: unknown };

interface Waiting {
  readonly settle: (outcome: Outcome) => void;
  readonly expiresAtMs: number;
}

export interface ProposalOptions {
  readonly ids: RequestIds;
  readonly clock: Clock;
  /** Largest encoded request that may enter the log, in bytes. */
  readonly maxRequestBytes: number;
  readonly timeoutMs: number;
  /** Hands an encoded request to Raft. */
  readonly submit: (data: Uint8Array) => ProposalOutcome | 'disk-full';
}

const refusals: Readonly<Record<Exclude<ProposalOutcome | 'disk-full', 'accepted'>, RequestFailure>> = {
  'disk-full': 'no-space',
  'no-leader': 'no-leader',
  transferring: 'no-leader',
  'too-much-uncommitted': 'too-many-requests',
  'conf-change-refused': 'too-many-requests',
};

/** Requests on their way through Raft, each waiting for its entry to be applied. */
export class Proposals {
  readonly #options: ProposalOptions;
  /** In order of submission, so of expiry. */
  readonly #waiting = new Map<bigint, Waiting>();
  #failedCount = 0;

  constructor(options: ProposalOptions) {
    this.#options = options;
  }

  get pendingCount(): number {
    return this.#waiting.size;
  }

  /** Proposals that Raft refused or that timed out, since the start. */
  get failedCount(): number {
    return this.#failedCount;
  }

  /**
   * Resolves with the answer when the request has been committed and applied.
   * @param body the encoded request of that kind
   * @param caller who asks; the entry carries it
   * @throws RequestError, and what applying it throws
   */
  propose<K extends ProposalKind>(
    kind: K,
    body: Uint8Array,
    caller: Caller = nobody,
  ): Promise<ProposalAnswers[K]> {
    return new Promise((resolve, reject) => {
      const id = this.#options.ids.next();
      const data = encodeProposal({ id, caller, kind, body });
      if (data.length > this.#options.maxRequestBytes) {
        throw new RequestError('request-too-large');
      }
      const outcome = this.#options.submit(data);
      if (outcome !== 'accepted') {
        this.#failedCount += 1;
        throw new RequestError(refusals[outcome]);
      }
      this.#waiting.set(id, {
        expiresAtMs: this.#options.clock.monotonicMs() + this.#options.timeoutMs,
        settle: ({ answers, error }) => {
          const answer = answers?.[kind];
          if (answer === undefined) {
            reject(error ?? new Error(`entry ${id} was applied as something else than ${kind}`));
          } else {
            resolve(answer);
          }
        },
      });
    });
  }

  /** Whether a client of this member waits for this request. */
  has(id: bigint): boolean {
    return this.#waiting.has(id);
  }

  /** Answers the request of an applied entry; entries of other members or of earlier runs wait for nothing. */
  settle(id: bigint, outcome: Outcome): void {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) {
      this.#waiting.delete(id);
      waiting.settle(outcome);
    }
  }

  /** Gives up on what has waited too long. It may still be applied: the outcome is unknown, as in etcd. */
  expire(): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const [id, waiting] of this.#waiting) {
      if (waiting.expiresAtMs > nowMs) {
        return;
      }
      this.#failedCount += 1;
      this.settle(id, { error: new RequestError('timeout') });
    }
  }

  failAll(failure: RequestFailure): void {
    for (const id of [...this.#waiting.keys()]) {
      this.settle(id, { error: new RequestError(failure) });
    }
  }
}
