import type { Binding } from './binding.js';

const labels: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  return: '⏎',
  escape: 'esc',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  delete: 'Del',
  backspace: '⌫',
};

/** How a key is written on the screen: `⏎`, `PgUp`, `ctrl+r`, `T`. */
export function keyLabel(key: string): string {
  return labels[key] ?? key;
}

/** All keys of a binding: `↑ k`. */
export function keyLabels(binding: Pick<Binding<never, never>, 'keys'>): string {
  return binding.keys.map(keyLabel).join(' ');
}

export interface Hint {
  readonly key: string;
  readonly text: string;
}

/** What a footer says about bindings: those with a hint that work now. */
export function hintsOf<State, Event>(
  bindings: readonly Binding<State, Event>[],
  state: State,
): readonly Hint[] {
  return bindings.flatMap(({ keys, hint, disabled }) => {
    const [key] = keys;
    if (hint === undefined || key === undefined || disabled?.(state) !== undefined) return [];
    return [{ key: keyLabel(key), text: typeof hint === 'string' ? hint : hint(state) }];
  });
}
