import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asciiText } from '../../source/presentation/ascii-text.js';
import { cellWidth } from '../../source/presentation/cells.js';

test('every sign of a frame has one of ASCII, in as many cells', () => {
  const drawn = '╭─┄╮│❯▸▾●▲✖✔•…·▏↑↓→←⏎▁▂▃▄▅▆▇█░–−’±µ╰╯';
  assert.match(asciiText(drawn), /^[!-~]+$/u);
  assert.doesNotMatch(asciiText(drawn), /\?/u);
  assert.equal(asciiText(drawn).length, cellWidth(drawn));
});

test('names in other scripts keep their cells, and ASCII stays as it is', () => {
  assert.equal(asciiText('/registry/ü'), '/registry/?');
  assert.equal(asciiText('名前 👩‍👩‍👧 x'), '???? ?? x');
  assert.equal(asciiText('~ as it is'), '~ as it is');
});
