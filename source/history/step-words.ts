import { summariseObject } from '../kube/summary.js';
import { unseenWords } from './end-words.js';
import type { HistoryEnd, HistoryStep } from './key-history.js';
import { objectIn } from './object-changes.js';
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
  const words = valueWords(older.kv.value, step.kv.value, isSecret);
  return step.kv.lease === older.kv.lease ? words : `${words}; another lease`;
}

/** What became of an object, and who wrote it; of all else what differs first. */
function valueWords(before: Uint8Array, after: Uint8Array, isSecret: boolean): string {
  const diff = diffValues(before, after);
  if (diff.kind === 'same') return diffWords(diff);
  const [old, now] = isSecret ? [] : [objectIn(before), objectIn(after)];
  if (old === undefined || now === undefined) return isSecret ? 'another value, masked' : diffWords(diff);
  const { words, writer } = summariseObject(old, now);
  return `${words.join(' · ')}${writer === undefined ? '' : ` by ${writer}`}`;
}
