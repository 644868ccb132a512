interface Appointment {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

/** Virtual time: what is to happen, in the order of its time, and of its coming up where times are equal. */
export class Agenda {
  readonly #heap: Appointment[] = [];
  #order = 0;
  now = 0;

  after(delay: number, action: () => void): void {
    this.#order += 1;
    this.#push({ at: this.now + delay, order: this.#order, action });
  }

  /** Runs everything up to a time. */
  runUntil(end: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#pop();
      this.now = next.at;
      next.action();
    }
    this.now = end;
  }

  #push(item: Appointment): void {
    const heap = this.#heap;
    let slot = heap.push(item) - 1;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (!this.#swapIfLater(parent, slot)) {
        return;
      }
      slot = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return;
    }
    heap[0] = last;
    for (let slot = 0; ; ) {
      const child = this.#earlierChild(slot);
      if (child === undefined || !this.#swapIfLater(slot, child)) {
        return;
      }
      slot = child;
    }
  }

  #earlierChild(slot: number): number | undefined {
    const [left, right] = [2 * slot + 1, 2 * slot + 2];
    if (left >= this.#heap.length) {
      return undefined;
    }
    return right < this.#heap.length && this.#isLater(left, right) ? right : left;
  }

  #swapIfLater(upper: number, lower: number): boolean {
    const [a, b] = [this.#heap[upper], this.#heap[lower]];
    if (a === undefined || b === undefined || !this.#isLater(upper, lower)) {
      return false;
    }
    this.#heap[upper] = b;
    this.#heap[lower] = a;
    return true;
  }

  #isLater(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    return a !== undefined && b !== undefined && (a.at > b.at || (a.at === b.at && a.order > b.order));
  }
}
