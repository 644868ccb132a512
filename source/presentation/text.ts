/**
 * Everything from a cluster is hostile: keys, values, member names, error texts. What passes through
 * here can neither move a cursor nor reorder, hide or imitate what stands beside it.
 */

/** What never reaches a terminal as it is: it acts on the terminal, or cannot be seen, or is no character. */
export const unseen =
  /[\p{C}\p{Default_Ignorable_Code_Point}\p{Me}\p{Emoji_Modifier}\p{Regional_Indicator}\u2800]|(?! )\p{Z}/u;
const combining = /[\p{Mn}\p{Mc}]/u;
const plainAscii = /^[\x20-\x7e]*$/;

/** Marks that may stack on one character; more are a tower that reaches into other rows. */
export const marksMax = 3;

const namedEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const hexByte = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;

function escapeCharacter(character: string): string {
  const named = namedEscapes[character];
  if (named !== undefined) return named;
  const codePoint = character.codePointAt(0) ?? 0;
  return codePoint < 0x80 ? hexByte(codePoint) : `\\u{${codePoint.toString(16)}}`;
}

function safeString(text: string): string {
  if (plainAscii.test(text)) return text;
  let safe = '';
  let marksLeft = 0;
  for (const character of text) {
    const isMark = combining.test(character);
    if (unseen.test(character) || (isMark && marksLeft === 0)) {
      safe += escapeCharacter(character);
      marksLeft = 0;
    } else {
      safe += character;
      marksLeft = isMark ? marksLeft - 1 : character === ' ' ? 0 : marksMax;
    }
  }
  return safe;
}

/** Unicode 17, table 3-7: how long a sequence is and what its second byte may be, by its first byte. */
function sequenceShape(first: number): readonly [length: number, low: number, high: number] {
  if (first < 0x80) return [1, 0, 0];
  if (first < 0xc2 || first > 0xf4) return [0, 0, 0];
  if (first < 0xe0) return [2, 0x80, 0xbf];
  if (first < 0xf0) return [3, first === 0xe0 ? 0xa0 : 0x80, first === 0xed ? 0x9f : 0xbf];
  return [4, first === 0xf0 ? 0x90 : 0x80, first === 0xf4 ? 0x8f : 0xbf];
}

/** The length of the well-formed sequence at `at`, or 0. */
function wellFormedLength(bytes: Uint8Array, at: number): number {
  const [length, low, high] = sequenceShape(bytes[at] ?? 0xff);
  for (let offset = 1; offset < length; offset += 1) {
    const byte = bytes[at + offset] ?? 0;
    if (byte < (offset === 1 ? low : 0x80) || byte > (offset === 1 ? high : 0xbf)) return 0;
  }
  return length;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 where it is well formed; `render` is given each run of it, and each byte that is not. */
function renderBytes(bytes: Uint8Array, render: (text: string) => string): string {
  let out = '';
  let runStart = 0;
  const endRun = (end: number): void => {
    if (end > runStart) out += render(decoder.decode(bytes.subarray(runStart, end)));
  };
  for (let at = 0; at < bytes.length; ) {
    const length = wellFormedLength(bytes, at);
    if (length === 0) {
      endRun(at);
      out += hexByte(bytes[at] ?? 0);
      runStart = at + 1;
    }
    at += Math.max(1, length);
  }
  endRun(bytes.length);
  return out;
}

/**
 * Text that a terminal shows and does not obey: control and escape characters, bidi overrides,
 * zero-width and invisible characters, and bytes that are not UTF-8 become visible escapes, such as
 * `\n`, `\x1b`, `\u{202e}`, and `\xff` for a byte.
 */
export function safeText(input: string | Uint8Array): string {
  return typeof input === 'string' ? safeString(input) : renderBytes(input, safeString);
}

/**
 * As `safeText`, but no two keys look the same: a backslash of the key itself is doubled, so
 * `a\x00` is the byte zero and `a\\x00` the five characters.
 */
export function keyText(key: Uint8Array): string {
  return renderBytes(key, (text) => safeString(text.replaceAll('\\', '\\\\')));
}

/** True when the bytes are UTF-8 that `safeText` shows unchanged, save for line ends and tabs. */
export function isPlainText(bytes: Uint8Array): boolean {
  try {
    const text = decoder.decode(bytes).replaceAll(/[\n\r\t]/g, ' ');
    return safeString(text) === text;
  } catch {
    return false;
  }
}
