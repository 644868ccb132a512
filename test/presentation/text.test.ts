import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPlainText, keyText, safeText } from '../../source/presentation/text.js';
import { nastyBytes, nastyTexts, unseenCharacter } from './nasty.js';

describe('safeText', () => {
  it('leaves text alone that shows as itself', () => {
    for (const text of [
      '/registry/pods/default/web-1',
      '漢字 kana かな',
      'naïve café',
      '{"a": "\\n"}',
      '😀',
    ]) {
      assert.equal(safeText(text), text);
    }
  });

  it('shows control characters instead of sending them', () => {
    assert.equal(safeText('a\nb\tc\rd\x00e\x1b[2Jf\x7f'), 'a\\nb\\tc\\rd\\x00e\\x1b[2Jf\\x7f');
    assert.equal(safeText('\u009b31m'), '\\u{9b}31m', 'C1 introducers are sequences too');
  });

  it('shows what reorders, hides or imitates text', () => {
    assert.equal(safeText('\u202egpj.exe'), '\\u{202e}gpj.exe');
    assert.equal(safeText('a\u2066b\u2069'), 'a\\u{2066}b\\u{2069}');
    assert.equal(safeText('pods\u200b/x\ufeff'), 'pods\\u{200b}/x\\u{feff}');
    assert.equal(safeText('a\u00a0b\u2028c\u3164'), 'a\\u{a0}b\\u{2028}c\\u{3164}');
    assert.equal(safeText('\ue000\u{10ffff}\ud800'), '\\u{e000}\\u{10ffff}\\u{d800}');
  });

  it('keeps marks on their letter, but neither on nothing nor in towers', () => {
    assert.equal(safeText('e\u0301'), 'e\u0301');
    assert.equal(safeText('\u0301x'), '\\u{301}x', 'it would sit on the border beside it');
    assert.equal(safeText(' \u0301x'), ' \\u{301}x');
    assert.equal(safeText(`e${'\u0301'.repeat(4)}`), 'e\u0301\u0301\u0301\\u{301}');
  });

  it('shows bytes that are not UTF-8 as bytes', () => {
    assert.equal(safeText(Uint8Array.of(0x61, 0xff, 0x62)), 'a\\xffb');
    assert.equal(safeText(Uint8Array.of(0xc0, 0xaf)), '\\xc0\\xaf', 'overlong');
    assert.equal(safeText(Uint8Array.of(0xed, 0xa0, 0x80)), '\\xed\\xa0\\x80', 'a surrogate');
    assert.equal(
      safeText(Uint8Array.of(0xf4, 0x90, 0x80, 0x80)),
      '\\xf4\\x90\\x80\\x80',
      'past the last one',
    );
    assert.equal(safeText(Uint8Array.of(0xe6, 0xbc)), '\\xe6\\xbc', 'cut off');
    assert.equal(safeText(Uint8Array.of(0x00)), '\\x00');
    assert.equal(safeText(Buffer.from('\ufeffa')), '\\u{feff}a', 'a byte order mark is not swallowed');
    assert.equal(safeText(Buffer.from('漢😀é')), '漢😀é');
  });

  it('lets nothing unseen through, whatever comes', () => {
    for (const text of nastyTexts(400)) assert.doesNotMatch(safeText(text), unseenCharacter);
    for (const bytes of nastyBytes(400)) assert.doesNotMatch(safeText(bytes), unseenCharacter);
  });
});

describe('keyText', () => {
  it('tells a byte from the characters of its escape', () => {
    assert.equal(keyText(Buffer.from('a\0')), 'a\\x00');
    assert.equal(keyText(Buffer.from('a\\x00')), 'a\\\\x00');
  });

  it('never shows two keys alike', () => {
    const seen = new Map<string, string>();
    for (const bytes of nastyBytes(2_000)) {
      const shown = keyText(bytes);
      const hex = Buffer.from(bytes).toString('hex');
      assert.equal(seen.get(shown) ?? hex, hex, shown);
      seen.set(shown, hex);
    }
  });
});

describe('isPlainText', () => {
  it('is text in lines, and nothing that would be escaped', () => {
    assert.ok(isPlainText(Buffer.from('kind: Pod\n\tname: 漢\r\n')));
    assert.ok(isPlainText(new Uint8Array()));
    assert.ok(!isPlainText(Buffer.from('a\x1b[31m')));
    assert.ok(!isPlainText(Buffer.from('k8s\0\n')));
    assert.ok(!isPlainText(Uint8Array.of(0xff)));
  });
});
