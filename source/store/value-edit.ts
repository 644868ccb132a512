import type { KeyValue } from '../../proto/generated/mvccpb.js';
import { fromBytes, toBytes } from '../bytes/byte-string.js';
import { hasMarks, mergeTexts } from '../editing/merge.js';
import { type Change, type Refusal, refusalOf } from '../editing/refusal.js';
import type { Wish } from '../editing/write-plan.js';
import { plainText } from '../presentation/plain-text.js';
import { safeText } from '../presentation/text.js';
import { type Step, step } from './step.js';
import type { StoredValue, ValueContent } from './value-content.js';
import type {
  Conflict,
  Deletion,
  Draft,
  EditEvent,
  Edited,
  Editing,
  EditorStart,
  UndoTarget,
} from './value-editing.js';
import { isMasked, type ValueEffect, type ValueState } from './value-state.js';

type ValueStep = Step<ValueState, ValueEffect>;

const readOnlyReason = 'Read-only: start etcdscope with --write to change values.';

/** What is there now, under whatever part of the past is looked at. */
function liveOf({ content, past }: ValueState): ValueContent {
  return past?.live ?? content;
}

/** What the key is now, as far as a change can be made on it. */
function groundOf(live: ValueContent): { readonly stored: StoredValue | undefined } | undefined {
  switch (live.kind) {
    case 'present':
      return { stored: live.stored };
    case 'absent':
    case 'deleted':
      return { stored: undefined };
    case 'reading':
    case 'preparing':
    case 'failed':
      return undefined;
  }
}

/** Why nothing can be changed now; undefined when it can. */
export function noChange(state: ValueState): string | undefined {
  if (state.key === undefined) return 'No key is selected.';
  if (!state.isWritable) return readOnlyReason;
  if (state.moment !== undefined) return 'This is the past; go back to now to change something.';
  return groundOf(liveOf(state)) === undefined ? 'The value is not read.' : undefined;
}

/** Why the value cannot be edited now. */
export function noEdit(state: ValueState): string | undefined {
  const general = noChange(state);
  if (general !== undefined) return general;
  if (state.past !== undefined) return 'The past is not edited; esc shows the value as it is now.';
  return isMasked(state) ? 'The value is masked; m shows it, then it can be edited.' : undefined;
}

export function noDelete(state: ValueState): string | undefined {
  const general = noChange(state);
  if (general !== undefined) return general;
  if (state.past !== undefined) return 'The past is not deleted; esc shows the value as it is now.';
  return liveOf(state).kind === 'present' ? undefined : 'The key is not there.';
}

/** What `u` would put back; a reason why nothing. */
function undoTarget(state: ValueState): UndoTarget | string {
  const general = noChange(state);
  if (general !== undefined) return general;
  const { past, content } = state;
  if (past !== undefined) {
    return content.kind === 'present'
      ? { kind: 'value', stored: content.stored }
      : 'The key was not there at that revision; h goes on to what it was before.';
  }
  if (content.kind === 'present') return { kind: 'revision', revision: content.stored.modRevision - 1 };
  return content.kind === 'deleted'
    ? { kind: 'revision', revision: content.revision - 1 }
    : 'Nothing is known to undo; h looks for older revisions.';
}

export function noUndo(state: ValueState): string | undefined {
  const target = undoTarget(state);
  return typeof target === 'string' ? target : undefined;
}

const warned = (state: ValueState, text: string): ValueStep =>
  step(state, [], [{ type: 'notify', tone: 'warning', text }]);

const safeRefusal = ({ reason, mayBypass }: Refusal): Refusal => ({ reason: safeText(reason), mayBypass });

function refusedFor(state: ValueState, change: Change, refusal: Refusal): ValueStep {
  return step({
    ...state,
    editing: { kind: 'refused', change, refusal: safeRefusal(refusal), draft: undefined },
  });
}

const encoder = new TextEncoder();

function editorOpened(state: ValueState, start: EditorStart): ValueStep {
  return step({ ...state, editing: { kind: 'editor', start } }, [
    { type: 'open-editor', key: start.key, text: start.text },
  ]);
}

/** The text of a try that was left, when it was made on what is there still. */
function keptText({ editing }: ValueState, start: EditorStart): Uint8Array | undefined {
  if (editing?.kind !== 'kept') return undefined;
  const { wish } = editing.draft;
  const isSame =
    wish.change === 'edit' &&
    wish.expected === start.revision &&
    Buffer.compare(wish.key, toBytes(start.key)) === 0;
  return isSame ? wish.value : undefined;
}

function edit(state: ValueState, bypasses: boolean): ValueStep {
  const reason = noEdit(state);
  const ground = groundOf(state.content);
  if (reason !== undefined || state.key === undefined || ground === undefined) {
    return warned(state, reason ?? '');
  }
  const { stored } = ground;
  const refusal = refusalOf('edit', { key: toBytes(state.key), value: stored?.value }, bypasses);
  if (refusal !== undefined) return refusedFor(state, 'edit', refusal);
  const base = stored?.value;
  const revision = stored?.modRevision ?? 0;
  const fresh = {
    key: state.key,
    base,
    revision,
    bypasses,
    text: base ?? new Uint8Array(),
    conflict: undefined,
  };
  return editorOpened(state, { ...fresh, text: keptText(state, fresh) ?? fresh.text });
}

