import { posix } from 'node:path';
import type { Entropy } from './entropy.js';
import type { SimulatedMedium } from './simulated-medium.js';

/** Names that change together, all of them or none; `undefined` for a name that goes away. */
type NameChange = ReadonlyMap<string, SimulatedMedium | undefined>;

/** Which file each path leads to: as programs see it, and as it is on the medium. */
export class SimulatedNames {
  #seen = new Map<string, SimulatedMedium>();
  readonly #durable = new Map<string, SimulatedMedium>();
  #unsynced: NameChange[] = [];

  get(path: string): SimulatedMedium | undefined {
    return this.#seen.get(path);
  }

  paths(): readonly string[] {
    return [...this.#seen.keys()];
  }

  change(...names: readonly (readonly [string, SimulatedMedium | undefined])[]): void {
    const change: NameChange = new Map(names);
    apply(this.#seen, change);
    this.#unsynced.push(change);
  }

  syncDirectory(path: string): void {
    const isHere = (change: NameChange) => [...change.keys()].some((name) => posix.dirname(name) === path);
    for (const change of this.#unsynced.filter(isHere)) {
      apply(this.#durable, change);
    }
    this.#unsynced = this.#unsynced.filter((change) => !isHere(change));
  }

  /** Each change that no sync confirmed is lost or kept, whatever became of the others. */
  cutPower(entropy: Entropy): void {
    for (const change of this.#unsynced.filter(() => entropy.below(2) === 0)) {
      apply(this.#durable, change);
    }
    this.#unsynced = [];
    this.#seen = new Map(this.#durable);
    for (const medium of new Set(this.#seen.values())) {
      medium.cutPower(entropy);
    }
  }
}

function apply(target: Map<string, SimulatedMedium>, change: NameChange): void {
  for (const [name, medium] of change) {
    if (medium === undefined) {
      target.delete(name);
    } else {
      target.set(name, medium);
    }
  }
}
