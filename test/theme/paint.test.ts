import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseSkin } from '../../source/app/skins.js';
import type { Tone } from '../../source/presentation/row.js';
import { paintRow } from '../../source/theme/paint.js';
import { colourBlindSkin, darkSkin, lightSkin, monochromeSkin } from '../../source/theme/skin.js';

const tones = Object.keys(darkSkin.tones) as Tone[];

/** Foreground colours are SGR 30–38 and 90–97, backgrounds 40–48 and 100–107 (ECMA-48 8.3.117 and xterm). */
const colourParameters = /\x1b\[(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])m/;

describe('skins', () => {
  it('turn off every attribute they turn on', () => {
    for (const skin of [darkSkin, lightSkin, colourBlindSkin, monochromeSkin]) {
      for (const tone of tones) {
        const painted = paintRow([{ text: 'x', tone, bold: true, inverse: true }, { text: 'y' }], skin);
        assert.ok(painted.endsWith('my'), JSON.stringify(painted));
        assert.equal(
          painted.match(/\x1b\[(?:22|24|27|39)m/g)?.length,
          painted.split('\x1b').length / 2 - 0.5,
        );
      }
    }
  });

  it('say nothing twice: bold text in a bold tone', () => {
    assert.equal(
      paintRow([{ text: 'x', tone: 'critical', bold: true }], darkSkin),
      '\x1b[1m\x1b[31mx\x1b[39m\x1b[22m',
    );
  });

  it('change attributes only where it shows', () => {
    const dim = (text: string) => ({ text, tone: 'dim' as const });
    assert.equal(
      paintRow([dim('│'), { text: ' ' }, dim('│'), { text: '' }, { text: 'x' }], darkSkin),
      '\x1b[2m│ │\x1b[22mx',
    );
    assert.equal(
      paintRow([{ text: 'x', inverse: true }, { text: ' ' }, { text: ' ', inverse: true }], darkSkin),
      '\x1b[7mx\x1b[27m \x1b[7m \x1b[27m',
    );
  });

  it('without colour use none', () => {
    for (const tone of tones) {
      assert.doesNotMatch(paintRow([{ text: 'x', tone, bold: true }], monochromeSkin), colourParameters);
    }
  });

  it('are chosen as terminals and people ask', () => {
    assert.equal(chooseSkin({ TERM: 'xterm-256color' }).name, 'dark');
    assert.equal(chooseSkin({ TERM: 'xterm', NO_COLOR: '1' }).name, 'none');
    assert.equal(chooseSkin({ TERM: 'xterm', NO_COLOR: '' }).name, 'dark', 'no-color.org: not empty');
    assert.equal(
      chooseSkin({ NO_COLOR: '1' }, { skin: 'light' }).name,
      'light',
      'no-color.org: configuration comes first',
    );
  });

  it('for those who do not tell red from green have neither', () => {
    for (const tone of tones) {
      assert.doesNotMatch(paintRow([{ text: 'x', tone }], colourBlindSkin), /\x1b\[(?:31|32|91|92)m/);
    }
  });

  it('for a light background have no yellow and no cyan', () => {
    for (const tone of tones) {
      assert.doesNotMatch(paintRow([{ text: 'x', tone }], lightSkin), /\x1b\[(?:33|36|93|96)m/);
    }
  });
});