function planned(state: ValueState, draft: Draft): ValueStep {
  return step({ ...state, editing: { kind: 'planning', draft } }, [
    { type: 'plan-write', wish: draft.wish, contextName: state.contextName },
  ]);
}

function remove(state: ValueState, bypasses: boolean): ValueStep {
  const reason = noDelete(state);
  const { key, content } = state;
  if (reason !== undefined || key === undefined || content.kind !== 'present')
    return warned(state, reason ?? '');
  const { stored } = content;
  const subject = { key: toBytes(key), value: stored.value };
  const refusal = refusalOf('delete', subject, bypasses);
  if (refusal !== undefined) return refusedFor(state, 'delete', refusal);
  const wish: Wish = {
    change: 'delete',
    key: subject.key,
    value: undefined,
    expected: stored.modRevision,
    lease: 'keep',
    bypasses,
  };
  return planned(state, { wish, base: stored.value });
}

function undo(state: ValueState, bypasses: boolean): ValueStep {
  const target = undoTarget(state);
  const { key, contextName } = state;
  if (typeof target === 'string' || key === undefined) return warned(state, String(target));
  const stored = groundOf(liveOf(state))?.stored;
  const refusal = refusalOf('restore', { key: toBytes(key), value: stored?.value }, bypasses);
  if (refusal !== undefined) return refusedFor(state, 'restore', refusal);
  const expected = stored?.modRevision ?? 0;
  return step({ ...state, editing: { kind: 'planning', draft: undefined } }, [
    { type: 'plan-undo', key, target, expected, bypasses, contextName },
  ]);
}

export function noUndelete({ deletion, isWritable }: ValueState): string | undefined {
  if (!isWritable) return readOnlyReason;
  return deletion === undefined ? 'No key was deleted in this session.' : undefined;
}

function undelete(state: ValueState): ValueStep {
  const reason = noUndelete(state);
  const { deletion, contextName } = state;
  if (reason !== undefined || deletion === undefined) return warned(state, reason ?? '');
  const { key, revision, bypasses } = deletion;
  const target = { kind: 'revision', revision: revision - 1 } as const;
  return step({ ...state, editing: { kind: 'planning', draft: undefined } }, [
    { type: 'plan-undo', key, target, expected: 0, bypasses, contextName },
  ]);
}

function edited(state: ValueState, result: Edited): ValueStep {
  const { editing } = state;
  if (editing?.kind !== 'editor') return step(state);
  const { start } = editing;
  const { conflict } = start;
  const back: Editing | undefined = conflict === undefined ? undefined : { kind: 'conflict', conflict };
  switch (result.kind) {
    case 'failed':
      return warned({ ...state, editing: back }, `${result.reason} Nothing was written.`);
    case 'unchanged':
      if (conflict === undefined && Buffer.compare(start.text, start.base ?? new Uint8Array()) === 0) {
        return warned(
          { ...state, editing: undefined },
          'Nothing was changed in the editor, so nothing is written.',
        );
      }
      return editedText(state, start, start.text);
    case 'text':
      return editedText(state, start, result.text);
  }
}

function editedText(state: ValueState, start: EditorStart, text: Uint8Array): ValueStep {
  const wish: Wish = {
    change: 'edit',
    key: toBytes(start.key),
    value: text,
    expected: start.revision,
    lease: 'keep',
    bypasses: start.bypasses,
  };
  const draft: Draft = { wish, base: start.base };
  if (start.conflict !== undefined && hasMarks(plainText(text) ?? '')) {
    const problem = 'Places that both changed are still marked in your text; e opens it again.';
    const conflict = { ...start.conflict, draft: { ...draft, base: start.conflict.draft.base }, problem };
    return step({ ...state, editing: { kind: 'conflict', conflict } });
  }
  return planned(state, draft);
}

function writePlanned(
  state: ValueState,
  { wish, planned: answer }: Extract<EditEvent, { type: 'write-planned' }>,
): ValueStep {
  const { editing } = state;
  if (editing?.kind !== 'planning') return step(state);
  const draft = editing.draft ?? (wish === undefined ? undefined : { wish, base: undefined });
  if (answer.kind === 'refused') {
    const change = draft?.wish.change ?? 'restore';
    return step({ ...state, editing: { kind: 'refused', change, refusal: answer, draft } });
  }
  if (draft === undefined) return step({ ...state, editing: undefined });
  if (answer.kind === 'conflict') return conflicting(state, draft, answer.found);
  const [write] = answer.plan.steps;
  const base = write?.kind === 'write' ? write.before?.value : undefined;
  return step(
    { ...state, editing: { kind: 'confirming', draft: { wish: draft.wish, base: draft.base ?? base } } },
    [],
    [{ type: 'confirm-plan', plan: answer.plan }],
  );
}

