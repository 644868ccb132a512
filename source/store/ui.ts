import type { ConnectionState } from '../client/api.js';
import type { Intent, PaneId } from './intent.js';
import type { SessionEvent, SessionFacts } from './session.js';
import { type Reduce, step } from './step.js';

export interface Toast {
  readonly tone: 'ok' | 'warning' | 'critical';
  readonly text: string;
  /** Wall time it came up, in milliseconds. */
  readonly sinceMs: number;
}

/**
 * What the screen is made of, apart from the panes themselves. `browse` shows keys, value, watch and
 * members; `care` shows triage or the actions above members and watch.
 */
export interface UiState {
  readonly facts: SessionFacts | undefined;
  readonly connection: ConnectionState;
  /** Wall time of the last second that was told, in milliseconds. */
  readonly nowMs: number;
  readonly focus: PaneId;
  readonly view: 'browse' | 'care';
  readonly carePane: 'triage' | 'actions';
  readonly zoomed: boolean;
  /** The first line of the help overlay that is shown; undefined while it is closed. */
  readonly helpTop: number | undefined;
  readonly toast: Toast | undefined;
}

export type UiEvent =
  | Extract<Intent, { type: 'focus' | 'notify' }>
  | { readonly type: 'focus-moved'; readonly by: 1 | -1 }
  | { readonly type: 'zoom-toggled' }
  | { readonly type: 'help-toggled' }
  | { readonly type: 'help-scrolled'; readonly by: number; readonly topMax: number };

export const initialUi: UiState = {
  facts: undefined,
  connection: { kind: 'connecting' },
  nowMs: 0,
  focus: 'keys',
  view: 'browse',
  carePane: 'triage',
  zoomed: false,
  helpTop: undefined,
  toast: undefined,
};

/** How long a notice stays, by what it is about; a critical one stays until the next notice. */
const toastLifeMs = { ok: 5_000, warning: 15_000, critical: Number.POSITIVE_INFINITY } as const;

const tabOrder: readonly PaneId[] = ['keys', 'value', 'watch', 'members', 'triage', 'actions'];

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
  const index = (tabOrder.indexOf(pane) + by + tabOrder.length) % tabOrder.length;
  return tabOrder[index] ?? pane;
}

function withTime(state: UiState, nowMs: number): UiState {
  const { toast } = state;
  const over = toast !== undefined && nowMs - toast.sinceMs >= toastLifeMs[toast.tone];
  return { ...state, nowMs, toast: over ? undefined : toast };
}

function nextUi(state: UiState, event: UiEvent | SessionEvent): UiState {
  switch (event.type) {
    case 'session-started':
      return { ...state, facts: event.facts, nowMs: event.nowMs };
    case 'connection-changed':
      return { ...withTime(state, event.nowMs), connection: event.state };
    case 'second-passed':
      return withTime(state, event.nowMs);
    case 'focus':
      return focused(state, event.pane);
    case 'focus-moved':
      return focused(state, neighbour(state.focus, event.by));
    case 'notify':
      return { ...state, toast: { tone: event.tone, text: event.text, sinceMs: state.nowMs } };
    case 'zoom-toggled':
      return { ...state, zoomed: !state.zoomed };
    case 'help-toggled':
      return { ...state, helpTop: state.helpTop === undefined ? 0 : undefined };
    case 'help-scrolled':
      return state.helpTop === undefined
        ? state
        : { ...state, helpTop: Math.max(0, Math.min(event.topMax, state.helpTop + event.by)) };
  }
}

export const reduceUi: Reduce<UiState, UiEvent | SessionEvent, never> = (state, event) =>
  step(nextUi(state, event));
