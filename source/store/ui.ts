import type { ConnectionState } from '../client/api.js';
import type { Moment } from '../history/moment.js';
import { type Intent, type PaneId, paneIds } from './intent.js';
import { gone, noPlaces, type Place, type Places } from './places.js';
import type { SessionEvent, SessionFacts } from './session.js';
import { type Reduce, step } from './step.js';
import { type CopyEvent, type Copying, copyingAfter } from './ui-copying.js';
import { type Leaving, type LeavingEvent, leavingAfter } from './ui-leaving.js';
import { type Notice, noticeOf, withNotice } from './ui-notices.js';
import { type Commanding, commandingAfter, type PaletteEvent } from './ui-palette.js';
import { defaultSettings, type Setting, type SettingsEvent, settingAfter } from './ui-settings.js';

/** What can be read over the screen. */
export type ReaderPageId = 'help' | 'notices';

export interface Reader {
  readonly page: ReaderPageId;
  /** The first line that is shown. */
  readonly top: number;
  readonly topMax: number;
}

/** Which lines of the open dialog are seen. */
export interface DialogScroll {
  /** Which dialog this is about; undefined while none is open. */
  readonly title: string | undefined;
  readonly top: number;
  readonly topMax: number;
  /** The furthest `top` so far: what lies below it nobody has read. */
  readonly seen: number;
}

/**
 * What the screen is made of, apart from the panes themselves. `browse` shows keys, value, watch and
 * members; `care` shows triage or the actions above members and watch.
 */
export interface UiState extends Commanding, Copying, Leaving, Setting {
  readonly facts: SessionFacts | undefined;
  /** The terminal's size in cells. */
  readonly columns: number;
  readonly rows: number;
  readonly connection: ConnectionState;
  /** The past that is looked at; undefined: now. */
  readonly moment: Moment | undefined;
  /** Wall time of the last second that was told, in milliseconds. */
  readonly nowMs: number;
  readonly focus: PaneId;
  readonly places: Places;
  readonly view: 'browse' | 'care';
  readonly carePane: 'triage' | 'actions';
  readonly zoomed: boolean;
  /** The line between left and right is held with the mouse. */
  readonly isSplitHeld: boolean;
  readonly reader: Reader | undefined;
  readonly dialog: DialogScroll;
  /** The notice that is shown. */
  readonly toast: Notice | undefined;
  /** All there were, oldest first, as far as they are kept. */
  readonly notices: readonly Notice[];
  /** How often the whole screen was asked to be drawn again. */
  readonly redraws: number;
  /** How often the terminal was asked to be given back to the shell for a while. */
  readonly suspensions: number;
}

export type UiEvent =
  | Extract<Intent, { type: 'focus' | 'notify' }>
  | PaletteEvent
  | LeavingEvent
  | CopyEvent
  | SettingsEvent
  /** Back (-1) or forward to another place, from this one. */
  | { readonly type: 'went'; readonly by: -1 | 1; readonly from: Place }
  | { readonly type: 'focus-moved'; readonly by: 1 | -1 }
  | { readonly type: 'zoom-toggled' }
  | { readonly type: 'split-held'; readonly isHeld: boolean }
  | { readonly type: 'toast-dismissed' }
  | { readonly type: 'reader-opened'; readonly page: ReaderPageId }
  | { readonly type: 'reader-closed' }
  | { readonly type: 'reader-scrolled'; readonly by: number }
  /** How many lines of the page there are above the last screenful. */
  | { readonly type: 'reader-measured'; readonly topMax: number }
  | { readonly type: 'dialog-scrolled'; readonly by: number }
  /** Another dialog, or none, or the same with other lines. */
  | { readonly type: 'dialog-measured'; readonly title: string | undefined; readonly topMax: number }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  | { readonly type: 'window-resized'; readonly columns: number; readonly rows: number };

export const initialUi: UiState = {
  facts: undefined,
  columns: 80,
  rows: 24,
  connection: { kind: 'connecting' },
  moment: undefined,
  nowMs: 0,
  focus: 'keys',
  places: noPlaces,
  view: 'browse',
  carePane: 'triage',
  zoomed: false,
  isSplitHeld: false,
  reader: undefined,
  dialog: { title: undefined, top: 0, topMax: 0, seen: 0 },
  toast: undefined,
  notices: [],
  palette: undefined,
  ran: [],
  leaving: undefined,
  isQuitting: false,
  redraws: 0,
  suspensions: 0,
  copied: undefined,
  settings: defaultSettings,
  savings: 0,
};

/** Another cluster is looked at: what was told of this one is forgotten, but for the notices and the settings. */
export function uiBetweenSessions(ui: UiState): UiState {
  const { facts, connection, moment, places, reader, dialog, toast, palette, leaving } = initialUi;
  return { ...ui, facts, connection, moment, places, reader, dialog, toast, palette, leaving };
}

/** How long a notice stays, by what it is about; a critical one stays until the next notice. */
const toastLifeMs = { ok: 5_000, warning: 15_000, critical: Number.POSITIVE_INFINITY } as const;

