/** So long one allowance lasts, in milliseconds. */
const periodMs = 100;
/** How many bytes of values are looked into in a period to find out who wrote them: about 2 ms. */
const periodBytesMax = 200_000;

/** Bounds what finding out writers costs; what is beyond it is counted without its writer. */
export class WriterBudget {
  #periodStartMs = Number.NEGATIVE_INFINITY;
  #spentBytes = 0;

  /** @returns whether so many bytes may be looked into now. */
  take(bytes: number, nowMs: number): boolean {
    if (Math.abs(nowMs - this.#periodStartMs) >= periodMs) {
      this.#periodStartMs = nowMs;
      this.#spentBytes = 0;
    }
    const mayTake = this.#spentBytes + bytes <= periodBytesMax;
    if (mayTake) this.#spentBytes += bytes;
    return mayTake;
  }
}
