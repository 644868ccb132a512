import type { SkinName } from '../store/ui-settings.js';
import { colourBlindSkin, darkSkin, lightSkin, monochromeSkin, type Skin } from '../theme/skin.js';

const skins: Readonly<Record<SkinName, Skin>> = {
  dark: darkSkin,
  light: lightSkin,
  'colour-blind': colourBlindSkin,
  none: monochromeSkin,
};

/**
 * A skin that was chosen comes before `NO_COLOR`, as no-color.org has it; without one, `NO_COLOR` set and not
 * empty turns colour off.
 */
export function chooseSkin(
  environment: Readonly<Record<string, string | undefined>>,
  chosen?: SkinName,
): Skin {
  if (chosen !== undefined) return skins[chosen];
  return environment['NO_COLOR'] ? monochromeSkin : darkSkin;
}
