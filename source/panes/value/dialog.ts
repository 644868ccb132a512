import { previewLines } from '../../editing/preview.js';
import { type Change, isSecretSubject, type Refusal } from '../../editing/refusal.js';
import type { Binding } from '../../keymap/binding.js';
import { byteSize, counted, grouped } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { keyText } from '../../presentation/text.js';
import { mergedOf } from '../../store/value-edit.js';
import type { Conflict, Draft } from '../../store/value-editing.js';
import { shownOwners } from '../../store/value-owners.js';
import type { ValueEvent, ValueState } from '../../store/value-state.js';
import { diffRows, paragraph } from '../actions/sections.js';
import type { Dialog, PaneSize } from '../pane.js';
import { ownersView } from './owners-dialog.js';

type ValueDialog = Dialog<ValueState, ValueEvent>;
type DialogBinding = Binding<ValueState, ValueEvent>;

/** What stands over the screen while a value is changed, apart from the plan itself. */
export function valueDialog(state: ValueState, size: PaneSize): ValueDialog | undefined {
  const { editing, owners } = state;
  const { columns } = size;
  if (editing === undefined)
    return owners?.fates === undefined ? undefined : ownersView(owners, shownOwners(state).total, size);
  switch (editing.kind) {
    case 'planning':
      return planningView;
    case 'refused':
      return refusedView(editing.change, editing.refusal, columns);
    case 'conflict':
      return conflictView(editing.conflict, columns);
    case 'editor':
    case 'confirming':
    case 'kept':
      return undefined;
  }
}

const leaveWith = (hint: string, description: string): DialogBinding => ({
  keys: ['escape'],
  action: 'value.leave',
  description,
  hint,
  run: () => [{ type: 'edit-left' }],
});

const planningView: ValueDialog = {
  title: [span('Change')],
  tone: 'plain',
  lines: [[span('Looking at the key and at every member…')]],
  bindings: [leaveWith('cancel', 'leave, nothing is done')],
};

const changeNames: Readonly<Record<Change, string>> = {
  edit: 'Edit',
  put: 'Write',
  delete: 'Delete',
  restore: 'Undo',
};

function refusedView(change: Change, { reason, mayBypass }: Refusal, width: number): ValueDialog {
  const command = change === 'restore' ? 'undo' : change;
  const override = `To go past it all the same: :bypass-${command}`;
  return {
    title: [span(`${changeNames[change]}: not here`)],
    tone: 'warning',
    lines: [
      ...paragraph(reason, width, 'warning'),
      [],
      ...(mayBypass ? paragraph(override, width, 'dim') : []),
      [span('Nothing was done.', 'dim')],
    ],
    bindings: [leaveWith('close', 'close')],
  };
}

function sizeOf(value: Uint8Array | undefined): string {
  return value === undefined ? 'not there' : byteSize(value.length);
}

/** What one of the two did to the value both began with. */
function sideRows(
  title: string,
  base: Uint8Array | undefined,
  value: Uint8Array | undefined,
  isMasked: boolean,
  width: number,
): readonly Row[] {
  const head = [span(title, 'accent', true), span(`  ${sizeOf(base)} → ${sizeOf(value)}`, 'dim')];
  const lines = isMasked
    ? [[span('This may be a secret: what changes in it is masked.', 'warning' as const)]]
    : diffRows(previewLines(base, value), width);
  return [head, ...lines, []];
}

function mergeText(conflict: Conflict): string {
  const merged = mergedOf(conflict);
  if (merged === undefined) return '';
  return merged.conflicts === 0
    ? 'Your changes fit on top of theirs.'
    : `${counted(merged.conflicts, 'place')} changed by both; each is marked in the text.`;
}

function isSecret({ draft: { wish, base }, theirs }: Conflict): boolean {
  return [base, wish.value, theirs?.value].some((value) => isSecretSubject({ key: wish.key, value }));
}

const conflictTitle = ({ wish }: Draft): string => `Changed meanwhile: ${keyText(wish.key)}`;

function conflictView(conflict: Conflict, width: number): ValueDialog {
  const { draft, theirs, showsSecrets, problem } = conflict;
  const isHidden = isSecret(conflict) && !showsSecrets;
  const now =
    theirs === undefined
      ? 'Someone deleted it. Nothing was written.'
      : `Someone wrote rev ${grouped(theirs.modRevision)}. Nothing was written.`;
  return {
    title: [span(conflictTitle(draft), 'plain', true)],
    tone: 'warning',
    lines: [
      ...paragraph([now, mergeText(conflict)].filter((text) => text !== '').join(' '), width, 'warning'),
      ...(problem === undefined ? [] : paragraph(problem, width, 'critical')),
      [],
      ...sideRows('Theirs', draft.base, theirs?.value, isHidden, width),
      ...sideRows('Mine', draft.base, draft.wish.value, isHidden, width),
    ],
    bindings: conflictBindings(conflict),
  };
}

function conflictBindings(conflict: Conflict): readonly DialogBinding[] {
  const merge: DialogBinding = {
    keys: ['e'],
    action: 'value.merge',
    description: 'edit mine on top of theirs',
    hint: 'edit on theirs',
    run: () => [{ type: 'conflict-merged' }],
  };
  const overwrite: DialogBinding = {
    keys: ['o'],
    action: 'value.overwrite',
    description: 'plan to write mine over theirs',
    hint: 'overwrite theirs',
    run: () => [{ type: 'conflict-overwritten' }],
  };
  const reveal: DialogBinding = {
    keys: ['m'],
    action: 'value.reveal',
    description: 'show what changes in a secret, or hide it again',
    hint: 'show secret',
    run: () => [{ type: 'conflict-revealed' }],
  };
  return [
    ...(mergedOf(conflict) === undefined ? [] : [merge]),
    overwrite,
    ...(isSecret(conflict) ? [reveal] : []),
    leaveWith('drop mine', 'drop mine, theirs stays'),
  ];
}
