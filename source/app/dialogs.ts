import { dialogRoom, dialogRows, dialogTopMax } from '../components/dialog-box.js';
import { overlayCentred } from '../components/overlay.js';
import { type Hint, hintsOf, keyLabel } from '../keymap/labels.js';
import type { Row } from '../presentation/row.js';
import { rowText } from '../presentation/rows.js';
import type { AppState } from '../store/app.js';
import { paneIds } from '../store/intent.js';
import { type DialogHostId, dialogOf } from './panes.js';

const hostIds: readonly DialogHostId[] = ['contexts', ...paneIds];

/** Whose dialog is open, if one is. */
export function dialogHost(state: AppState): DialogHostId | undefined {
  return hostIds.find((id) => dialogOf(state, id, dialogRoom(state.ui)) !== undefined);
}

/** Which dialog is open, and how far it can be scrolled. */
export function dialogExtent(state: AppState): {
  readonly title: string | undefined;
  readonly topMax: number;
} {
  const pane = dialogHost(state);
  const dialog = pane === undefined ? undefined : dialogOf(state, pane, dialogRoom(state.ui));
  if (dialog === undefined) return { title: undefined, topMax: 0 };
  return { title: rowText(dialog.title), topMax: dialogTopMax(dialog.lines, state.ui) };
}

/** True while the dialog has lines that nobody has seen. */
export function isUnread({ ui: { dialog } }: AppState): boolean {
  return dialog.seen < dialog.topMax;
}

/** What return does as long as there is more to read. */
function readOn(state: AppState, hint: Hint): Hint {
  return isUnread(state) && hint.key === keyLabel('return') ? { ...hint, text: 'read on' } : hint;
}

function overlaid<Id extends DialogHostId>(state: AppState, id: Id, rows: readonly Row[]): readonly Row[] {
  const dialog = dialogOf(state, id, dialogRoom(state.ui));
  if (dialog === undefined) return rows;
  const hints = hintsOf(dialog.bindings, state[id]).map((hint) => readOn(state, hint));
  const box = dialogRows({ ...dialog, prompt: dialog.prompt, hints }, state.ui.dialog.top, state.ui);
  return overlayCentred(rows, box, state.ui.columns);
}

/** The screen with the open dialog over it. */
export function withDialog(state: AppState, rows: readonly Row[]): readonly Row[] {
  const pane = dialogHost(state);
  return pane === undefined ? rows : overlaid(state, pane, rows);
}
