import { cellWidth, fit, fitMiddle, fitRight } from '../presentation/cells.js';
import type { Row, Span } from '../presentation/row.js';
import { span } from '../presentation/rows.js';

export interface Column {
  readonly heading: string;
  readonly align?: 'left' | 'right' | 'middle-cut';
  /** Cells; columns keep their width while their values change. */
  readonly width: number;
}

function cellText(text: string, column: Column): string {
  switch (column.align ?? 'left') {
    case 'left':
      return fit(text, column.width);
    case 'right':
      return fitRight(text, column.width);
    case 'middle-cut':
      return fitMiddle(text, column.width);
  }
}

/** One row of a table: a cell per column, two blanks between them; a missing cell is blank. */
export function tableRow(columns: readonly Column[], cells: readonly Span[]): Row {
  return columns.flatMap((column, index) => {
    const cell = cells[index] ?? span('');
    const shown = { ...cell, text: cellText(cell.text, column) };
    return index === 0 ? [shown] : [span('  '), shown];
  });
}

export function tableHeading(columns: readonly Column[]): Row {
  return tableRow(
    columns,
    columns.map(({ heading }) => span(heading, 'dim')),
  );
}

/** A column as wide as its widest text, within bounds. */
export function columnWidth(texts: readonly string[], widthMin: number, widthMax: number): number {
  return Math.min(widthMax, Math.max(widthMin, ...texts.map(cellWidth)));
}
