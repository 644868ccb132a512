import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { watchPane } from '../../source/panes/watch/pane.js';
import { cellWidth, takeCells } from '../../source/presentation/cells.js';
import { rowText } from '../../source/presentation/rows.js';
import { showAll } from '../../source/store/watch-filter.js';
import { initialWatch, type WatchState } from '../../source/store/watch-state.js';
import { parseTerms } from '../../source/store/watch-terms.js';

/** What a frame of lines of 56 cells shows beside `Watch ─ ` and its corners. */
const room = 47;

function title(state: Partial<WatchState>): string {
  const all = { ...initialWatch, stream: { kind: 'live' } as const, ...state };
  const view = watchPane.view(all, { columns: 56, rows: 4 }, { focused: true, nowMs: 0 });
  const text = rowText(view.title);
  return cellWidth(text) <= room ? text : `${takeCells(text, room - 1)}…`;
}

const followed = '/registry/pods/shop/checkout-5f7d9c6b8-x2x7k';

describe('the title of the log', () => {
  it('cuts a followed name in its middle, and shows both ends', () => {
    assert.match(
      title({ filter: { ...showAll, followed } }),
      /^everything ─ live ─ only pods sho.*…\S*x2x7k$/,
    );
  });

  it('cuts what is watched before what is asked for', () => {
    const { terms = [] } = parseTerms('kind:pods ns:shop');
    const filter = { ...showAll, text: 'kind:pods ns:shop', terms };
    const prefix = '/registry/pods/a-namespace-of-a-long-name/';
    assert.match(title({ prefix, filter }), /^\/registry\S*…\S*name\/ ─ live ─ \/kind:pods ns:shop$/);
  });

  it('never cuts how the stream is', () => {
    const { terms = [] } = parseTerms(`kind:pods ${'x'.repeat(60)}`);
    const filter = {
      ...showAll,
      followed,
      text: `kind:pods ${'x'.repeat(60)}`,
      terms,
      types: 'puts' as const,
    };
    const cut = { kind: 'cut', reason: 'r' } as const;
    assert.match(title({ stream: cut, filter }), /▲ cut, reconnecting ─ puts only/);
  });
});
