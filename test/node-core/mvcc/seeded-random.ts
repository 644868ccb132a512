/** Random numbers that a seed repeats (mulberry32). */
export interface SeededRandom {
  /** A whole number in `[0, limit)`. */
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  chance(percent: number): boolean;
  /** Goes on with the same numbers. */
  copy(): SeededRandom;
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: (choices) => {
      const choice = choices[below(choices.length)];
      if (choice === undefined) {
        throw new RangeError('nothing to pick from');
      }
      return choice;
    },
    chance: (percent) => below(100) < percent,
    copy: () => seededRandom(state),
  };
}

/** `TEST_SEED` repeats a failure; otherwise every run has its own. */
export function testSeed(): number {
  return Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000_007);
}
