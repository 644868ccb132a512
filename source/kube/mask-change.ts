import { type Change, pathText } from './diff.js';
import { maskedBase64, maskedText } from './mask.js';
import { isMap, type KubeTree } from './tree.js';

function hidden(value: KubeTree | undefined, mask: (value: KubeTree) => KubeTree): KubeTree | undefined {
  if (value === undefined) return undefined;
  return isMap(value) ? new Map(Array.from(value, ([name, each]) => [name, mask(each)])) : mask(value);
}

/**
 * A difference of two Secrets without what they hold. Masks are put on what differs, and not differences looked for
 * between masks: another password of the same length is a change.
 */
export function maskedChange(change: Change): Change {
  const place = pathText(change.path);
  const isData = /^data\b/.test(place);
  // kubectl keeps a copy of the data in an annotation.
  if (!isData && !/^(?:stringData|metadata\.annotations|metadata$)/.test(place)) return change;
  const mask = isData ? maskedBase64 : maskedText;
  return { ...change, before: hidden(change.before, mask), after: hidden(change.after, mask) };
}
