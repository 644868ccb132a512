import { cellWidth, wrap } from './cells.js';

/** As many parts a line as fit, `gap` between them; only a part wider than a line is broken. */
export function flow(parts: readonly string[], gap: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = last === undefined ? undefined : last + gap + part;
    if (longer !== undefined && cellWidth(longer) <= width) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(...wrap(part, width));
    }
  }
  return lines;
}
