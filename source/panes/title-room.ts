import { cellWidth } from '../presentation/cells.js';

/** What the frame's corners take from a title, against the lines below it. */
const corners = 4;

/** Cells for what follows a pane's name and the line after it in its frame; `columns` are those of its lines. */
export function titleRoom(name: string, columns: number): number {
  return columns - corners - cellWidth(name);
}

/** The first text that fits; the last one where none does. */
export function firstFitting(texts: readonly [string, ...string[]], room: number): string {
  return texts.find((text) => cellWidth(text) <= room) ?? texts.at(-1) ?? texts[0];
}
