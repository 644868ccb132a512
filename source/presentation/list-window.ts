/** Which part of a long list is seen. */
export interface ListWindow {
  readonly top: number;
  /** Past the last one that is seen. */
  readonly end: number;
}

/** The window that moved as little as possible from `top` so that `selected` is in it and no room is wasted. */
export function listWindow(top: number, selected: number, length: number, rows: number): ListWindow {
  const topMax = Math.max(0, length - rows);
  const reaching = Math.min(selected, Math.max(top, selected - rows + 1));
  const first = Math.max(0, Math.min(topMax, reaching));
  return { top: first, end: Math.min(length, first + Math.max(0, rows)) };
}
