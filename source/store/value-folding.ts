import { clipboardBytesMax, tooLongToCopy } from './clipboard.js';
import { type Step, step } from './step.js';
import { withinBounds } from './value-cursor.js';
import { lineCount, type TextDocument } from './value-document.js';
import type { FoldEvent } from './value-fold-event.js';
import {
  allFolded,
  canFold,
  type Folds,
  foldedAround,
  foldedTo,
  keptFolds,
  managersLine,
  noFolds,
  openedAt,
  withManagersFolded,
} from './value-folds.js';
import { lineValue } from './value-line.js';
import { isMasked, type ValueEffect, type ValueState } from './value-state.js';

function foldable({ content }: ValueState): TextDocument | undefined {
  return content.kind === 'present' && canFold(content.document) ? content.document : undefined;
}

/** Why there is nothing to fold. */
export function noFold(state: ValueState): string | undefined {
  if (isMasked(state)) return 'The value is masked; m shows it.';
  return foldable(state) === undefined ? 'Only JSON and YAML have blocks to fold.' : undefined;
}

/** Why no line can be copied. */
export function noLine(state: ValueState): string | undefined {
  const { content } = state;
  if (content.kind !== 'present') return 'There is no value to copy from.';
  if (isMasked(state)) return 'The value is masked; m shows it, then it can be copied.';
  return content.document.kind === 'text' ? undefined : 'Bytes have no lines; c copies all of them.';
}

function withFolds(state: ValueState, folds: Folds): ValueState {
  return withinBounds({ ...state, viewport: { ...state.viewport, folds } });
}

/** Who opens the managed fields of an object sees them until another key is shown. */
function opened(state: ValueState, document: TextDocument, folds: Folds): ValueState {
  const line = managersLine(document);
  const showsManagers = line !== undefined && foldedTo(folds, line) === undefined;
  return withFolds({ ...state, showsManagers: state.showsManagers || showsManagers }, folds);
}

/** Opens what hides a line. */
export function withLineOpen(state: ValueState, line: number): ValueState {
  const document = foldable(state);
  const folds = openedAt(state.viewport.folds, line);
  return document === undefined || folds === state.viewport.folds ? state : opened(state, document, folds);
}

/** Another document, or the same one with other lines. */
export function foldedAnew(before: ValueState, state: ValueState): ValueState {
  const document = foldable(state);
  if (document === undefined) return withFolds(state, noFolds);
  const old = foldable(before);
  const isSameForm = old?.format === document.format && before.key === state.key;
  const kept = isSameForm ? keptFolds(old, before.viewport.folds, document) : noFolds;
  return withFolds(state, state.showsManagers ? kept : withManagersFolded(document, kept));
}

/** Told in the pane's frame: what is hidden of what is shown. */
export function foldedText(state: ValueState): string {
  const document = foldable(state);
  const { folds } = state.viewport;
  if (document === undefined || folds.heads.length === 0) return '';
  const line = managersLine(document);
  const isManagers = line !== undefined && foldedTo(folds, line) !== undefined;
  if (folds.heads.length === 1) return isManagers ? 'managedFields folded' : '1 block folded';
  return `${folds.heads.length.toLocaleString('en')} blocks folded`;
}

function lineCopied(state: ValueState): Step<ValueState, ValueEffect> {
  const { content, cursor } = state;
  if (noLine(state) !== undefined || content.kind !== 'present') return step(state);
  const { document } = content;
  if (document.kind !== 'text' || cursor.line >= lineCount(document, 1)) return step(state);
  const { text, told, isCut } = lineValue(document, cursor.line);
  const bytes = Buffer.byteLength(text);
  if (bytes > clipboardBytesMax) {
    return step(state, [], [{ type: 'notify', tone: 'warning', text: tooLongToCopy(bytes, isCut) }]);
  }
  const said = `Copied ${told}. A terminal may be set up to ignore it.`;
  return step(
    state,
    [],
    [
      { type: 'copy', text },
      { type: 'notify', tone: 'ok', text: said },
    ],
  );
}

function foldsAfter(document: TextDocument, state: ValueState, event: FoldEvent): Folds {
  const { line } = state.cursor;
  const { folds } = state.viewport;
  switch (event.type) {
    case 'fold-toggled':
      return foldedTo(folds, line) === undefined
        ? foldedAround(document, folds, line)
        : openedAt(folds, line);
    case 'fold-closed':
      return foldedAround(document, folds, line);
    case 'fold-opened':
      return openedAt(folds, line);
    case 'folds-closed':
      return allFolded(document);
    case 'folds-opened':
      return noFolds;
    case 'line-copied':
      return folds;
  }
}

export function reduceFolds(state: ValueState, event: FoldEvent): Step<ValueState, ValueEffect> {
  if (event.type === 'line-copied') return lineCopied(state);
  const document = foldable(state);
  if (document === undefined || isMasked(state)) return step(state);
  return step(opened(state, document, foldsAfter(document, state, event)));
}
