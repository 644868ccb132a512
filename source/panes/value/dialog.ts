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

const sizesOf = (before: Uint8Array | undefined, after: Uint8Array | undefined): string =>
  `${sizeOf(before)} → ${sizeOf(after)}`;

/** What is found out about a conflict once, and not for each frame that shows it. */
interface ConflictFacts {
  readonly isSecret: boolean;
  readonly merged: ReturnType<typeof mergedOf>;
  /** What each of the two did to the value both began with. */
  readonly theirs: readonly string[];
  readonly mine: readonly string[];
}

const knownConflicts = new WeakMap<Conflict, ConflictFacts>();

function factsOf(conflict: Conflict): ConflictFacts {
  const known = knownConflicts.get(conflict);
  if (known !== undefined) return known;
  const { draft, theirs } = conflict;
  const { wish, base } = draft;
  const values = [base, wish.value, theirs?.value];
  const facts = {
    isSecret: values.some((value) => isSecretSubject({ key: wish.key, value })),
    merged: mergedOf(conflict),
    theirs: previewLines(base, theirs?.value),
    mine: previewLines(base, wish.value),
  };
  knownConflicts.set(conflict, facts);
  return facts;
}

function sideRows(
  title: string,
  sizes: string,
  changes: readonly string[],
  isMasked: boolean,
  width: number,
): readonly Row[] {
  const head = [span(title, 'accent', true), span(`  ${sizes}`, 'dim')];
  const lines = isMasked
    ? [[span('This may be a secret: what changes in it is masked.', 'warning' as const)]]
    : diffRows(changes, width);
  return [head, ...lines, []];
}

function mergeText({ merged }: ConflictFacts): string {
  if (merged === undefined) return '';
  return merged.conflicts === 0
    ? 'Your changes fit on top of theirs.'
    : `${counted(merged.conflicts, 'place')} changed by both; each is marked in the text.`;
}

const conflictTitle = ({ wish }: Draft): string => `Changed meanwhile: ${keyText(wish.key)}`;

function conflictView(conflict: Conflict, width: number): ValueDialog {
  const { draft, theirs, showsSecrets, problem } = conflict;
  const facts = factsOf(conflict);
  const isHidden = facts.isSecret && !showsSecrets;
  const { base, wish } = draft;
  const now =
    theirs === undefined
      ? 'Someone deleted it. Nothing was written.'
      : `Someone wrote rev ${grouped(theirs.modRevision)}. Nothing was written.`;
  return {
    title: [span(conflictTitle(draft), 'plain', true)],
    tone: 'warning',
    lines: [
      ...paragraph([now, mergeText(facts)].filter((text) => text !== '').join(' '), width, 'warning'),
      ...(problem === undefined ? [] : paragraph(problem, width, 'critical')),
      [],
      ...sideRows('Theirs', sizesOf(base, theirs?.value), facts.theirs, isHidden, width),
      ...sideRows('Mine', sizesOf(base, wish.value), facts.mine, isHidden, width),
    ],
    bindings: conflictBindings(facts),
  };
}

function conflictBindings({ merged, isSecret }: ConflictFacts): readonly DialogBinding[] {
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
    ...(merged === undefined ? [] : [merge]),
    overwrite,
    ...(isSecret ? [reveal] : []),
    leaveWith('drop mine', 'drop mine, theirs stays'),
  ];
}
