import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { arrangementFor, placementsFor } from '../../source/app/layout.js';
import { type PaneId, paneIds } from '../../source/store/intent.js';
import { initialUi, reduceUi, type UiState } from '../../source/store/ui.js';

function ui(columns: number, rows: number, focus: PaneId, zoomed = false): UiState {
  return reduceUi({ ...initialUi, columns, rows, zoomed }, { type: 'focus', pane: focus }).state;
}

const shown = (state: UiState): readonly PaneId[] => placementsFor(state).map(({ pane }) => pane);

/** Every cell between the head and the footer belongs to exactly one pane. */
function assertTiled(state: UiState, top: number): void {
  const cells = new Map<string, PaneId>();
  for (const { pane, left, top: paneTop, columns, rows } of placementsFor(state)) {
    for (let y = paneTop; y < paneTop + rows; y += 1) {
      for (let x = left; x < left + columns; x += 1) {
        assert.equal(cells.get(`${x},${y}`), undefined, `${pane} covers ${x},${y} again`);
        cells.set(`${x},${y}`, pane);
      }
    }
  }
  assert.equal(cells.size, state.columns * (state.rows - top - 1));
}

describe('layout', () => {
  it('is a dashboard from 120×40 on, one pane below that, nothing below 40×10', () => {
    assert.equal(arrangementFor({ columns: 120, rows: 40 }), 'dashboard');
    assert.equal(arrangementFor({ columns: 119, rows: 40 }), 'one-pane');
    assert.equal(arrangementFor({ columns: 200, rows: 39 }), 'one-pane');
    assert.equal(arrangementFor({ columns: 40, rows: 10 }), 'one-pane');
    assert.equal(arrangementFor({ columns: 39, rows: 10 }), 'too-small');
    assert.equal(arrangementFor({ columns: 40, rows: 9 }), 'too-small');
  });

  it('shows what belongs together', () => {
    assert.deepEqual(shown(ui(120, 40, 'keys')), ['keys', 'value', 'watch', 'members']);
    assert.deepEqual(shown(ui(120, 40, 'triage')), ['triage', 'members', 'watch']);
    assert.deepEqual(shown(ui(120, 40, 'actions')), ['actions', 'members', 'watch']);
    assert.deepEqual(shown(ui(80, 24, 'watch')), ['watch']);
    assert.deepEqual(shown(ui(20, 5, 'keys')), []);
  });

  it('stays with triage while one looks at the members beside it', () => {
    const triage = ui(120, 40, 'triage');
    assert.deepEqual(shown(reduceUi(triage, { type: 'focus', pane: 'members' }).state), [
      'triage',
      'members',
      'watch',
    ]);
  });

  it('always shows the pane that has the keys, and leaves no cell over', () => {
    for (const [columns, rows, top] of [
      [120, 40, 1],
      [121, 41, 1],
      [200, 60, 1],
      [80, 24, 2],
      [40, 10, 2],
    ] as const) {
      for (const pane of paneIds) {
        const state = ui(columns, rows, pane);
        assert.ok(shown(state).includes(pane));
        assertTiled(state, top);
      }
    }
  });

  it('zooms to one pane', () => {
    assert.deepEqual(shown(ui(200, 60, 'members', true)), ['members']);
    assertTiled(ui(200, 60, 'members', true), 1);
  });
});