function focused(state: UiState, pane: PaneId): UiState {
  switch (pane) {
    case 'keys':
    case 'value':
      return { ...state, focus: pane, view: 'browse' };
    case 'watch':
    case 'members':
      return { ...state, focus: pane };
    case 'triage':
    case 'actions':
      return { ...state, focus: pane, view: 'care', carePane: pane };
  }
}

function neighbour(pane: PaneId, by: 1 | -1): PaneId {
  const index = (paneIds.indexOf(pane) + by + paneIds.length) % paneIds.length;
  return paneIds[index] ?? pane;
}

function withTime(state: UiState, nowMs: number): UiState {
  const { toast } = state;
  const over = toast !== undefined && nowMs - toast.sinceMs >= toastLifeMs[toast.tone];
  return { ...state, nowMs, toast: over ? undefined : toast };
}

const within = (top: number, topMax: number): number => Math.max(0, Math.min(topMax, top));

function readingAt(state: UiState, by: number, topMax?: number): UiState {
  const { reader } = state;
  if (reader === undefined) return state;
  const max = topMax ?? reader.topMax;
  return { ...state, reader: { ...reader, topMax: max, top: within(reader.top + by, max) } };
}

function withConnection(state: UiState, connection: ConnectionState, nowMs: number): UiState {
  const notice = noticeOf(state.connection, connection, nowMs);
  const notices = notice === undefined ? state.notices : withNotice(state.notices, notice);
  return { ...withTime(state, nowMs), connection, notices };
}

function notified(state: UiState, { tone, text }: Extract<Intent, { type: 'notify' }>): UiState {
  const toast = { tone, text, sinceMs: state.nowMs };
  return { ...state, toast, notices: withNotice(state.notices, toast) };
}

function scrolledTo(dialog: DialogScroll, wanted: number): DialogScroll {
  const top = within(wanted, dialog.topMax);
  return { ...dialog, top, seen: Math.max(dialog.seen, top) };
}

function measured(dialog: DialogScroll, title: string | undefined, topMax: number): DialogScroll {
  const isSame = dialog.title === title;
  return scrolledTo({ title, topMax, top: 0, seen: isSame ? dialog.seen : 0 }, isSame ? dialog.top : 0);
}

function nextUi(state: UiState, event: UiEvent | SessionEvent): UiState {
  switch (event.type) {
    case 'session-started':
      return { ...state, facts: event.facts, nowMs: event.nowMs };
    case 'connection-changed':
      return withConnection(state, event.state, event.nowMs);
    case 'moment-chosen':
      return { ...state, moment: event.moment };
    case 'second-passed':
      return withTime(state, event.nowMs);
    case 'focus':
      return focused(state, event.pane);
    case 'went':
      return { ...state, places: gone(state.places, event.by, event.from)?.places ?? state.places };
    case 'focus-moved':
      return focused(state, neighbour(state.focus, event.by));
    case 'notify':
      return notified(state, event);
    case 'split-held':
      return { ...state, isSplitHeld: event.isHeld };
    case 'zoom-toggled':
      return { ...state, zoomed: !state.zoomed };
    case 'toast-dismissed':
      return { ...state, toast: undefined };
    case 'reader-opened':
      return { ...state, reader: { page: event.page, top: 0, topMax: 0 } };
    case 'reader-closed':
      return { ...state, reader: undefined };
    case 'reader-scrolled':
      return readingAt(state, event.by);
    case 'reader-measured':
      return readingAt(state, 0, event.topMax);
    case 'dialog-scrolled':
      return { ...state, dialog: scrolledTo(state.dialog, state.dialog.top + event.by) };
    case 'dialog-measured':
      return { ...state, dialog: measured(state.dialog, event.title, event.topMax) };
    case 'window-resized':
      return { ...state, columns: event.columns, rows: event.rows };
    case 'palette-opened':
    case 'palette-typed':
    case 'palette-moved':
    case 'palette-refused':
    case 'palette-ran':
    case 'palette-left':
      return { ...state, ...commandingAfter(state, event) };
    case 'quit':
    case 'quit-questioned':
    case 'quit-when-over':
    case 'quit-dropped':
    case 'run-over':
      return { ...state, ...leavingAfter(state, event) };
    case 'settings-changed':
    case 'settings-kept':
      return { ...state, ...settingAfter(state, event) };
    case 'copy':
      return { ...state, ...copyingAfter(state, event) };
    case 'suspend':
      return { ...state, suspensions: state.suspensions + 1 };
    case 'redraw':
      return { ...state, redraws: state.redraws + 1 };
  }
}

/** What brings a place back. */
function goneTo(state: UiState, event: UiEvent | SessionEvent): readonly Intent[] {
  const went = event.type === 'went' ? gone(state.places, event.by, event.from) : undefined;
  if (went === undefined) return [];
  const { pane, row, moment } = went.to;
  return [
    ...(moment?.revision === state.moment?.revision ? [] : [{ type: 'choose-moment', moment } as const]),
    ...(row === undefined ? [] : [{ type: 'row-wanted', row } as const]),
    { type: 'focus', pane },
  ];
}

export const reduceUi: Reduce<UiState, UiEvent | SessionEvent, never> = (state, event) =>
  step(nextUi(state, event), [], goneTo(state, event));
