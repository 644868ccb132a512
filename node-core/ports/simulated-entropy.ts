import type { Entropy } from './entropy.js';

/** The same numbers for the same seed on every machine (xoshiro128**, Blackman and Vigna 2018). */
export class SimulatedEntropy implements Entropy {
  readonly #state: Uint32Array;

  /** @param seed a whole number; only its lower 32 bits count */
  constructor(seed: number) {
    this.#state = expandSeed(seed);
  }

  below(limit: number): number {
    const fair = 2 ** 32 - (2 ** 32 % limit);
    let word = this.#next();
    while (word >= fair) {
      word = this.#next();
    }
    return word % limit;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#next() >>> 24);
  }

  #next(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const mixed = c ^ a;
    const last = d ^ b;
    this.#state.set([a ^ last, b ^ mixed, mixed ^ (b << 9), rotateLeft(last, 11)]);
    return result;
  }
}

/** SplitMix32 spreads neighbouring seeds apart and never gives the all-zero state. */
function expandSeed(seed: number): Uint32Array {
  let counter = seed | 0;
  return Uint32Array.from({ length: 4 }, () => {
    counter = (counter + 0x9e3779b9) | 0;
    let word = counter ^ (counter >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return word ^ (word >>> 15);
  });
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
