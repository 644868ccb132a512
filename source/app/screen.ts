import { frameRowsOf } from '../components/frame.js';
import { hintsRow } from '../components/hints.js';
import { noticeRows } from '../components/notice.js';
import { overlay, overlayCentred } from '../components/overlay.js';
import { tabsRow } from '../components/tabs.js';
import { type Hint, hintsOf } from '../keymap/labels.js';
import { wrap } from '../presentation/cells.js';
import type { Row } from '../presentation/row.js';
import { fitRow, rowWidth, span, spreadRow } from '../presentation/rows.js';
import { safeText } from '../presentation/text.js';
import type { AppState, DomainEvents, DomainStates } from '../store/app.js';
import type { PaneId } from '../store/intent.js';
import { globalBindings } from './bindings.js';
import { dialogHost, withDialog } from './dialogs.js';
import { isTyping } from './keyboard.js';
import { arrangementFor, type Placement, paneRoom, placementsFor, usableMin } from './layout.js';
import { questionBox } from './leaving.js';
import { paletteBox } from './palette.js';
import { contentOf, type PaneOf, panes, partsOf, typingOf } from './panes.js';
import { readerBox } from './reader.js';
import { statusLine } from './status-line.js';
import { tabsOf } from './tabs.js';

type Frames = (state: AppState, placement: Placement) => readonly Row[];

interface Framed {
  readonly rows: readonly Row[];
  /** The second it was drawn in, if it shows anything that depends on that. */
  readonly atMs: number | undefined;
}

function framed(state: AppState, placement: Placement, focused: boolean): Framed {
  const { pane, columns, rows } = placement;
  const { nowMs } = state.ui;
  let atMs: number | undefined;
  const content = contentOf(state, pane, paneRoom(placement), {
    focused,
    get nowMs() {
      atMs = nowMs;
      return nowMs;
    },
  });
  const frame = frameRowsOf({
    name: panes[pane].name,
    title: content.title,
    note: content.note ?? [],
    lines: content.lines,
    prompt: content.prompt,
    focused,
    columns,
    rows,
  });
  return { rows: frame, atMs };
}

/** Draws a pane again only when something it shows has changed. */
function cachedFrames(): Frames {
  const drawn = new Map<PaneId, { readonly from: readonly unknown[] } & Framed>();
  return (state, placement) => {
    const { pane, columns, rows } = placement;
    const focused =
      state.ui.focus === pane && dialogHost(state) === undefined && state.ui.palette === undefined;
    const from = [...partsOf(state, pane), columns, rows, focused];
    const last = drawn.get(pane);
    const isStill = last?.from.every((value, index) => value === from[index]) === true;
    if (isStill && (last.atMs === undefined || last.atMs === state.ui.nowMs)) return last.rows;
    const fresh = framed(state, placement, focused);
    drawn.set(pane, { from, ...fresh });
    return fresh.rows;
  };
}

/** Puts what lies beside one another into a row of the screen; out of the same parts comes the same row. */
function cachedRows(): (parts: readonly Row[], index: number, columns: number) => Row {
  const made: { readonly parts: readonly Row[]; readonly columns: number; readonly row: Row }[] = [];
  return (parts, index, columns) => {
    const last = made[index];
    const isSame =
      last?.columns === columns &&
      last.parts.length === parts.length &&
      last.parts.every((part, at) => part === parts[at]);
    if (isSame) return last.row;
    const row = fitRow(parts.flat(), columns);
    made[index] = { parts, columns, row };
    return row;
  };
}

/** The rows between head and footer. */
function cachedBody(): (state: AppState) => readonly Row[] {
  const frames = cachedFrames();
  const joined = cachedRows();
  return (state) => {
    const placed = placementsFor(state.ui)
      .map((placement) => ({ placement, rows: frames(state, placement) }))
      .toSorted((one, other) => one.placement.left - other.placement.left);
    const top = Math.min(...placed.map(({ placement }) => placement.top));
    const bottom = Math.max(...placed.map(({ placement }) => placement.top + placement.rows));
    return Array.from({ length: bottom - top }, (_, index) => {
      const parts = placed.flatMap(({ placement, rows }) => {
        const row = rows[top + index - placement.top];
        return row === undefined ? [] : [row];
      });
      return joined(parts, index, state.ui.columns);
    });
  };
}

