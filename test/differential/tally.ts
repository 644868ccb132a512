import type { WatchResponse } from '../../proto/generated/etcdserverpb.js';

interface Received {
  readonly received: readonly WatchResponse[];
}

/** How much each watch has been told: events, and whether it has ended. */
export class Tally {
  readonly #counts: ReadonlyMap<string, number>;

  private constructor(counts: ReadonlyMap<string, number>) {
    this.#counts = counts;
  }

  static of(streams: Iterable<readonly [name: string, stream: Received]>): Tally {
    const counts = new Map<string, number>();
    for (const [name, { received }] of streams) {
      for (const { watchId, events, canceled, created } of received) {
        const watch = `${name} ${watchId}`;
        const told = created ? 0 : events.length + (canceled ? 1 : 0);
        counts.set(watch, (counts.get(watch) ?? 0) + told);
      }
    }
    return new Tally(counts);
  }

  /** At least as much was told as in `other`. */
  covers(other: Tally): boolean {
    return [...other.#counts].every(([watch, count]) => (this.#counts.get(watch) ?? 0) >= count);
  }
}
