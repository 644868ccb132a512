import { diffValues, diffWords, oneLineChange } from '../history/value-diff.js';
import { describeValue, type KubeValue } from '../kube/describe.js';
import { isSecret } from '../kube/mask.js';
import { isSecretKey } from '../kube/registry-key.js';
import { summariseJson, summariseObject } from '../kube/summary.js';
import { textAt } from '../kube/tree.js';
import { safeText } from '../presentation/text.js';
import type { LoggedChange } from './watch-log.js';

/** What happened; safe for a terminal. */
export interface ChangeWords {
  /** `phase Pending→Running`, `node –→n2`: at least one. */
  readonly parts: readonly string[];
  /** Who probably did it; empty when nobody can be named. */
  readonly writer: string;
}

function said(words: readonly string[], writer = ''): ChangeWords | undefined {
  const parts = words.map((word) => safeText(word));
  return parts.length === 0 ? undefined : { parts, writer: safeText(writer) };
}

/** True for what is no Secret by its kind, and yet is kept where Secrets are: it is said nothing of. */
function isDoubtful(change: LoggedChange, value: KubeValue | undefined): boolean {
  return isSecretKey(change.key) && !(value?.kind === 'object' && isSecret(value));
}

function described(bytes: Uint8Array | undefined): KubeValue | undefined {
  return bytes === undefined ? undefined : describeValue(bytes);
}

function deletedWords(change: LoggedChange): ChangeWords | undefined {
  const before = described(change.before);
  if (isDoubtful(change, before)) return undefined;
  return before?.kind === 'object' ? said(summariseObject(undefined, before).words) : undefined;
}

function writtenWords(change: LoggedChange): ChangeWords | undefined {
  const after = described(change.after);
  const before = described(change.before);
  if (isDoubtful(change, after)) return undefined;
  if (after?.kind === 'object') {
    // Without what it was before, an update would read as if all of it were new.
    if (change.type === 'updated' && before?.kind !== 'object') return undefined;
    const { words, writer } = summariseObject(before?.kind === 'object' ? before : undefined, after);
    return said(words, writer);
  }
  if (after?.kind === 'text' && before?.kind === 'text') return said([textWords(change)]);
  if (after?.kind !== 'json' || before?.kind !== 'json') return undefined;
  const isHidden = textAt(after.tree, 'kind').startsWith('Secret');
  return said(summariseJson(before.tree, after.tree, isHidden));
}

/** `280→310`, or how many lines of a text were put in and taken out. */
function textWords({ before, after }: LoggedChange): string {
  const diff = diffValues(before, after);
  if (diff.kind === 'same') return 'written again, unchanged';
  const line = oneLineChange(diff);
  return line === undefined ? diffWords(diff) : line.map((text) => text.trim() || '(blank)').join('→');
}

/** What was said of an entry of the log stays with it: it is drawn again and again. */
const known = new WeakMap<LoggedChange, { readonly words: ChangeWords | undefined }>();

/** What a change did to its object; undefined when its values are no objects, or were too large to be kept. */
export function changeWords(change: LoggedChange): ChangeWords | undefined {
  const remembered = known.get(change);
  if (remembered !== undefined) return remembered.words;
  const words = change.type === 'deleted' ? deletedWords(change) : writtenWords(change);
  known.set(change, { words });
  return words;
}
