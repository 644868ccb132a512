import { counted } from '../presentation/quantities.js';
import type { Row, Tone } from '../presentation/row.js';
import { span } from '../presentation/rows.js';

/** How many lines of a text are out of sight, in which direction. */
export interface HiddenLines {
  readonly above: number;
  readonly below: number;
}

/** `↓ 12 more lines  ↑ 3 above  `, each only where it is so. */
export function scrollingRow({ above, below }: HiddenLines, tone: Tone): Row {
  return [
    ...(below > 0 ? [span('↓', tone, true), span(` ${counted(below, 'more line')}  `, tone)] : []),
    ...(above > 0 ? [span('↑', 'accent'), span(` ${above} above  `, 'dim')] : []),
  ];
}
