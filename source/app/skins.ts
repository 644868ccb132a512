import type { Settings, SkinName } from '../store/ui-settings.js';
import { colourBlindSkin, darkSkin, lightSkin, monochromeSkin, type Skin } from '../theme/skin.js';

const skins: Readonly<Record<SkinName, Skin>> = {
  dark: darkSkin,
  light: lightSkin,
  'colour-blind': colourBlindSkin,
  none: monochromeSkin,
};

const asciiSkins: ReadonlyMap<Skin, Skin> = new Map(
  Object.values(skins).map((skin) => [skin, { ...skin, inAscii: true }]),
);

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A skin that was chosen comes before `NO_COLOR`, as no-color.org has it; without one, `NO_COLOR` set and not
 * empty turns colour off.
 */
export function chooseSkin(environment: Environment, { skin: chosen, ascii }: Partial<Settings> = {}): Skin {
  const fallback = environment['NO_COLOR'] ? monochromeSkin : darkSkin;
  const skin = chosen === undefined ? fallback : skins[chosen];
  return (ascii ?? drawsAsciiOnly(environment)) ? (asciiSkins.get(skin) ?? skin) : skin;
}

/**
 * Consoles, whose fonts lack most signs. The locale does not count: `LC_ALL=C` or none is what a container, a service
 * or `sudo` leaves to a terminal that draws UTF-8 all the same.
 */
function drawsAsciiOnly({ TERM: terminal = '' }: Environment): boolean {
  return /^(linux|vt\d|ansi|cons25|sun)/u.test(terminal);
}
