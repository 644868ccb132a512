import { unseenWords } from './end-words.js';
import type { HistoryEnd, HistoryStep } from './key-history.js';
import { diffValues, diffWords } from './value-diff.js';

/**
 * What a step did to the key, in a few words that are as hostile as its values. `older` is the step before
 * it in time, `end` why there is none. Of a secret it only says whether the value is another.
 */
export function stepWords(
  step: HistoryStep,
  older: HistoryStep | undefined,
  end: HistoryEnd | undefined,
  isSecret: boolean,
): string {
  if (step.kind === 'deleted') {
    return step.unseen === 0 ? 'deleted' : `deleted; afterwards ${unseenWords(step.unseen)}`;
  }
  if (step.kv.version === 1) return 'created';
  if (older?.kind !== 'written') {
    return end?.kind === 'compacted' ? 'what it was before is compacted' : 'what it was before is not read';
  }
  const diff = diffValues(older.kv.value, step.kv.value);
  const words = isSecret && diff.kind !== 'same' ? 'another value, masked' : diffWords(diff);
  return step.kv.lease === older.kv.lease ? words : `${words}; another lease`;
}
