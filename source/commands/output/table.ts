import { cellWidth } from '../../presentation/cells.js';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/**
 * Aligned columns under a line of titles, two blanks between; cells are safe text already. Nothing is
 * cut: output that goes on to another program keeps all of it.
 */
export function tableText(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const all = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => cellWidth(row[index] ?? ''))));
  const lines = all.map((row) =>
    columns
      .map((column, index) => padded(row[index] ?? '', widths[index] ?? 0, column.align))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function padded(text: string, width: number, align: Column['align']): string {
  const blanks = ' '.repeat(Math.max(0, width - cellWidth(text)));
  return align === 'right' ? blanks + text : text + blanks;
}
