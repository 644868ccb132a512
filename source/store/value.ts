import { type ByteString, fromBytes } from '../bytes/byte-string.js';
import {
  type HistoryEvent,
  isSeenAlike,
  openedPast,
  type PastState,
  pastContent,
  reducePast,
} from './history.js';
import type { Intent } from './intent.js';
import { type Reduce, type Step, step } from './step.js';
import { valuesCompared, withComparison } from './value-comparing.js';
import { isStored, type StoredValue, storedContent } from './value-content.js';
import { cursorAtEnd, cursorAtStart, cursorMoved, withinBounds } from './value-cursor.js';
import { documentOf, formatsOf, type ValueFormat } from './value-document.js';
import { reduceEdit } from './value-edit.js';
import { bodyRows } from './value-facts.js';
import { foldedAnew, reduceFolds } from './value-folding.js';
import { noFolds } from './value-folds.js';
import { kubectlCopied } from './value-kubectl.js';
import { reduceOwners } from './value-owners.js';
import { prepared, withPreparation, withUpcoming } from './value-preparing.js';
import { documentStart } from './value-scroll.js';
import { reduceSearch, searchedAgain } from './value-search.js';
import {
  currentFormat,
  initialValue,
  isDiff,
  type LeaseLife,
  type ValueEffect,
  type ValueEvent,
  type ValueState,
} from './value-state.js';

type ValueStep = Step<ValueState, ValueEffect>;

/** A lease may be kept alive by its owner at any time; how long it lives is asked again so often. */
const leaseAgeMs = 10_000;

function shown(state: ValueState, key: ByteString | undefined): ValueStep {
  if (key === state.key && state.content.kind !== 'failed') return step(state);
  return reread({ ...state, key });
}

/** The key anew, and nothing of what was shown. */
function reread(state: ValueState): ValueStep {
  const { key, format, past, moment, historyRuns, search, searchRuns } = state;
  const viewport = { ...state.viewport, folds: noFolds };
  const { isWritable, contextName, editing, deletion, owners, paneRows, preparing, comparing } = state;
  const stopped: readonly ValueEffect[] = [
    ...(past === undefined ? [] : [{ type: 'stop-history' } as const]),
    ...(search === undefined ? [] : [{ type: 'stop-finding' } as const]),
    ...(owners === undefined ? [] : [{ type: 'stop-owners' } as const]),
  ];
  const kept = {
    key,
    viewport,
    paneRows,
    format,
    moment,
    historyRuns,
    searchRuns,
    isWritable,
    contextName,
    editing,
    deletion,
    preparing,
    comparing,
  };
  return step({ ...initialValue, ...kept }, [{ type: 'read-value', key, revision: moment }, ...stopped]);
}

function present(state: ValueState, stored: StoredValue): ValueStep {
  const content = storedContent(state.key ?? '', stored, state.format, state.natures);
  const kept = state.lease?.id === stored.lease ? state.lease : undefined;
  const isNewLease = stored.lease !== 0n && kept === undefined && state.moment === undefined;
  const isUpcoming = content.kind === 'preparing' && isStored(state.content);
  const told = { ...state, lease: kept };
  return step(
    isUpcoming ? withUpcoming(told, stored) : withinBounds({ ...told, content, upcoming: [] }),
    isNewLease ? [{ type: 'read-lease', id: stored.lease }] : [],
  );
}

function read(state: ValueState, event: Extract<ValueEvent, { type: 'value-read' }>): ValueStep {
  if (event.key !== state.key) return step(state);
  if (event.stored !== undefined) return present(state, event.stored);
  return step({ ...state, content: { kind: 'absent', revision: event.revision } });
}

function changed(state: ValueState, event: Extract<ValueEvent, { type: 'value-changed' }>): ValueStep {
  if (event.key !== state.key) return step(state);
  const { revision, atMs, stored } = event;
  const told = { ...state, changedMs: atMs, changes: state.changes + event.changes };
  if (stored !== undefined) return present(told, stored);
  return step({ ...told, lease: undefined, upcoming: [], content: { kind: 'deleted', revision, atMs } });
}

function reformatted(state: ValueState, format: ValueFormat | undefined): ValueStep {
  const { content } = state;
  if (content.kind !== 'present' || isDiff(state) || format === undefined) return step(state);
  const document = documentOf(content.nature, content.stored.value, format);
  return step(cursorAtStart({ ...state, format, content: { ...content, document } }));
}

function nextFormat(state: ValueState): ValueFormat | undefined {
  const { content } = state;
  if (content.kind !== 'present') return undefined;
  const formats = formatsOf(content.nature);
  const current = currentFormat(state);
  return formats[(formats.indexOf(current ?? 'hex') + 1) % formats.length];
}

