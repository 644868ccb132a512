/** Texts and bytes that break terminals and layouts, the same ones on every run. */

/** Nothing of this may reach a terminal from a cluster. */
export const unseenCharacter =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]|\p{Cs}|\p{Cn}|\p{Variation_Selector}/u;

const pieces = [
  'a',
  'web-1',
  ' ',
  '/',
  '\\',
  '\n',
  '\x1b[2J',
  '\x1b]52;c;aGk=\x07',
  '\u009b',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\u2028',
  '\ufe0f',
  '\ufeff',
  '\u0301',
  '\u0903',
  '\u20e3',
  '漢',
  '각',
  'ᄀ',
  'ᅡ',
  'ﾊﾟ',
  '😀',
  '👍🏽',
  '🇩🇪',
  '👨‍👩‍👧',
  '❤️',
  '\ud800',
  '\u{e0041}',
  '\uffff',
  '\u0378',
  'नि',
  'ก็',
  '…',
  '▁',
];

/** Mulberry32: small, seeded, good enough to pick test data with. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function* nastyTexts(count: number): Generator<string> {
  const next = random(7);
  for (let made = 0; made < count; made += 1) {
    const length = Math.floor(next() * 12);
    yield Array.from({ length }, () => pieces[Math.floor(next() * pieces.length)] ?? '').join('');
  }
}

/** Well-formed pieces with bytes changed, cut off and put in between. */
export function* nastyBytes(count: number): Generator<Uint8Array> {
  const next = random(11);
  for (const text of nastyTexts(count)) {
    const bytes = Buffer.from(text);
    const flips = Math.floor(next() * 3);
    for (let flip = 0; flip < flips; flip += 1) {
      if (bytes.length > 0) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
    }
    yield bytes.subarray(0, Math.ceil(next() * bytes.length));
  }
}
