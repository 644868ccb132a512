import { tabAt } from '../components/tabs.js';
import { directoryInTitle } from '../panes/keys/title.js';
import type { PaneLine } from '../panes/pane.js';
import { rowText } from '../presentation/rows.js';
import { safeText } from '../presentation/text.js';
import type { AppEvent, AppState } from '../store/app.js';
import { type PaneId, paneIds } from '../store/intent.js';
import { splitRange } from '../store/ui-settings.js';
import { dialogHost } from './dialogs.js';
import { eventsOf, paneEventsOf } from './keyboard.js';
import { arrangementFor, isOnSplit, type Placement, paneRoom, placementsFor } from './layout.js';
import type { MouseReport } from './mouse-reports.js';
import { contentOf, panes } from './panes.js';
import type { Runtime } from './runtime.js';
import { statusLine } from './status-line.js';
import { tabsOf } from './tabs.js';

type Target = Pick<Runtime, 'getState' | 'dispatch'>;

/** So many lines a notch of the wheel. */
const wheelLines = 3;

const press = (name: string) => ({ name, text: '' });
const directionOf = (by: number): string => (by < 0 ? 'up' : 'down');

function pressInPane(target: Target, pane: PaneId, name: string): void {
  for (const event of paneEventsOf(target.getState(), pane, press(name))) target.dispatch(event);
}

/** What lies over the panes takes the wheel as it takes the keys. */
function isCovered(state: AppState): boolean {
  const { reader, palette, leaving } = state.ui;
  return (
    reader !== undefined || palette !== undefined || leaving === 'asked' || dialogHost(state) !== undefined
  );
}

function pressCovering(target: Target, name: string): void {
  for (const event of eventsOf(target.getState(), press(name))) target.dispatch(event);
}

function placementAt(state: AppState, { column, row }: MouseReport): Placement | undefined {
  return placementsFor(state.ui).find(
    ({ left, top, columns, rows }) =>
      column >= left && column < left + columns && row >= top && row < top + rows,
  );
}

function linesOf(state: AppState, { pane, ...size }: Placement): readonly PaneLine[] {
  const context = { focused: state.ui.focus === pane, nowMs: state.ui.nowMs };
  return contentOf(state, pane, paneRoom(size), context).lines;
}

/**
 * Moves the selection to line `wanted` with the pane's own keys, so that a pane needs nothing for the
 * mouse. An entry may have several lines and only its first is selected; a pane without a selection
 * stays as it is.
 */
function select(target: Target, placement: Placement, wanted: number): void {
  const lines = linesOf(target.getState(), placement);
  const indexOf = new Map(lines.map(({ key }, index) => [key, index]));
  const selected = (): number | undefined => {
    const line = linesOf(target.getState(), placement).find((each) => each.selected === true);
    return line === undefined ? undefined : indexOf.get(line.key);
  };
  const first = selected();
  if (first === undefined || wanted >= lines.length || wanted === first) return;
  const down = wanted > first;
  let at: number = first;
  while (down ? at < wanted : at > wanted) {
    pressInPane(target, placement.pane, down ? 'down' : 'up');
    const next = selected();
    if (next === undefined || next === at) return;
    at = next;
  }
  if (down && at > wanted) pressInPane(target, placement.pane, 'up');
}

function focus(target: Target, pane: PaneId): void {
  if (target.getState().ui.focus !== pane) target.dispatch({ to: 'ui', event: { type: 'focus', pane } });
}

const clustersWanted: AppEvent = { to: 'contexts', event: { type: 'clusters-wanted', name: '' } };

const toDirectory = (path: string): AppEvent => ({
  to: 'keys',
  event: { type: 'row-wanted', row: { path, isDirectory: true } },
});

/** The cluster's name in the status line. */
function isOnName(state: AppState, column: number): boolean {
  const text = rowText(statusLine(state, state.ui.columns));
  const name = text.indexOf(safeText(state.ui.facts?.contextName ?? ''));
  return name >= 0 && column >= name && column < text.indexOf('  ', name);
}

/** The directory whose name stands at a column of the Keys pane; undefined where there is none. */
function directoryAt({ keys }: AppState, placement: Placement, column: number): string | undefined {
  return directoryInTitle(keys, paneRoom(placement).columns, column - titleStart);
}

/** `╭ Keys ─ ` stands before a title. */
const titleStart = `╭ ${panes.keys.name} ─ `.length;

/** The row of the tabs, where there are any. */
const tabsRow = 1;

function click(target: Target, report: MouseReport): void {
  const state = target.getState();
  if (arrangementFor(state.ui) === 'one-pane' && report.row === tabsRow) {
    const pane = paneIds[tabAt(tabsOf(state), state.ui.columns, report.column) ?? -1];
    if (pane !== undefined) focus(target, pane);
    return;
  }
  if (report.row === 0) {
    if (isOnName(state, report.column)) target.dispatch(clustersWanted);
    return;
  }
  const placement = placementAt(state, report);
  if (placement === undefined) return;
  focus(target, placement.pane);
  if (placement.pane === 'keys' && report.row === placement.top) {
    const path = directoryAt(state, placement, report.column - placement.left);
    if (path !== undefined) target.dispatch(toDirectory(path));
    return;
  }
  const line = report.row - placement.top - 1;
  if (line >= 0 && line < paneRoom(placement).rows) select(target, placement, line);
}

/** The line between left and right is taken hold of; anything else is a click. */
function takeOrClick(target: Target, report: MouseReport): void {
  const { ui } = target.getState();
  const isHeld = isOnSplit(ui, report);
  if (isHeld !== ui.isSplitHeld) target.dispatch({ to: 'ui', event: { type: 'split-held', isHeld } });
  if (!isHeld) click(target, report);
}

function splitAt({ ui }: AppState, column: number): AppEvent {
  const percent = Math.round(((column + 1) / ui.columns) * 100);
  const split = Math.max(splitRange.min, Math.min(splitRange.max, percent));
  return { to: 'ui', event: { type: 'settings-changed', settings: { split } } };
}

/** A click goes to a pane and a line of it; the wheel turns what is under the pointer. */
export function point(target: Target, report: MouseReport): void {
  const state = target.getState();
  if (!state.ui.settings.mouse || arrangementFor(state.ui) === 'too-small') return;
  const covered = isCovered(state);
  if (report.kind === 'press') {
    if (!covered) takeOrClick(target, report);
    return;
  }
  if (report.kind === 'drag') {
    if (state.ui.isSplitHeld) target.dispatch(splitAt(state, report.column));
    return;
  }
  const pane = placementAt(state, report)?.pane;
  for (let line = 0; line < wheelLines; line += 1) {
    if (covered) pressCovering(target, directionOf(report.by));
    else if (pane !== undefined) pressInPane(target, pane, directionOf(report.by));
  }
}
