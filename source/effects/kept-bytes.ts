/** Bytes are kept in pieces of memory of this size; what is larger than a quarter of it gets one of its own. */
const slabBytes = 262_144;
const sharedMax = slabBytes / 4;

/**
 * Copies that are kept for a while and let go in about the order they came, as a log does. They share large pieces
 * of memory: an ArrayBuffer for each of a flood's values costs the collector more than everything else of it.
 */
export class KeptBytes {
  #slab = new Uint8Array(0);
  #used = 0;

  copy(bytes: Uint8Array): Uint8Array {
    if (bytes.length > sharedMax) return new Uint8Array(bytes);
    if (this.#used + bytes.length > this.#slab.length) {
      this.#slab = new Uint8Array(slabBytes);
      this.#used = 0;
    }
    const kept = this.#slab.subarray(this.#used, this.#used + bytes.length);
    kept.set(bytes);
    this.#used += bytes.length;
    return kept;
  }
}
