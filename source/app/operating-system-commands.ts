import { cutEnd } from '../presentation/cells.js';
import { safeText } from '../presentation/text.js';
import type { AppState } from '../store/app.js';
import { clusterHealth, healthSign } from './status-line.js';

const titleColumnsMax = 80;

/** What the window is called: the cluster, and whether it is well. */
export function windowTitle(state: AppState): string {
  const sign = healthSign(clusterHealth(state)).text;
  const name = safeText(state.ui.facts?.contextName ?? '');
  return cutEnd(`${sign} ${name} – etcdscope`, titleColumnsMax);
}

/** Keeps the title there is, and gets it back (xterm's ctlseqs, "Window manipulation", 22 and 23). */
export const keepTitleSequence = '\x1b[22;2t';
export const restoreTitleSequence = '\x1b[23;2t';

/** `title` is safe text. */
export const titleSequence = (title: string): string => `\x1b]2;${title}\x07`;

/** OSC 52: base64 keeps whatever the text holds away from the terminal. */
export const clipboardSequence = (text: string): string =>
  `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
