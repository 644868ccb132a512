import type { UiState } from '../store/ui.js';
import type { Runtime } from './runtime.js';

/** What the state asks of the terminal and of what is around it. */
export interface Wishes {
  readonly quit: () => void;
  readonly blank: () => void;
  readonly suspend: () => void;
  readonly save: () => void;
  readonly setMouse: () => void;
  readonly copy: () => void;
}

/** Each wish and the part of the state that changes when it is made; in this order. */
const signs: readonly (readonly [keyof Wishes, (ui: UiState) => unknown])[] = [
  ['blank', ({ redraws }) => redraws],
  ['suspend', ({ suspensions }) => suspensions],
  ['save', ({ savings }) => savings],
  ['copy', ({ copied }) => copied],
  ['setMouse', ({ settings }) => settings.mouse],
];

/** Hears before Ink does: what is blanked here, the frame that follows fills. */
export function followWishes(runtime: Runtime, wishes: Wishes): void {
  let last = runtime.getState().ui;
  runtime.subscribe(() => {
    const { ui } = runtime.getState();
    const before = last;
    last = ui;
    if (ui.isQuitting) wishes.quit();
    for (const [wish, sign] of signs) {
      if (sign(ui) !== sign(before)) wishes[wish]();
    }
  });
}