function paneHints<Id extends PaneId>(state: AppState, id: Id): readonly Hint[] {
  const pane: PaneOf<Id> = panes[id];
  return hintsOf<DomainStates[Id], DomainEvents[Id]>(pane.bindings, state[id]);
}

/** Between what belongs to the pane and what keeps its place at the right end. */
const footerGap = 2;

/** What keeps its place at the right end of the footer. */
const lastHints = ['app.command', 'app.help', 'app.quit'];

/** The keymap of what has the keys now. */
function footer(state: AppState): Row {
  const { columns } = state.ui;
  if (state.ui.reader !== undefined) return [span(' what is open has the keys; esc closes it', 'dim')];
  if (dialogHost(state) !== undefined) return [span(' the dialog has the keys; ctrl+c quits', 'dim')];
  if (isTyping(state)) return [span(' what you type goes into the field; esc leaves it', 'dim')];
  const isLast = ({ action }: { readonly action: string }) => lastHints.includes(action);
  const last = hintsOf(globalBindings.filter(isLast), state);
  const others = hintsOf(
    globalBindings.filter((binding) => !isLast(binding)),
    state,
  );
  const right = [...hintsRow(last, columns), span(' ')];
  const room = columns - rowWidth(right) - 1 - footerGap;
  return spreadRow(
    [span(' '), ...hintsRow([...paneHints(state, state.ui.focus), ...others], room)],
    right,
    columns,
  );
}

/** What just happened, and below it what is wrong as long as it is. */
function notices({ ui: { connection, toast, columns } }: AppState): readonly Row[] {
  const leaving = toast?.tone === 'critical' ? ' (esc dismisses this)' : '';
  const happened =
    toast === undefined ? [] : noticeRows(toast.tone, `${safeText(toast.text)}${leaving}`, columns);
  const wrong =
    connection.kind === 'down' ? noticeRows('critical', safeText(connection.error.message), columns) : [];
  return [...happened, ...wrong];
}

/** The first row of what is told: above the footer, and above a field that is typed into. */
function noticesTop(state: AppState, count: number): number {
  const lowest = state.ui.rows - 1 - count;
  const { focus, palette } = state.ui;
  const isField = palette === undefined && dialogHost(state) === undefined && typingOf(state, focus) !== null;
  const placed = placementsFor(state.ui).find(({ pane }) => pane === focus);
  if (!isField || placed === undefined) return lowest;
  const fieldRow = placed.top + placed.rows - 2;
  return fieldRow < lowest ? lowest : Math.max(0, fieldRow - count);
}

function withOverlays(state: AppState, rows: readonly Row[]): readonly Row[] {
  const { columns } = state.ui;
  const sentences = notices(state);
  const noticed = overlay(rows, sentences, noticesTop(state, sentences.length), 0);
  const question = questionBox(state);
  if (question !== undefined) return overlayCentred(withDialog(state, noticed), question, columns);
  const box = readerBox(state) ?? paletteBox(state);
  return box === undefined ? withDialog(state, noticed) : overlayCentred(noticed, box, columns);
}

function tooSmall({ columns, rows }: AppState['ui']): readonly Row[] {
  const lines = wrap(
    `etcdscope needs ${usableMin.columns}×${usableMin.rows}, here is ${columns}×${rows}`,
    columns,
  );
  return Array.from({ length: rows }, (_, index) => fitRow([span(lines[index] ?? '')], columns));
}

/** The screen as exactly as many rows of exactly as many cells as the terminal has. */
export function createScreen(): (state: AppState) => readonly Row[] {
  const body = cachedBody();
  return (state) => {
    const { columns } = state.ui;
    const arrangement = arrangementFor(state.ui);
    if (arrangement === 'too-small') return tooSmall(state.ui);
    const head =
      arrangement === 'one-pane'
        ? [statusLine(state, columns), tabsRow(tabsOf(state), columns)]
        : [statusLine(state, columns)];
    const fitted = (row: Row): Row => fitRow(row, columns);
    return withOverlays(state, [...head.map(fitted), ...body(state), fitted(footer(state))]);
  };
}
