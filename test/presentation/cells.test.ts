import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import stringWidth from 'string-width';
import {
  cellWidth,
  cutEnd,
  cutMiddle,
  fit,
  fitMiddle,
  fitRight,
  wrap,
} from '../../source/presentation/cells.js';
import { safeText } from '../../source/presentation/text.js';
import { nastyTexts } from './nasty.js';

describe('cells', () => {
  it('counts what a terminal draws', () => {
    assert.equal(cellWidth('web-1'), 5);
    assert.equal(cellWidth('漢字'), 4);
    assert.equal(cellWidth('e\u0301'), 1);
    assert.equal(cellWidth('😀'), 2);
    assert.equal(cellWidth('╭─▁●▲✖○…'), 8);
  });

  it('takes a short way only for characters that are one cell in the tables too', () => {
    for (let unit = 0x20; unit < 0x3000; unit += 1) {
      const character = String.fromCharCode(unit);
      if (safeText(character) === character)
        assert.equal(cellWidth(character), stringWidth(character), character);
    }
  });

  it('cuts at the end and marks it', () => {
    assert.equal(cutEnd('web-1', 5), 'web-1');
    assert.equal(cutEnd('web-12', 5), 'web-…');
    assert.equal(cutEnd('漢字漢', 4), '漢…', 'half a character is none');
    assert.equal(cutEnd('web', 0), '');
  });

  it('cuts in the middle so that both ends are seen', () => {
    assert.equal(cutMiddle('/registry/pods/default/web-1', 15), '/regist…t/web-1');
    assert.equal(cutMiddle('abcdef', 1), '…');
  });

  it('fills to the width', () => {
    assert.equal(fit('ab', 4), 'ab  ');
    assert.equal(fitRight('12', 4), '  12');
    assert.equal(fit('漢字', 3), '漢…');
    assert.equal(fit('漢字漢', 5), '漢字…');
    assert.equal(fit('漢字漢', 4), '漢… ');
  });

  it('wraps between words, and inside a word only where it must', () => {
    assert.deepEqual(wrap('the disk of m3 first', 9), ['the disk', 'of m3', 'first']);
    assert.deepEqual(wrap('abcdefgh ij', 4), ['abcd', 'efgh', 'ij']);
    assert.deepEqual(wrap('', 4), ['']);
    assert.deepEqual(wrap('漢字', 1), ['…', '…']);
  });

  it('keeps every text within its width', () => {
    for (const nasty of nastyTexts(600)) {
      const text = safeText(nasty);
      for (const width of [0, 1, 2, 3, 7, 20]) {
        assert.ok(cellWidth(cutEnd(text, width)) <= width, `${text} at ${width}`);
        assert.ok(cellWidth(cutMiddle(text, width)) <= width, `${text} at ${width}`);
        for (const fitted of [fit(text, width), fitRight(text, width), fitMiddle(text, width)]) {
          assert.equal(cellWidth(fitted), width, `${text} at ${width}`);
        }
        if (width > 0) for (const line of wrap(text, width)) assert.ok(cellWidth(line) <= width, text);
      }
    }
  });

  it('loses no character in wrapping', () => {
    for (const nasty of nastyTexts(300)) {
      const text = safeText(nasty);
      assert.equal(wrap(text, 9).join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    }
  });
});
