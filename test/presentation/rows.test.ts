import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cutRow, fitRow, rowText, rowWidth, span, spreadRow } from '../../source/presentation/rows.js';
import { safeText } from '../../source/presentation/text.js';
import { nastyTexts } from './nasty.js';

describe('rows', () => {
  it('cut keeps the tone of what is left', () => {
    assert.deepEqual(cutRow([span('web'), span('-1234', 'ok')], 6), [span('web'), span('-1…', 'ok')]);
  });

  it('cut on the edge of a span is marked too', () => {
    assert.equal(rowText(cutRow([span('abc'), span('def')], 3)), 'ab…');
    assert.equal(rowText(cutRow([span('abc'), span('def')], 6)), 'abcdef');
  });

  it('spread cuts the left and keeps the right', () => {
    assert.equal(rowText(spreadRow([span('name')], [span('3 m')], 10)), 'name   3 m');
    assert.equal(rowText(spreadRow([span('a long name')], [span('3 m')], 10)), 'a lon… 3 m');
    assert.equal(rowText(spreadRow([span('name')], [], 6)), 'name  ');
    assert.equal(rowText(spreadRow([span('name')], [span('a long time')], 5)), 'a lo…');
  });

  it('every row keeps its width, whatever is in it', () => {
    const texts = [...nastyTexts(300)].map(safeText);
    for (const [index, text] of texts.entries()) {
      const row = [span(text), span(texts[index + 1] ?? '', 'dim'), span('漢')];
      for (const width of [0, 1, 2, 5, 12]) {
        assert.ok(rowWidth(cutRow(row, width)) <= width);
        assert.equal(rowWidth(fitRow(row, width)), width);
        assert.equal(rowWidth(spreadRow(row, [span(text)], width)), width);
      }
    }
  });
});
