import { PassThrough } from 'node:stream';
import { type MouseReport, siftReports } from './mouse-reports.js';
import type { TerminalInput } from './terminal.js';

/** Escape, and alt with a bracket. What goes on with `<` is no key, and waits for its end. */
const mayBeKey = (held: string): boolean => held === '\x1b' || held === '\x1b[';

/** How long such a key may be the beginning of a report; terminals send one in one piece. */
const escapeWaitMs = 20;

/** What Ink reads instead of the terminal. */
export interface MouseInput {
  readonly stdin: TerminalInput;
  /** Reads nothing for a while: another program has the terminal. */
  pause(): void;
  resume(): void;
  /** Lets the terminal go. */
  close(): void;
}

interface Referable {
  ref?(): unknown;
  unref?(): unknown;
}

/** The terminal's modes through what stands before it. */
function facade(terminal: TerminalInput & Referable, text: PassThrough): TerminalInput {
  const methods = {
    isTTY: terminal.isTTY ?? false,
    setRawMode: (isRaw: boolean) => terminal.setRawMode?.(isRaw),
    ref: () => terminal.ref?.(),
    unref: () => terminal.unref?.(),
  };
  return Object.assign(text, methods);
}

/** Tells of the mouse, and leaves to Ink what is typed. */
export function openMouseInput(terminal: TerminalInput, hear: (report: MouseReport) => void): MouseInput {
  const text = new PassThrough();
  let held = '';
  let waiting: NodeJS.Timeout | undefined;
  const release = (): void => {
    text.write(held);
    held = '';
  };
  const onData = (chunk: string | Buffer): void => {
    clearTimeout(waiting);
    const sifted = siftReports(held + chunk.toString());
    held = sifted.rest;
    if (sifted.text !== '') text.write(sifted.text);
    for (const report of sifted.reports) hear(report);
    if (mayBeKey(held)) waiting = setTimeout(release, escapeWaitMs);
  };
  terminal.setEncoding('utf8');
  terminal.on('data', onData);
  // A prompt before this, for a password, has paused it, and then a listener alone does not make it flow.
  terminal.resume();
  return {
    stdin: facade(terminal, text),
    pause: () => {
      clearTimeout(waiting);
      held = '';
      terminal.off('data', onData);
      terminal.pause();
    },
    resume: () => {
      terminal.on('data', onData);
      terminal.resume();
    },
    close: () => {
      clearTimeout(waiting);
      terminal.off('data', onData);
      terminal.pause();
      text.destroy();
    },
  };
}
