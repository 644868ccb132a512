import type { Tone } from '../presentation/row.js';

/** An attribute of text: SGR parameters that turn it on and off (ECMA-48, 8.3.117). */
export interface Attribute {
  readonly on: number;
  readonly off: number;
}

/** How each tone looks. The words and symbols must be enough without it. */
export interface Skin {
  readonly name: string;
  readonly tones: Readonly<Record<Tone, readonly Attribute[]>>;
  readonly bold: readonly Attribute[];
  readonly inverse: readonly Attribute[];
  /** ASCII alone is drawn. */
  readonly inAscii?: true;
}

const colour = (on: number): Attribute => ({ on, off: 39 });
const bold: Attribute = { on: 1, off: 22 };
const faint: Attribute = { on: 2, off: 22 };
const underline: Attribute = { on: 4, off: 24 };
const inverse: Attribute = { on: 7, off: 27 };
const red = colour(31);
const green = colour(32);
const yellow = colour(33);
const blue = colour(34);
const magenta = colour(35);
const cyan = colour(36);
const brightBlue = colour(94);

/** The terminal's own sixteen colours, so that a palette chosen for the eyes stays chosen. */
export const darkSkin: Skin = {
  name: 'dark',
  tones: {
    plain: [],
    dim: [faint],
    accent: [cyan],
    ok: [green],
    warning: [yellow],
    critical: [bold, red],
    added: [green],
    removed: [red],
    changed: [yellow],
    key: [cyan],
    string: [green],
    number: [magenta],
    keyword: [yellow],
  },
  bold: [bold],
  inverse: [inverse],
};

/** As `darkSkin`, for dark text on a light background: no yellow and no cyan, which are hardly seen there. */
export const lightSkin: Skin = {
  name: 'light',
  tones: {
    plain: [],
    dim: [faint],
    accent: [blue],
    ok: [green],
    warning: [bold, magenta],
    critical: [bold, red],
    added: [green],
    removed: [red],
    changed: [magenta],
    key: [blue],
    string: [green],
    number: [magenta],
    keyword: [bold],
  },
  bold: [bold],
  inverse: [inverse],
};

/**
 * Blue against yellow, which those who do not tell red from green still tell apart; never red against
 * green. What is worse is also heavier, what goes is also underlined.
 */
export const colourBlindSkin: Skin = {
  name: 'colour-blind',
  tones: {
    plain: [],
    dim: [faint],
    accent: [cyan],
    ok: [brightBlue],
    warning: [yellow],
    critical: [bold, underline, yellow],
    added: [brightBlue],
    removed: [underline, yellow],
    changed: [yellow],
    key: [cyan],
    string: [brightBlue],
    number: [yellow],
    keyword: [bold],
  },
  bold: [bold],
  inverse: [inverse],
};

const undecorated: Skin['tones'] = {
  plain: [],
  dim: [],
  accent: [],
  ok: [],
  warning: [],
  critical: [],
  added: [],
  removed: [],
  changed: [],
  key: [],
  string: [],
  number: [],
  keyword: [],
};

/** Weight and shape only. */
export const monochromeSkin: Skin = {
  name: 'none',
  tones: {
    ...undecorated,
    dim: [faint],
    accent: [bold],
    warning: [bold],
    critical: [bold],
    changed: [underline],
    key: [bold],
  },
  bold: [bold],
  inverse: [inverse],
};
