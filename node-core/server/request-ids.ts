import type { Clock } from '../ports/clock.js';

const suffixBits = 48n;
const suffixLimit = 2 ** 48;
const countsPerMs = 2 ** 8;

/**
 * Ids for requests in the Raft log, as etcd makes them: 16 bits of the member's id, then 40 bits of the
 * time in milliseconds and 8 bits that count. A member that restarts continues with higher ids, and two
 * members do not make the same.
 */
export class RequestIds {
  readonly #prefix: bigint;
  #suffix: number;

  constructor(memberId: bigint, clock: Clock) {
    this.#prefix = BigInt.asUintN(16, memberId) << suffixBits;
    this.#suffix = (clock.wallMs() * countsPerMs) % suffixLimit;
  }

  next(): bigint {
    this.#suffix = (this.#suffix + 1) % suffixLimit;
    return this.#prefix | BigInt(this.#suffix);
  }
}
