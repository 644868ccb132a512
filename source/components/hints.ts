import { type Hint, keyLabel } from '../keymap/labels.js';
import { cellWidth } from '../presentation/cells.js';
import type { Row, Span } from '../presentation/row.js';
import { span } from '../presentation/rows.js';

/** What separates two hints. */
const gap = 2;

const hintWidth = ({ key, text }: Hint): number => cellWidth(key) + 1 + cellWidth(text);

const hintSpans = ({ key, text }: Hint): readonly Span[] => [span(key, 'accent'), span(` ${text}`, 'dim')];

/** How many hints from the first on fit. */
function fitting(hints: readonly Hint[], width: number): number {
  let used = -gap;
  const first = hints.findIndex((hint) => {
    used += gap + hintWidth(hint);
    return used > width;
  });
  return first < 0 ? hints.length : first;
}

const rowOf = (hints: readonly Hint[]): Row =>
  hints.flatMap((hint, index) => [...(index > 0 ? [span(' '.repeat(gap))] : []), ...hintSpans(hint)]);

/** The way out. */
const isLeaving = ({ key }: Hint): boolean => key === keyLabel('escape');

/**
 * As many hints as there is room for, whole ones only, first come first; but the way out is said before
 * anything else is.
 */
export function hintsRow(hints: readonly Hint[], width: number): Row {
  const shown = hints.slice(0, fitting(hints, width));
  const leaving = hints.slice(shown.length).find(isLeaving);
  if (leaving === undefined || hintWidth(leaving) > width) return rowOf(shown);
  const others = hints.filter((hint) => hint !== leaving);
  return rowOf([...others.slice(0, fitting(others, width - gap - hintWidth(leaving))), leaving]);
}