function bestOrHex(state: ValueState): ValueFormat | undefined {
  const { content } = state;
  if (content.kind !== 'present') return undefined;
  return currentFormat(state) === 'hex' ? formatsOf(content.nature)[0] : 'hex';
}

function secondPassed(state: ValueState, nowMs: number): ValueStep {
  const { lease, content } = state;
  if (content.kind !== 'present' || lease === undefined || nowMs - lease.atMs < leaseAgeMs) {
    return step(state);
  }
  return step(state, [{ type: 'read-lease', id: lease.id }]);
}

function leaseRead(state: ValueState, life: LeaseLife): ValueState {
  const { content, upcoming } = state;
  const newest = upcoming.at(-1) ?? (isStored(content) ? content.stored : undefined);
  return newest?.lease === life.id ? { ...state, lease: life } : state;
}

/** Rows begin elsewhere than they did. */
function rowsAnew(state: ValueState): ValueState {
  const [place, cursor] = [state.place, state.cursor].map(({ line }) => ({ line, offset: 0 }));
  return withinBounds({ ...state, place: place ?? documentStart, cursor: cursor ?? documentStart });
}

function resized(state: ValueState, columns: number, rows: number): ValueState {
  const paneRows = Math.max(1, rows);
  const viewport = { ...state.viewport, columns: Math.max(1, columns), rows: bodyRows(state, paneRows) };
  return rowsAnew({ ...state, paneRows, viewport });
}

/** Events of the key as it is now. */
type LiveEvent = Extract<
  ValueEvent,
  {
    type:
      | 'connection-changed'
      | 'second-passed'
      | 'value-read'
      | 'value-changed'
      | 'value-failed'
      | 'lease-read'
      | 'value-reload'
      | 'access-regained';
  }
>;

function reduceLive(state: ValueState, event: LiveEvent): ValueStep {
  switch (event.type) {
    case 'connection-changed':
      return event.state.kind === 'ready' ? retried(state) : step(state);
    case 'access-regained':
      return retried(state);
    case 'second-passed':
      return secondPassed(state, event.nowMs);
    case 'value-read':
      return read(state, event);
    case 'value-changed':
      return changed(state, event);
    case 'value-failed':
      return failed(state, event);
    case 'lease-read':
      return step(leaseRead(state, event.life));
    case 'value-reload':
      return step({ ...state, upcoming: [], content: { kind: 'reading' } }, [
        { type: 'read-value', key: state.key, revision: state.moment },
      ]);
  }
}

function retried(state: ValueState): ValueStep {
  return state.content.kind === 'failed' ? shown(state, state.key) : step(state);
}

function failed(state: ValueState, event: Extract<ValueEvent, { type: 'value-failed' }>): ValueStep {
  if (event.key !== state.key) return step(state);
  const { moment } = state;
  const lost: readonly Intent[] =
    event.isGone === true && moment !== undefined ? [{ type: 'moment-lost', revision: moment }] : [];
  return step({ ...state, upcoming: [], content: { kind: 'failed', reason: event.reason } }, [], lost);
}

/** What the key is now goes on being followed under the past that is looked at, and does not move it. */
function liveBelow(state: ValueState, event: LiveEvent): ValueStep {
  const { past } = state;
  if (past === undefined) return reduceLive(state, event);
  const below = reduceLive({ ...state, content: past.live, past: undefined }, event);
  const { lease, changes, changedMs, upcoming, content } = below.state;
  const next = { ...state, lease, changes, changedMs, upcoming, past: { ...past, live: content } };
  return step(next, below.effects, below.intents);
}

/** Looks at the past; another form, such as a diff, is seen from its start. */
function lookedBack(state: ValueState, past: PastState): ValueState {
  if (state.past !== undefined && isSeenAlike(past, state.past)) return { ...state, past };
  const content = pastContent(past, state.key ?? '', state.format, state);
  const seen = { ...state, past, content };
  return withinBounds(past.compare === state.past?.compare ? seen : cursorAtStart(seen));
}

function reduceHistory(state: ValueState, event: HistoryEvent): ValueStep {
  const { key, past } = state;
  switch (event.type) {
    case 'history-opened': {
      if (key === undefined || past !== undefined) return step(state);
      const run = state.historyRuns + 1;
      const opened = openedPast(run, event.compare, state.content);
      return step(lookedBack({ ...state, historyRuns: run }, opened), [
        { type: 'read-history', key, run, revision: state.moment },
      ]);
    }
    case 'history-closed':
      return past === undefined
        ? step(state)
        : step(cursorAtStart({ ...state, content: past.live, past: undefined }), [{ type: 'stop-history' }]);
    default:
      return step(past === undefined ? state : lookedBack(state, reducePast(past, event)));
  }
}

