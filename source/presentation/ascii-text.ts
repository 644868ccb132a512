import { cellWidth } from './cells.js';
import { graphemes } from './graphemes.js';

/** What each of our own signs is on a terminal that draws ASCII alone: one cell, as the sign has. */
const signs: Readonly<Record<string, string>> = {
  ...asEach('╭╮╰╯', '+'),
  ...asEach('─┄–−⋯', '-'),
  ...asEach('│▏▎▍▌▋▊▉', '|'),
  ...asEach('❯→', '>'),
  ...asEach('▸', '+'),
  ...asEach('▾', '-'),
  ...asEach('←⏎⌫', '<'),
  ...asEach('↑', '^'),
  ...asEach('↓', 'v'),
  ...asEach('●', 'o'),
  ...asEach('○', '?'),
  ...asEach('▲', '!'),
  ...asEach('✖×', 'x'),
  ...asEach('✔', 'v'),
  ...asEach('•', '*'),
  ...asEach('…', '~'),
  ...asEach('·░', '.'),
  ...asEach('▁', '_'),
  ...asEach('▂▃', '.'),
  ...asEach('▄▅', ':'),
  ...asEach('▆▇', '|'),
  ...asEach('█', '#'),
  ...asEach('’', "'"),
  ...asEach('±', '~'),
  ...asEach('µμ', 'u'),
};

function asEach(characters: string, sign: string): Record<string, string> {
  return Object.fromEntries([...characters].map((character) => [character, sign]));
}

const isAscii = /^[ -~]*$/u;

/** The text in as many cells; what is no sign of ours, such as a name in another script, is a row of `?`. */
export function asciiText(text: string): string {
  if (isAscii.test(text)) return text;
  return Array.from(graphemes.segment(text), ({ segment }) =>
    isAscii.test(segment) ? segment : (signs[segment] ?? '?'.repeat(cellWidth(segment))),
  ).join('');
}
