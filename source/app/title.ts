import type { AppState } from '../store/app.js';
import { titleSequence, windowTitle } from './operating-system-commands.js';
import type { Runtime } from './runtime.js';
import type { TerminalOutput } from './terminal.js';

/** All that a title is made of. */
const partsOf = ({ members, triage, ui }: AppState): readonly unknown[] => [
  members,
  triage,
  ui.connection,
  ui.facts,
];

/** Keeps the window's title as the cluster is; the returned function writes it anew. */
export function followTitle(
  runtime: Runtime,
  stdout: TerminalOutput,
  lending: { readonly isAway: boolean },
): () => void {
  let parts: readonly unknown[] = [];
  let written = '';
  const tell = (): void => {
    if (lending.isAway) return;
    const state = runtime.getState();
    const now = partsOf(state);
    if (now.every((part, index) => part === parts[index])) return;
    parts = now;
    const title = windowTitle(state);
    if (title === written) return;
    written = title;
    stdout.write(titleSequence(title));
  };
  runtime.subscribe(tell);
  return () => {
    parts = [];
    written = '';
    tell();
  };
}