function momentChosen(state: ValueState, moment: number | undefined): ValueStep {
  return moment === state.moment ? step(state) : reread({ ...state, moment });
}

/** What is searched for is searched for in what is shown. */
function withSearch(before: ValueState, next: ValueStep): ValueStep {
  const { content, search } = next.state;
  const shownBefore = before.content.kind === 'present' ? before.content.document : undefined;
  const isSame = content.kind === 'present' && content.document === shownBefore;
  if (search === undefined || isSame || content.kind !== 'present') return next;
  const again = searchedAgain(next.state);
  return { ...again, effects: [...next.effects, ...again.effects], intents: next.intents };
}

/** What is folded is folded in what is shown. */
function withFolds(before: ValueState, next: ValueStep): ValueStep {
  const { content } = next.state;
  const shownBefore = before.content.kind === 'present' ? before.content.document : undefined;
  if (content.kind !== 'present' || content.document === shownBefore) return next;
  return { ...next, state: foldedAnew(before, next.state) };
}

/** The facts under the value take as many rows as there are of what is shown. */
function withRoom(before: ValueState, next: ValueStep): ValueStep {
  const { state } = next;
  const rows = bodyRows(state, state.paneRows);
  if (state.content === before.content || rows === state.viewport.rows) return next;
  return { ...next, state: withinBounds({ ...state, viewport: { ...state.viewport, rows } }) };
}

export const reduceValue: Reduce<ValueState, ValueEvent, ValueEffect> = (state, event) =>
  withRoom(state, withSearch(state, withFolds(state, withComparison(withPreparation(reduce(state, event))))));

const reduce: Reduce<ValueState, ValueEvent, ValueEffect> = (state, event) => {
  switch (event.type) {
    case 'session-started':
      return step({ ...state, isWritable: event.facts.writable, contextName: event.facts.contextName });
    case 'search-begun':
    case 'search-typed':
    case 'search-entered':
    case 'search-left':
    case 'search-stepped':
    case 'search-told':
      return reduceSearch(state, event);
    case 'fold-toggled':
    case 'fold-closed':
    case 'fold-opened':
    case 'folds-closed':
    case 'folds-opened':
    case 'line-copied':
      return reduceFolds(state, event);
    case 'value-prepared':
      return step(prepared(state, event));
    case 'values-compared':
      return step(valuesCompared(state, event));
    case 'moment-chosen':
      return momentChosen(state, event.moment?.revision);
    case 'connection-changed':
    case 'second-passed':
    case 'value-read':
    case 'value-changed':
    case 'value-failed':
    case 'lease-read':
    case 'value-reload':
    case 'access-regained':
      return liveBelow(state, event);
    case 'history-opened':
    case 'history-closed':
    case 'history-read':
    case 'history-ended':
    case 'history-failed':
    case 'history-moved':
    case 'history-compared':
      return reduceHistory(state, event);
    case 'edit-wanted':
    case 'delete-wanted':
    case 'undo-wanted':
    case 'undelete-wanted':
    case 'edited':
    case 'write-planned':
    case 'write-ended':
    case 'write-left':
    case 'conflict-merged':
    case 'conflict-overwritten':
    case 'conflict-revealed':
    case 'edit-left':
      return reduceEdit(state, event);
    case 'show-key':
      return shown(state, event.key === undefined ? undefined : fromBytes(event.key));
    case 'value-resized':
      return step(resized(state, event.columns, event.rows));
    case 'value-scrolled':
      return step(cursorMoved(state, event.by));
    case 'value-start':
      return step(cursorAtStart(state));
    case 'value-end':
      return step(cursorAtEnd(state));
    case 'wrap-toggled': {
      const viewport = { ...state.viewport, wrap: !state.viewport.wrap };
      return step(rowsAnew({ ...state, viewport }));
    }
    case 'format-cycled':
      return reformatted(state, nextFormat(state));
    case 'hex-toggled':
      return reformatted(state, bestOrHex(state));
    case 'mask-toggled':
      return step({ ...state, isUnmasked: !state.isUnmasked });
    case 'kubectl-copied':
      return kubectlCopied(state);
    case 'owners-wanted':
    case 'owners-found':
    case 'owners-failed':
    case 'owner-moved':
    case 'owner-chosen':
    case 'owners-left':
      return reduceOwners(state, event);
  }
};
