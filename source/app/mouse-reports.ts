/** What the mouse did, in cells from the screen's upper left corner. */
export type MouseReport = { readonly column: number; readonly row: number } & (
  | { readonly kind: 'press' }
  /** The pointer came here with the left button down. */
  | { readonly kind: 'drag' }
  /** -1: up, towards the beginning; 1: down. */
  | { readonly kind: 'wheel'; readonly by: -1 | 1 }
);

/** Turns reports on (buttons and motion while one is down, SGR coordinates) and off; xterm's ctlseqs, "Mouse Tracking". */
export const mouseOnSequence = '\x1b[?1002h\x1b[?1006h';
export const mouseOffSequence = '\x1b[?1006l\x1b[?1002l';

/** `CSI < button ; column ; row M`, and `m` for a release; columns and rows from 1. */
const sgrReport = /\x1b\[<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])/g;

/** What may become a report with the next chunk. */
const beginning = /\x1b(?:\[(?:<(?:\d{1,4}(?:;(?:\d{1,5}(?:;\d{0,5})?)?)?)?)?)?$/;

/** Bits of the button: 0–1 which one, 2–4 modifiers, 5 a motion, 6 the wheel. */
function reportOf(button: number, column: number, row: number, final: string): MouseReport | undefined {
  const at = { column: column - 1, row: row - 1 };
  if (final === 'm' || button >= 128) return undefined;
  const which = button & 3;
  if ((button & 32) !== 0) return which === 0 && (button & 64) === 0 ? { kind: 'drag', ...at } : undefined;
  if ((button & 64) === 0) return which === 0 ? { kind: 'press', ...at } : undefined;
  return which > 1 ? undefined : { kind: 'wheel', by: which === 0 ? -1 : 1, ...at };
}

export interface Sifted {
  /** What is no report, in its order. */
  readonly text: string;
  /** Left button and wheel; all others are taken out and dropped. */
  readonly reports: readonly MouseReport[];
  /** The end of the chunk, when it may be the beginning of a report: at most 20 characters. */
  readonly rest: string;
}

/** Takes the mouse's reports out of what a terminal sends; `chunk` begins with the rest of the one before. */
export function siftReports(chunk: string): Sifted {
  const reports: MouseReport[] = [];
  const text = chunk.replaceAll(
    sgrReport,
    (_, button: string, column: string, row: string, final: string) => {
      const report = reportOf(Number(button), Number(column), Number(row), final);
      if (report !== undefined) reports.push(report);
      return '';
    },
  );
  const rest = beginning.exec(text)?.[0] ?? '';
  return { text: text.slice(0, text.length - rest.length), reports, rest };
}
