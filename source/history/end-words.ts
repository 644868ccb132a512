import { counted, grouped } from '../presentation/quantities.js';
import type { HistoryEnd } from './key-history.js';

/** The line under a history: why there is nothing older, and how sure that is. */
export function endWords(end: HistoryEnd): string {
  switch (end.kind) {
    case 'compacted':
      return `history from rev ${grouped(end.oldest)} (compacted before)`;
    case 'created':
      return createdWords(end);
    case 'stopped':
      return `stopped after ${counted(end.requests, 'request')}; there may be more`;
  }
}

function createdWords({ oldest, unseen }: Extract<HistoryEnd, { kind: 'created' }>): string {
  const since = oldest <= 1 ? 'history is whole' : `history from rev ${grouped(oldest)} (compacted before)`;
  return unseen === 0 ? since : `${since}; an earlier life is not seen, ${unseenWords(unseen)}`;
}

/** Said wherever a key was absent for longer than was looked at. */
export function unseenWords(unseen: number): string {
  return `${counted(unseen, 'revision')} not looked at`;
}
