import { fit, wrap } from '../presentation/cells.js';
import type { Row } from '../presentation/row.js';
import { span } from '../presentation/rows.js';

const symbols = { ok: '✔', warning: '▲', critical: '✖' } as const;
/** A sentence that is longer is cut; it must not hide what it is about. */
const rowsMax = 3;

/** A sentence over the lower edge of the panes, `width` cells wide at most. */
export function noticeRows(tone: 'ok' | 'warning' | 'critical', text: string, width: number): readonly Row[] {
  const room = width - 4;
  const all = wrap(text, room);
  const lines = all.length > rowsMax ? [...all.slice(0, rowsMax - 1), all.slice(rowsMax - 1).join(' ')] : all;
  return lines.map((line, index) => [
    span(` ${index === 0 ? symbols[tone] : ' '} `, tone, true),
    span(`${fit(line, room)} `, tone),
  ]);
}
