import { counted, grouped } from '../presentation/quantities.js';
import type { HistoryEnd } from './key-history.js';

/** The line under a history: why there is nothing older, and how sure that is. */
export function endWords(end: HistoryEnd): string {
  return endTexts(end)[0];
}

/** The same in fewer and fewer words. */
export function endTexts(end: HistoryEnd): readonly [string, ...string[]] {
  switch (end.kind) {
    case 'compacted':
      return compactedTexts(end.oldest);
    case 'created':
      return createdTexts(end);
    case 'stopped':
      return [`stopped after ${counted(end.requests, 'request')}; there may be more`];
  }
}

const compactedTexts = (oldest: number): readonly [string, string] => [
  `history from rev ${grouped(oldest)} (compacted before)`,
  `compacted before ${grouped(oldest)}`,
];

function createdTexts({
  oldest,
  unseen,
}: Extract<HistoryEnd, { kind: 'created' }>): readonly [string, ...string[]] {
  const isWhole = oldest <= 1;
  const [since, short] = isWhole
    ? (['history is whole', 'history is whole'] as const)
    : compactedTexts(oldest);
  if (unseen === 0) return [since, short];
  const left = unseenWords(unseen);
  return [
    `${since}; an earlier life is not seen, ${left}`,
    isWhole ? `history is whole, but for ${left}` : `${short}; ${left}`,
    isWhole ? left : `${short}; ${grouped(unseen)} unseen`,
  ];
}

/** Said wherever a key was absent for longer than was looked at. */
export function unseenWords(unseen: number): string {
  return `${counted(unseen, 'revision')} not looked at`;
}
