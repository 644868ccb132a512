import fuzzy from 'fuzzy';
import { type ByteString, fromBytes, toBytes } from '../bytes/byte-string.js';
import { keyText } from '../presentation/text.js';
import { LinearRegex } from '../store/linear-regex/linear-regex.js';

/** Fuzzy: the characters in order, in either case; exact: the text as it is; regex: in linear time, on bytes. */
export type MatchMode = 'fuzzy' | 'exact' | 'regex';

/** How well a key fits, greater is better; undefined when it does not. */
export type KeyMatcher = (key: ByteString) => number | undefined;

/** @throws PatternError when a regular expression is none. */
export function keyMatcher(mode: MatchMode, pattern: string): KeyMatcher {
  switch (mode) {
    case 'fuzzy':
      return fuzzyMatcher(pattern.toLowerCase());
    case 'exact': {
      const wanted = fromBytes(Buffer.from(pattern));
      return (key) => (key.includes(wanted) ? 0 : undefined);
    }
    case 'regex': {
      const regex = new LinearRegex(fromBytes(Buffer.from(pattern)));
      return (key) => (regex.test(key) ? 0 : undefined);
    }
  }
}

function fuzzyMatcher(pattern: string): KeyMatcher {
  if (pattern === '') return () => 0;
  return (key) => {
    const text = seen(key);
    if (!mayMatch(pattern, text.toLowerCase())) return undefined;
    return fuzzy.match(pattern, text)?.score;
  };
}

const printable = /^[\x20-\x5b\x5d-\x7e]*$/;

/** What is matched is what is seen; most keys are seen as they are. */
function seen(path: ByteString): string {
  return printable.test(path) ? path : keyText(toBytes(path));
}

/** A cheap look before the package scores what fits: all characters are there, in order. */
function mayMatch(pattern: string, text: string): boolean {
  let from = 0;
  for (const character of pattern) {
    const at = text.indexOf(character, from);
    if (at < 0) return false;
    from = at + character.length;
  }
  return true;
}
