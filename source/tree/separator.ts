import { type ByteString, fromBytes } from '../bytes/byte-string.js';
import { childOf } from './child.js';

export const defaultSeparator: ByteString = '/';

/** Every key is a child of its own. */
export const noSeparator: ByteString = '';

/** What stands between names, the likelier first: bytes that seldom are part of one. */
const usual: readonly ByteString[] = ['/', ':', '.', '|', '\0', '\x1f', '\x1e', '\x01', '\t', '\\', '#'];

/** What a press of the key goes through. */
export const offeredSeparators: readonly [ByteString, ...ByteString[]] = ['/', ':', '.', noSeparator];

/** Fewer keys say little. */
const guessedFrom = 3;

/**
 * What probably stands between the names of keys, of the first ones that were read: the usual one as long as any of
 * them has it, else the first that most of them have inside; undefined when none is likelier than another.
 */
export function guessSeparator(keys: readonly ByteString[]): ByteString | undefined {
  if (keys.length < guessedFrom) return undefined;
  const [first, ...others] = usual.map((separator) => ({ separator, split: splitBy(keys, separator) }));
  if (first !== undefined && first.split > 0) return first.separator;
  return others.find(({ split }) => split * 2 > keys.length)?.separator;
}

function splitBy(keys: readonly ByteString[], separator: ByteString): number {
  return keys.filter((key) => childOf('', key, separator).directory).length;
}

/** `none`, or the characters themselves; what cannot be typed is escaped: `\x00`, `\t`, `\\`. undefined: it is neither. */
export function parseSeparator(text: string): ByteString | undefined {
  if (text === 'none') return noSeparator;
  const parts = text.match(/\\x[0-9a-fA-F]{2}|\\[tnr0\\]|[^\\]+/gu) ?? [];
  if (text === '' || parts.join('') !== text) return undefined;
  return parts
    .map((part) => (part.startsWith('\\') ? unescaped(part) : fromBytes(Buffer.from(part))))
    .join('');
}

const named: Readonly<Record<string, ByteString>> = { t: '\t', n: '\n', r: '\r', '0': '\0', '\\': '\\' };

function unescaped(escaped: string): ByteString {
  const [, letter = ''] = escaped;
  return named[letter] ?? String.fromCharCode(Number.parseInt(escaped.slice(2), 16));
}
