import type { Range } from './wire.js';

const replacement = '\ufffd';

/** How many bytes a character has that begins with this byte; 0 when none begins with it. */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** The character at `at`, or the replacement for one byte: what is wrong, or was one already. */
function characterAt(bytes: Buffer, at: number, end: number): readonly [text: string, length: number] {
  const length = sequenceLength(bytes[at] ?? 0xff);
  if (length === 0 || at + length > end) return [replacement, 1];
  const text = bytes.toString('utf8', at, at + length);
  const isWhole = text.length === (length === 4 ? 2 : 1);
  const isReplaced = text === replacement && !(bytes[at] === 0xef && bytes[at + 1] === 0xbf);
  return isWhole && !isReplaced ? [text, length] : [replacement, 1];
}

/** UTF-8 as Go prints it in JSON: each byte that belongs to no character becomes one U+FFFD. */
export function textOf(bytes: Buffer, { start, end }: Range): string {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes(replacement)) return text;
  let exact = '';
  for (let at = start; at < end; ) {
    const [character, length] = characterAt(bytes, at, end);
    exact += character;
    at += length;
  }
  return exact;
}

/** What text does not have; tabs and line ends it may. */
const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** The text that bytes are; undefined when they are not UTF-8, or have control characters in them. */
export function plainText(
  bytes: Buffer,
  { start, end }: Range = { start: 0, end: bytes.length },
): string | undefined {
  const text = bytes.toString('utf8', start, end);
  if (control.test(text)) return undefined;
  // Decoding replaces what is no character; only then are the bytes not those of the text.
  const isWhole = !text.includes(replacement) || Buffer.from(text).equals(bytes.subarray(start, end));
  return isWhole ? text : undefined;
}
