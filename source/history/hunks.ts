import { type LineRun, lineRuns } from './line-edits.js';

export interface HunkLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Changed lines with what stands around them. */
export interface Hunk {
  /** Lines count from 1. */
  readonly beforeStart: number;
  readonly afterStart: number;
  readonly lines: readonly HunkLine[];
}

/** Unchanged lines that are shown on each side of a change. */
const contextLines = 3;

/** Lines without their ends; a line end at the very end begins no line. */
export function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

export function hunksOf(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  const changed = lineRuns(before, after).filter(({ kind }) => kind === 'changed');
  return nearGroups(changed).map((runs) => hunkOf(runs, before, after));
}

/** Changes whose contexts touch stand in one hunk. */
function nearGroups(changed: readonly LineRun[]): readonly (readonly LineRun[])[] {
  const groups: LineRun[][] = [];
  for (const run of changed) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (last !== undefined && run.beforeFrom - last.beforeTo <= 2 * contextLines) group?.push(run);
    else groups.push([run]);
  }
  return groups;
}

function hunkOf(runs: readonly LineRun[], before: readonly string[], after: readonly string[]): Hunk {
  const first = runs[0] ?? { beforeFrom: 0, afterFrom: 0 };
  const lead = Math.min(contextLines, first.beforeFrom);
  const lines: HunkLine[] = [];
  const add = (kind: HunkLine['kind'], texts: readonly string[]): void => {
    for (const text of texts) lines.push({ kind, text });
  };
  let at = first.beforeFrom - lead;
  for (const run of runs) {
    add('same', before.slice(at, run.beforeFrom));
    add('removed', before.slice(run.beforeFrom, run.beforeTo));
    add('added', after.slice(run.afterFrom, run.afterTo));
    at = run.beforeTo;
  }
  add('same', before.slice(at, at + contextLines));
  return { beforeStart: first.beforeFrom - lead + 1, afterStart: first.afterFrom - lead + 1, lines };
}
