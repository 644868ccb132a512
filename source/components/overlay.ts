import type { Row } from '../presentation/row.js';
import { dropRow, rowWidth, takeRow } from '../presentation/rows.js';

/** Lays `box` over `screen`; what is beneath keeps its place. Rows of the box are all of one width. */
export function overlay(
  screen: readonly Row[],
  box: readonly Row[],
  top: number,
  left: number,
): readonly Row[] {
  return screen.map((row, index) => {
    const covering = box[index - top];
    if (covering === undefined) return row;
    return [...takeRow(row, left), ...covering, ...dropRow(row, left + rowWidth(covering))];
  });
}

/** As `overlay`, in the middle. */
export function overlayCentred(screen: readonly Row[], box: readonly Row[], columns: number): readonly Row[] {
  const width = rowWidth(box[0] ?? []);
  const top = Math.max(0, Math.floor((screen.length - box.length) / 2));
  return overlay(screen, box, top, Math.max(0, Math.floor((columns - width) / 2)));
}
