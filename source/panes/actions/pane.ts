import type { Binding, KeyPress } from '../../keymap/binding.js';
import { mayRun } from '../../maintenance/plan.js';
import { graphemes } from '../../presentation/graphemes.js';
import { byteSize, grouped } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import type { ActionsEvent, ActionsState } from '../../store/actions.js';
import { type ActionId, actionItems } from '../../store/actions-list.js';
import { answering, memberLabel, whyNobody } from '../../triage/answers.js';
import type { ClusterEvidence } from '../../triage/evidence.js';
import { reclaimable } from '../../triage/rules/storage.js';
import type { Pane, PaneContent, PaneLine, PaneSize } from '../pane.js';
import { dialogView } from './dialog.js';
import { labelled, paragraph, resultRows } from './sections.js';

const readOnlyReason = 'Read-only: start etcdscope with --write to turn actions on.';

const pastReason = 'This is the past, and actions are for now: esc goes back.';

function offReason({ isWritable, isPast }: ActionsState): string | undefined {
  if (isPast) return pastReason;
  return isWritable ? undefined : readOnlyReason;
}

const move = (by: number) => (): readonly ActionsEvent[] => [{ type: 'cursor-moved', by }];

const bindings: readonly Binding<ActionsState, ActionsEvent>[] = [
  { keys: ['up', 'k'], action: 'actions.up', description: 'previous action', run: move(-1) },
  { keys: ['down', 'j'], action: 'actions.down', description: 'next action', run: move(1) },
  {
    keys: ['return'],
    action: 'actions.plan',
    description: 'show the plan of an action; nothing is done before its confirmation',
    hint: 'plan',
    disabled: offReason,
    run: () => [{ type: 'action-chosen' }],
  },
];

export const actionsPane: Pane<ActionsState, ActionsEvent> = {
  id: 'actions',
  name: 'Actions',
  bindings,
  view,
  dialog: dialogView,
  typing,
};

function view(state: ActionsState, { columns }: PaneSize): PaneContent {
  return {
    title: state.isWritable ? [span('on', 'warning')] : [span('off: read-only', 'dim')],
    lines: [...modeLines(state, columns), ...itemLines(state, columns), ...pastLines(state, columns)],
  };
}

const asLines = (name: string, rows: readonly Row[]): readonly PaneLine[] =>
  rows.map((row, index) => ({ key: `${name} ${index}`, row }));

function modeLines({ isWritable, contextName }: ActionsState, width: number): readonly PaneLine[] {
  const text = isWritable
    ? `Every action shows its plan, checks that it is safe now, asks for the name ${safeText(contextName)}, and is written to the audit log.`
    : 'Off: this session is read-only and changes nothing. Start etcdscope with --write to turn actions on.';
  return asLines('mode', [...paragraph(text, width, isWritable ? 'dim' : 'warning'), []]);
}

function itemLines(state: ActionsState, width: number): readonly PaneLine[] {
  return actionItems.flatMap(({ id, name, purpose }, index): readonly PaneLine[] => {
    const facts = state.evidence === undefined ? [] : factsOf(id, state.evidence);
    const [first = [], ...others] = labelled(
      name,
      [purpose, ...facts],
      width,
      state.isWritable ? 'plain' : 'dim',
    );
    return [{ key: id, row: first, selected: index === state.cursor }, ...asLines(id, [...others, []])];
  });
}

/** What an action would be about, from the last look. */
function factsOf(action: ActionId, evidence: ClusterEvidence): readonly string[] {
  const all = answering(evidence);
  if (all.length === 0) return [whyNobody(evidence)];
  switch (action) {
    case 'compact':
      return [`newest revision ${grouped(Math.max(...all.map(({ status }) => status.revision)))}`];
    case 'defragment': {
      const freed = all.map((answer) => {
        const bytes = reclaimable(answer);
        return `${memberLabel(answer.member)} ${bytes === undefined ? 'unknown' : byteSize(bytes)}`;
      });
      return [`would come back, at least: ${freed.join(', ')}`];
    }
  }
}

const pastShown = 5;

/** Newest first. */
function pastLines({ past }: ActionsState, width: number): readonly PaneLine[] {
  const last = past.at(-1);
  if (last === undefined) return [];
  const runs = past.slice(-pastShown).toReversed();
  return asLines('past', [
    [span('This session', 'dim')],
    ...runs.flatMap((result) => resultRows(result, width)),
    ...labelled('Audit log', [safeText(last.auditPath)], width),
  ]);
}

/** A text field has every key: return enters it, escape leaves it. */
function typing({ dialog }: ActionsState): ((key: KeyPress) => readonly ActionsEvent[]) | null {
  if (dialog?.kind === 'target') return typingInto(dialog.text);
  return dialog?.kind === 'confirm' && mayRun(dialog.plan) ? typingInto(dialog.typed) : null;
}

const typingInto =
  (text: string) =>
  (key: KeyPress): readonly ActionsEvent[] => {
    switch (key.name) {
      case 'return':
        return [{ type: 'text-entered' }];
      case 'escape':
        return [{ type: 'dialog-left' }];
      case 'backspace': {
        const shorter = Array.from(graphemes.segment(text), ({ segment }) => segment).slice(0, -1);
        return [{ type: 'text-typed', text: shorter.join('') }];
      }
      case 'tab':
        return [{ type: 'secrets-toggled' }];
      case 'ctrl+u':
        return [{ type: 'text-typed', text: '' }];
      default:
        return key.text === '' ? [] : [{ type: 'text-typed', text: text + key.text }];
    }
  };
