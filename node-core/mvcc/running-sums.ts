/**
 * Numbers in a row, with sums over any part of it in logarithmic time (a Fenwick tree). Adding to one
 * number is logarithmic too; changing the row's length means building anew.
 */
export class RunningSums {
  readonly #tree: Float64Array;

  constructor(values: readonly number[]) {
    this.#tree = new Float64Array(values.length + 1);
    this.#tree.set(values, 1);
    for (let i = 1; i <= values.length; i += 1) {
      const parent = i + lowestBit(i);
      if (parent <= values.length) {
        this.#tree[parent] = this.#at(parent) + this.#at(i);
      }
    }
  }

  add(index: number, change: number): void {
    for (let i = index + 1; i < this.#tree.length; i += lowestBit(i)) {
      this.#tree[i] = this.#at(i) + change;
    }
  }

  /** Sum of the numbers in `[from, to)`; 0 when `to` is not above `from`. */
  sum(from: number, to: number): number {
    return to <= from ? 0 : this.#sumBefore(to) - this.#sumBefore(from);
  }

  #sumBefore(index: number): number {
    let sum = 0;
    for (let i = index; i > 0; i -= lowestBit(i)) {
      sum += this.#at(i);
    }
    return sum;
  }

  #at(index: number): number {
    return this.#tree[index] ?? 0;
  }
}

function lowestBit(value: number): number {
  return value & -value;
}
