import { noiseRules } from '../../kube/noise.js';
import { fit, fitRight, wrap } from '../../presentation/cells.js';
import { counted, grouped } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { cutRow, span } from '../../presentation/rows.js';
import type { NoiseDialog } from '../../store/watch-dialog.js';
import { foldedCounts, type WatchState } from '../../store/watch-state.js';
import type { PaneSize } from '../pane.js';

const nameWidth = Math.max(...noiseRules.map(({ name }) => name.length)) + 2;
const countWidth = 12;

/** `❯ [×] leases   1,204` */
function ruleRow(state: WatchState, { cursor }: NoiseDialog, index: number): Row {
  const rule = noiseRules[index];
  if (rule === undefined) return [];
  const { id, name } = rule;
  const isFolded = state.filter.folds.has(id);
  return [
    span(index === cursor ? '❯ ' : '  ', 'accent'),
    span(isFolded ? '[×] ' : '[ ] ', isFolded ? 'ok' : 'dim'),
    span(fit(name, nameWidth), undefined, index === cursor),
    span(fitRight(grouped(state.log?.noise.get(id) ?? 0), countWidth)),
  ];
}

/** `3 kinds folded · 1,204 changes` */
export function foldedWords(state: WatchState): string {
  const { rules, changes } = foldedCounts(state);
  return `${counted(rules, 'kind')} folded · ${counted(changes, 'change')}`;
}

export function noiseTitle(state: WatchState): Row {
  return [span('Noise', 'plain', true), span(` ─ ${foldedWords(state)}`, 'dim')];
}

/** Every rule, whether it folds, how many changes it had since the log began, and why the selected one is there. */
export function noiseLines(state: WatchState, dialog: NoiseDialog, { columns }: PaneSize): readonly Row[] {
  const head: Row = [span(`      ${fit('FOLD', nameWidth)}${fitRight('CHANGES', countWidth)}`, 'dim')];
  const rows = noiseRules.map((_, index) => ruleRow(state, dialog, index));
  const why = wrap(noiseRules[dialog.cursor]?.why ?? '', columns - 6);
  const reason = why.map((line): Row => [span(`      ${line}`, 'dim')]);
  return [head, ...rows, [], ...reason].map((row) => cutRow(row, columns));
}
