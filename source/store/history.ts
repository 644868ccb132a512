import type { ByteString } from '../bytes/byte-string.js';
import type { HistoryEnd, HistoryStep } from '../history/key-history.js';
import { diffLines, diffValues } from '../history/value-diff.js';
import { byteSize } from '../presentation/quantities.js';
import {
  type Findings,
  type PresentContent,
  storedContent,
  type ValueContent,
  type ValuePair,
} from './value-content.js';
import { isLarge, natureOf, type TextDocument, textDocument, type ValueFormat } from './value-document.js';

/** With which revision the one that is looked at is compared. */
export type Compare = 'none' | 'older' | 'newer';

/** Why there is nothing older; `full`: more than this is not kept here. */
export type PastEnd = HistoryEnd | { readonly kind: 'full' };

/** A key's history that is walked through. */
export interface PastState {
  /** Of one reading; what is told of another is late. */
  readonly run: number;
  /** Newest first. */
  readonly steps: readonly HistoryStep[];
  readonly at: number;
  readonly compare: Compare;
  /** undefined: it is being read. */
  readonly end: PastEnd | undefined;
  /** Why reading it broke off. */
  readonly failure: string | undefined;
  /** What the key is now; it goes on changing. */
  readonly live: ValueContent;
}

export type HistoryEvent =
  | { readonly type: 'history-opened'; readonly compare: Compare }
  /** Back to what is there now. */
  | { readonly type: 'history-closed' }
  | { readonly type: 'history-read'; readonly run: number; readonly step: HistoryStep }
  | { readonly type: 'history-ended'; readonly run: number; readonly end: PastEnd }
  | { readonly type: 'history-failed'; readonly run: number; readonly reason: string }
  /** To older revisions, or to newer ones when negative. */
  | { readonly type: 'history-moved'; readonly by: number }
  /** Compared so; not compared when it was so already. */
  | { readonly type: 'history-compared'; readonly compare: 'older' | 'newer' };

export function openedPast(run: number, compare: Compare, live: ValueContent): PastState {
  return { run, steps: [], at: 0, compare, end: undefined, failure: undefined, live };
}

export function reducePast(
  past: PastState,
  event: Exclude<HistoryEvent, { type: 'history-opened' | 'history-closed' }>,
): PastState {
  switch (event.type) {
    case 'history-read':
      return event.run === past.run ? { ...past, steps: [...past.steps, event.step] } : past;
    case 'history-ended':
      return event.run === past.run ? { ...past, end: event.end } : past;
    case 'history-failed':
      return event.run === past.run ? { ...past, failure: event.reason } : past;
    case 'history-moved': {
      const at = Math.max(0, Math.min(past.steps.length - 1, past.at + event.by));
      return at === past.at ? past : { ...past, at };
    }
    case 'history-compared':
      return { ...past, compare: past.compare === event.compare ? 'none' : event.compare };
  }
}

/** Whether the same is seen of both; to make it again may take a while for large values. */
export function isSeenAlike(one: PastState, other: PastState): boolean {
  return (
    one.at === other.at &&
    one.compare === other.compare &&
    one.steps[one.at] === other.steps[other.at] &&
    one.steps[one.at + 1] === other.steps[other.at + 1] &&
    one.end === other.end &&
    one.failure === other.failure
  );
}

/** What one looks at in the past. */
export function pastContent(
  past: PastState,
  key: ByteString,
  format: ValueFormat | undefined,
  found: Findings,
): ValueContent {
  const { steps, at, end, failure, live } = past;
  const step = steps[at];
  if (step === undefined) {
    if (failure !== undefined) return { kind: 'failed', reason: failure };
    return end === undefined ? { kind: 'reading' } : live;
  }
  if (step.kind === 'deleted') return { kind: 'deleted', revision: step.revision, atMs: 0 };
  const content = storedContent(key, step.kv, format, found.natures);
  const pair = comparedPair(past);
  if (content.kind === 'preparing' || pair === undefined) return content;
  return typeof pair === 'string' ? withLines(content, [pair]) : compared(key, content, pair, found);
}

/** What is compared with what, or a sentence why nothing is; undefined when nothing is to be. */
function comparedPair(past: PastState): ValuePair | string | undefined {
  const { steps, at, compare } = past;
  const step = steps[at];
  if (step?.kind !== 'written' || compare === 'none') return undefined;
  if (compare === 'newer') {
    if (at === 0) return 'This is the newest revision that was read.';
    return { before: step.kv.value, after: valueAt(steps[at - 1]) };
  }
  const unknown = step.kv.version === 1 ? undefined : unknownOlder(past);
  return unknown ?? { before: valueAt(steps[at + 1]), after: step.kv.value };
}

const isLargePair = (pair: ValuePair): boolean =>
  [pair.before, pair.after].some((value) => value !== undefined && isLarge(value));

/** What is to be compared and too large for that to be done at once; undefined when nothing is. */
export function largePair(past: PastState): ValuePair | undefined {
  const pair = comparedPair(past);
  return typeof pair === 'object' && isLargePair(pair) ? pair : undefined;
}

export const isSamePair = (one: ValuePair | undefined, other: ValuePair | undefined): boolean =>
  one?.before === other?.before && one?.after === other?.after;

/** Why it cannot be said what was before the revision that is looked at; undefined when it can. */
function unknownOlder({ steps, at, end }: PastState): string | undefined {
  if (steps[at + 1] !== undefined) return undefined;
  if (end === undefined) return 'What it was before is not read yet.';
  return end.kind === 'compacted'
    ? 'What it was before is compacted.'
    : 'What it was before is not read here; etcdscope history reads further back.';
}

const notComparable =
  'These values are more than can be compared here; etcdscope diff tries with more memory.';

/** undefined: the key was not there. */
const valueAt = (step: HistoryStep | undefined): Uint8Array | undefined =>
  step?.kind === 'written' ? step.kv.value : undefined;

/** `shown` as what differs; a secret on either side masks both. No key waits for the comparison of large ones. */
function compared(
  key: ByteString,
  shown: PresentContent,
  pair: ValuePair,
  { comparison }: Findings,
): PresentContent {
  if (!isLargePair(pair)) {
    const { document, isSecret } = comparePair(key, pair);
    return { ...shown, document, nature: { ...shown.nature, isSecret } };
  }
  if (!isSamePair(pair, comparison) || comparison === undefined) {
    const [old, now] = [pair.before, pair.after].map((value) => byteSize(value?.length ?? 0));
    return withLines(shown, [`comparing ${old} with ${now} …`]);
  }
  const { document, isSecret } = comparison;
  if (document === undefined) return withLines(shown, [notComparable]);
  return { ...shown, document, nature: { ...shown.nature, isSecret } };
}

/** How two values differ; takes as long as it takes. */
export function comparePair(
  key: ByteString,
  { before, after }: ValuePair,
): { readonly document: TextDocument; readonly isSecret: boolean } {
  const document = textDocument(diffLines(diffValues(before, after)).join('\n'), 'diff');
  const isSecret = [before, after].some((value) => value !== undefined && natureOf(key, value).isSecret);
  return { document, isSecret };
}

function withLines(shown: PresentContent, lines: readonly string[]): PresentContent {
  return { ...shown, document: textDocument(lines.join('\n'), 'diff') };
}
