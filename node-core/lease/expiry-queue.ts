/** Something with a time to die. The queue keeps its own mark on it, so an item is in one queue at most. */
export interface Expiring {
  expiresAtMs: number;
  /** −1 while it is in no queue. */
  queuePosition: number;
}

/** A binary heap, soonest first, whose items can be moved and taken out where they are. */
export class ExpiryQueue<T extends Expiring> {
  readonly #heap: T[] = [];

  /** Puts an item in, or to its new place when `expiresAtMs` has changed. */
  set(item: T, expiresAtMs: number): void {
    item.expiresAtMs = expiresAtMs;
    if (item.queuePosition < 0) {
      item.queuePosition = this.#heap.push(item) - 1;
    }
    this.#settle(item);
  }

  delete(item: T): void {
    const position = item.queuePosition;
    const last = this.#heap.at(-1);
    if (position < 0 || last === undefined) {
      return;
    }
    this.#heap.pop();
    if (last !== item) {
      this.#place(last, position);
      this.#settle(last);
    }
    item.queuePosition = -1;
  }

  clear(): void {
    for (const item of this.#heap) {
      item.queuePosition = -1;
    }
    this.#heap.length = 0;
  }

  /** Items that expire at `nowMs` or before, at most `limit`, soonest first; they stay in. */
  due(nowMs: number, limit: number): T[] {
    const due: T[] = [];
    let first = this.#heap[0];
    while (first !== undefined && first.expiresAtMs <= nowMs && due.length < limit) {
      due.push(first);
      this.delete(first);
      first = this.#heap[0];
    }
    for (const item of due) {
      this.set(item, item.expiresAtMs);
    }
    return due;
  }

  #settle(item: T): void {
    this.#rise(item);
    this.#sink(item);
  }

  #rise(item: T): void {
    for (;;) {
      const parentPosition = (item.queuePosition - 1) >>> 1;
      const parent = item.queuePosition === 0 ? undefined : this.#heap[parentPosition];
      if (parent === undefined || parent.expiresAtMs <= item.expiresAtMs) {
        return;
      }
      this.#swap(item, parent);
    }
  }

  #sink(item: T): void {
    for (;;) {
      const child = this.#soonerChild(item.queuePosition);
      if (child === undefined || child.expiresAtMs >= item.expiresAtMs) {
        return;
      }
      this.#swap(item, child);
    }
  }

  #soonerChild(position: number): T | undefined {
    const left = this.#heap[position * 2 + 1];
    const right = this.#heap[position * 2 + 2];
    if (left === undefined || right === undefined) {
      return left;
    }
    return right.expiresAtMs < left.expiresAtMs ? right : left;
  }

  #swap(a: T, b: T): void {
    const position = a.queuePosition;
    this.#place(a, b.queuePosition);
    this.#place(b, position);
  }

  #place(item: T, position: number): void {
    this.#heap[position] = item;
    item.queuePosition = position;
  }
}
