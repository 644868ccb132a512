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
}

const colour = (on: number): Attribute => ({ on, off: 39 });
const bold: Attribute = { on: 1, off: 22 };
const faint: Attribute = { on: 2, off: 22 };
const underline: Attribute = { on: 4, off: 24 };
const inverse: Attribute = { on: 7, off: 27 };
const red = colour(31);
const green = colour(32);
const yellow = colour(33);
const magenta = colour(35);
const cyan = colour(36);

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

/** For NO_COLOR: weight and shape only. */
export const monochromeSkin: Skin = {
  name: 'monochrome',
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

/** For terminals that only print. */
export const bareSkin: Skin = { name: 'bare', tones: undecorated, bold: [], inverse: [] };

/** `NO_COLOR` set and not empty turns colour off (no-color.org); `TERM=dumb` everything. */
export function chooseSkin(environment: Readonly<Record<string, string | undefined>>): Skin {
  if (environment['TERM'] === 'dumb') return bareSkin;
  return environment['NO_COLOR'] ? monochromeSkin : darkSkin;
}
