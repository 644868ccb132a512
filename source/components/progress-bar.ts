import type { Row } from '../presentation/row.js';
import { span } from '../presentation/rows.js';

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of exactly `width` cells; `ratio` is done work between 0 and 1, anything past either end is the end. */
export function progressBar(ratio: number, width: number): Row {
  const done = Number.isFinite(ratio) ? Math.min(1, Math.max(0, ratio)) : 0;
  const filledEighths = Math.floor(done * width * 8);
  const full = '█'.repeat(Math.floor(filledEighths / 8));
  const part = eighths[filledEighths % 8] ?? '';
  const filled = full + part;
  return [span(filled, 'accent'), span('░'.repeat(width - filled.length), 'dim')];
}
