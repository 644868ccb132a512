import { toBytes } from '../bytes/byte-string.js';
import { byteSize, counted, grouped } from '../presentation/quantities.js';
import { keyText } from '../presentation/text.js';
import type { SearchReport } from './key-search.js';

/** `searched 4,200 of 951,400`, `searched all 951,400 keys`; about, when the revision changed on the way. */
export function searchedWords({ searched, of, isDone, shifts }: SearchReport): string {
  if (isDone) return `searched all ${counted(searched, 'key')}`;
  return `searched ${grouped(searched)} of ${shifts.length > 0 ? '~' : ''}${grouped(of)}`;
}

/** As of which revisions. */
export function revisionWords({ revision, shifts }: SearchReport): string {
  const [first] = shifts;
  const now = revision === undefined ? 'a later revision' : `rev ${grouped(revision)}`;
  if (first === undefined) return `as of ${now}`;
  const last = shifts.at(-1) ?? first;
  return `up to ${keyText(toBytes(last.key))} as of rev ${grouped(first.fromRevision)} and later, which was compacted meanwhile; from there on as of ${now}`;
}

/** Where a search that is not done stopped. */
export function notSearchedWords({ searched, position }: SearchReport): string {
  if (searched === 0) return 'Nothing is searched yet';
  // It is the first one after the last key that was searched.
  return `Not searched after ${keyText(toBytes(position.slice(0, -1)))}`;
}

export const costWords = ({ cost: { requests, bytes } }: SearchReport): string =>
  `${counted(requests, 'request')}, ${byteSize(bytes)} read`;
