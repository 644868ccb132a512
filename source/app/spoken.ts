import { hintsOf } from '../keymap/labels.js';
import { rowText } from '../presentation/rows.js';
import { safeText } from '../presentation/text.js';
import type { AppState } from '../store/app.js';
import type { PaneId } from '../store/intent.js';
import type { Reader } from '../store/ui.js';
import { dialogHost } from './dialogs.js';
import { keySections } from './help.js';
import { spokenQuestion } from './leaving.js';
import { spokenPalette } from './palette.js';
import { contentOf, type DialogHostId, dialogOf, panes } from './panes.js';
import { readerPage } from './reader.js';
import { clusterInWords } from './status-line.js';

/** Wide enough that nothing is cut that is worth hearing; a reader does not see columns. */
const spokenRoom = { columns: 100, rows: 20 };

/** What signs on the screen say; those that stand beside a word that says it are left out. */
const signWords: Readonly<Record<string, string>> = {
  '▸': 'closed',
  '▾': 'open',
  '▲': 'warning',
  '✖': 'critical',
  '•': 'changed lately',
};

/**
 * A row as it is read out: no curves and rules, a comma where columns are kept apart, and a word for a sign that stands
 * alone. Names are words of a row like others: none of them is a sign alone.
 */
function spoken(text: string): string {
  return text
    .trim()
    .replaceAll(/(?<=^| )[▸▾▲✖•](?= |$)/g, (sign) => signWords[sign] ?? sign)
    .replaceAll(/(?<=^| )[●○▁-█┄─]+(?: |$)/g, '')
    .trim()
    .replaceAll(/ {2,}/g, ', ');
}

function prompted(prompt: { readonly label: string; readonly text: string } | undefined): readonly string[] {
  return prompt === undefined ? [] : [`${prompt.label} ${prompt.text}`];
}

function spokenDialog<Id extends DialogHostId>(state: AppState, id: Id): readonly string[] {
  const dialog = dialogOf(state, id, spokenRoom);
  if (dialog === undefined) return [];
  const keys = hintsOf(dialog.bindings, state[id]).map(({ key, text }) => `${key} ${text}`);
  return [
    `Dialog: ${rowText(dialog.title)}`,
    ...dialog.lines.map((row) => spoken(rowText(row))),
    ...prompted(dialog.prompt),
    `Keys: ${keys.join(', ')}`,
  ];
}

function spokenPane(state: AppState): readonly string[] {
  const { focus, nowMs } = state.ui;
  const content = contentOf(state, focus, spokenRoom, { focused: true, nowMs });
  const lines = content.lines
    .slice(0, spokenRoom.rows)
    // A value is read out as it is, letter by letter.
    .map(({ row, selected }) => {
      const text = focus === 'value' ? rowText(row) : spoken(rowText(row));
      return selected ? `Selected: ${text}` : text;
    });
  return [
    `${panes[focus].name}: ${rowText(content.title)}`,
    ...lines,
    ...(content.note === undefined ? [] : [spoken(rowText(content.note))]),
    ...prompted(content.prompt),
  ];
}

function spokenHelp(focus: PaneId): readonly string[] {
  return keySections(focus).flatMap(({ title, lines }) => [
    title,
    ...lines.map(({ keys, description }) => `${keys}: ${description}`),
  ]);
}

function spokenPage(state: AppState, { page, top }: Reader): readonly string[] {
  const { name, rows } = readerPage(state, page);
  const lines =
    page === 'help' ? spokenHelp(state.ui.focus) : [name, ...rows.map((row) => spoken(rowText(row)))];
  return lines.slice(top, top + spokenRoom.rows);
}

/** What a screen reader is given: the state of the cluster, then what has the keys. No borders, no clock. */
export function spokenLines(state: AppState): readonly string[] {
  const { reader, toast } = state.ui;
  const notice = toast === undefined ? [] : [`Notice: ${safeText(toast.text)}`];
  const summary = spoken(clusterInWords(state));
  if (state.ui.leaving === 'asked') return [summary, ...spokenQuestion(state)];
  if (reader !== undefined) return [summary, ...spokenPage(state, reader)];
  if (state.ui.palette !== undefined) return [summary, ...notice, ...spokenPalette(state)];
  const dialog = dialogHost(state);
  const content = dialog === undefined ? spokenPane(state) : spokenDialog(state, dialog);
  return [summary, ...notice, ...content].filter((line) => line.trim() !== '');
}
