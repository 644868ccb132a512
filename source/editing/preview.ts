import { diffLines, diffValues } from '../history/value-diff.js';
import { byteSize, counted } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';

/** Nobody reads more of it in a dialog. */
const linesMax = 300;
const charactersMax = 400;

/** Larger values are not compared line by line while the screen waits. */
const comparedMax = 1_000_000;

function shortened(line: string): string {
  return line.length > charactersMax ? `${line.slice(0, charactersMax)}…` : line;
}

/** How a value changes, as the lines of a diff, safe and bounded. */
export function previewLines(
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): readonly string[] {
  const size = Math.max(before?.length ?? 0, after?.length ?? 0);
  if (size > comparedMax) {
    return [`${byteSize(before?.length ?? 0)} → ${byteSize(after?.length ?? 0)}; too large to compare here.`];
  }
  const lines = diffLines(diffValues(before, after)).map((line) => safeText(shortened(line)));
  return lines.length <= linesMax
    ? lines
    : [...lines.slice(0, linesMax), `… ${counted(lines.length - linesMax, 'more line')}`];
}