function conflicting(state: ValueState, draft: Draft, theirs: KeyValue | undefined): ValueStep {
  const conflict: Conflict = { draft, theirs, showsSecrets: false, problem: undefined };
  return step({ ...state, editing: { kind: 'conflict', conflict } });
}

function writeEnded(state: ValueState, { result }: Extract<EditEvent, { type: 'write-ended' }>): ValueStep {
  const { editing } = state;
  if (editing?.kind !== 'confirming') return step(state);
  const outcome = result.steps.at(-1)?.write;
  if (outcome?.kind === 'conflict') return conflicting(state, editing.draft, outcome.found);
  if (outcome?.kind !== 'written') return step({ ...state, editing: { kind: 'kept', draft: editing.draft } });
  const deletion = deletionOf(editing.draft, outcome.revision);
  return deletion === undefined
    ? step({ ...state, editing: undefined })
    : step(
        { ...state, editing: undefined, deletion },
        [],
        [{ type: 'notify', tone: 'ok', text: 'Deleted; :undelete brings it back.' }],
      );
}

function deletionOf({ wish }: Draft, revision: number): Deletion | undefined {
  if (wish.value !== undefined) return undefined;
  return { key: fromBytes(wish.key), revision, bypasses: wish.bypasses };
}

/** Larger texts are not merged: a key press would wait for it. */
const mergedMax = 1_000_000;

/** The text of mine on top of theirs; undefined where one of the three is no text, or large. */
export function mergedOf({ draft, theirs }: Conflict) {
  const values = [draft.base, draft.wish.value, theirs?.value];
  if (values.some((value) => value !== undefined && value.length > mergedMax)) return undefined;
  const texts = values.map((each) => plainText(each ?? new Uint8Array()));
  const [base, mine, their] = texts;
  if (draft.wish.change !== 'edit' || base === undefined || mine === undefined || their === undefined) {
    return undefined;
  }
  // A text that still has marks is not merged a second time.
  return hasMarks(mine) ? { text: mine, conflicts: 1 } : mergeTexts(base, mine, their);
}

function merged(state: ValueState, conflict: Conflict): ValueStep {
  const { draft, theirs } = conflict;
  const { bypasses, key } = draft.wish;
  const result = mergedOf(conflict);
  if (result === undefined) return step(state);
  return editorOpened(state, {
    key: fromBytes(key),
    base: theirs?.value,
    revision: theirs?.modRevision ?? 0,
    bypasses,
    text: encoder.encode(result.text),
    conflict,
  });
}

/** Knowingly: on what is there now, which may have changed again by the time it is written. */
function overwritten(state: ValueState, { draft, theirs }: Conflict): ValueStep {
  const wish: Wish = { ...draft.wish, expected: theirs?.modRevision ?? 0 };
  return planned(state, { wish, base: theirs?.value });
}

function inConflict(
  state: ValueState,
  event: Extract<EditEvent, { type: 'conflict-merged' | 'conflict-overwritten' | 'conflict-revealed' }>,
): ValueStep {
  if (state.editing?.kind !== 'conflict') return step(state);
  const { conflict } = state.editing;
  switch (event.type) {
    case 'conflict-merged':
      return merged(state, conflict);
    case 'conflict-overwritten':
      return overwritten(state, conflict);
    case 'conflict-revealed': {
      const shown = { ...conflict, showsSecrets: !conflict.showsSecrets };
      return step({ ...state, editing: { kind: 'conflict', conflict: shown } });
    }
  }
}

/** esc: what was typed is kept, unless it met a conflict and is dropped knowingly. */
function left(state: ValueState): ValueStep {
  const { editing } = state;
  const draft = editing?.kind === 'planning' || editing?.kind === 'refused' ? editing.draft : undefined;
  return step({ ...state, editing: draft === undefined ? undefined : { kind: 'kept', draft } });
}

export function reduceEdit(state: ValueState, event: EditEvent): ValueStep {
  switch (event.type) {
    case 'edit-wanted':
      return edit(state, event.bypasses);
    case 'delete-wanted':
      return remove(state, event.bypasses);
    case 'undo-wanted':
      return undo(state, event.bypasses);
    case 'undelete-wanted':
      return undelete(state);
    case 'edited':
      return edited(state, event.edited);
    case 'write-planned':
      return writePlanned(state, event);
    case 'write-ended':
      return writeEnded(state, event);
    case 'write-left':
      return state.editing?.kind === 'confirming'
        ? warned({ ...state, editing: { kind: 'kept', draft: state.editing.draft } }, 'Nothing was written.')
        : step(state);
    case 'conflict-merged':
    case 'conflict-overwritten':
    case 'conflict-revealed':
      return inConflict(state, event);
    case 'edit-left':
      return left(state);
  }
}
