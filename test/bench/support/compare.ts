import type { Pair, Target } from './target.js';

export interface Both<T> {
  readonly ours: readonly T[];
  readonly peer: readonly T[];
}

/** Measures both, turn by turn and each first in every other round, so that noise hits both alike. */
export async function alternate<T>(
  { ours, peer }: Pair,
  rounds: number,
  measure: (target: Target, round: number) => Promise<T>,
): Promise<Both<T>> {
  const results = { ours: [] as T[], peer: [] as T[] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const);
    for (const side of order) {
      results[side].push(await measure(side === 'ours' ? ours : peer, round));
    }
  }
  return results;
}
