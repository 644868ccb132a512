import type { Hint } from '../keymap/labels.js';
import { cellWidth } from '../presentation/cells.js';
import type { Row, Span } from '../presentation/row.js';
import { rowWidth, span } from '../presentation/rows.js';

/** What separates two hints. */
const gap = 2;

const hintWidth = ({ key, text }: Hint): number => cellWidth(key) + 1 + cellWidth(text);

const hintSpans = ({ key, text }: Hint): readonly Span[] => [span(key, 'accent'), span(` ${text}`, 'dim')];

/** As many hints as there is room for, whole ones only, first come first. */
export function hintsRow(hints: readonly Hint[], width: number): Row {
  const row: Span[] = [];
  for (const hint of hints) {
    const lead = row.length === 0 ? 0 : gap;
    if (rowWidth(row) + lead + hintWidth(hint) > width) break;
    row.push(...(lead > 0 ? [span(' '.repeat(lead))] : []), ...hintSpans(hint));
  }
  return row;
}
