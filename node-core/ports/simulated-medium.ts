import type { Entropy } from './entropy.js';

/** What a disk writes as a whole or not at all. */
export const sectorBytes = 512;

type Change =
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly length: number };

/**
 * One file's bytes twice: as programs see them, and as they are on the medium, which lags behind until a
 * sync.
 */
export class SimulatedMedium {
  #seen: Uint8Array = new Uint8Array(0);
  #durable: Uint8Array = new Uint8Array(0);
  #unsynced: Change[] = [];

  get size(): number {
    return this.#seen.length;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#seen.slice(offset, offset + length);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#change({ kind: 'write', offset, bytes: bytes.slice() });
  }

  resize(length: number): void {
    this.#change({ kind: 'resize', length });
  }

  sync(): void {
    for (const change of this.#unsynced) {
      this.#durable = apply(this.#durable, change);
    }
    this.#unsynced = [];
  }

  /**
   * A sync that fails: some sectors reached the medium, and the others never will, though programs still
   * see them, because the kernel takes the pages for clean from now on.
   */
  failSync(entropy: Entropy): void {
    this.#durable = this.#tear(entropy);
    this.#unsynced = [];
  }

  /** What was not synced is lost, kept, or torn into sectors that were written and sectors that were not. */
  cutPower(entropy: Entropy): void {
    switch (entropy.below(3)) {
      case 0:
        break;
      case 1:
        this.sync();
        break;
      default:
        this.#durable = this.#tear(entropy);
    }
    this.#unsynced = [];
    this.#seen = this.#durable.slice();
  }

  #change(change: Change): void {
    this.#seen = apply(this.#seen, change);
    this.#unsynced.push(change);
  }

  /** Each sector ends at one of the states it went through, chosen for itself. */
  #tear(entropy: Entropy): Uint8Array {
    let full: Uint8Array = this.#durable.slice();
    let torn: Uint8Array = this.#durable.slice();
    for (const change of this.#unsynced) {
      full = apply(full, change);
      if (change.kind === 'resize') {
        torn = entropy.below(2) === 0 ? apply(torn, change) : torn;
        continue;
      }
      const end = change.offset + change.bytes.length;
      for (let start = change.offset - (change.offset % sectorBytes); start < end; start += sectorBytes) {
        if (entropy.below(2) === 0) {
          const bytes = full.slice(start, start + sectorBytes);
          torn = apply(torn, { kind: 'write', offset: start, bytes });
        }
      }
    }
    return torn;
  }
}

function apply(bytes: Uint8Array, change: Change): Uint8Array {
  if (change.kind === 'resize') {
    return withLength(bytes, change.length);
  }
  const changed = withLength(bytes, Math.max(bytes.length, change.offset + change.bytes.length));
  changed.set(change.bytes, change.offset);
  return changed;
}

/** The same array when it has that length already. */
function withLength(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length === length) {
    return bytes;
  }
  const resized = new Uint8Array(length);
  resized.set(bytes.subarray(0, length));
  return resized;
}
