import { linesOf } from '../history/hunks.js';
import { type LineRun, lineRuns } from '../history/line-edits.js';

/** What became of a text that two have changed. */
export interface Merged {
  readonly text: string;
  /** How many places both changed differently; each is marked in the text. */
  readonly conflicts: number;
}

const marks = { mine: '<<<<<<< mine', base: '||||||| before', middle: '=======', theirs: '>>>>>>> theirs' };

/** Whether a text still has a place that was marked as changed by both. */
export function hasMarks(text: string): boolean {
  return text.split('\n').some((line) => line === marks.mine || line === marks.theirs);
}

interface Region {
  from: number;
  to: number;
}

class Side {
  readonly lines: readonly string[];
  readonly changed: readonly LineRun[];

  constructor(base: readonly string[], text: string) {
    this.lines = linesOf(text);
    this.changed = lineRuns(base, this.lines).filter(({ kind }) => kind === 'changed');
  }

  touches({ from, to }: Region): boolean {
    return this.changed.some((run) => run.beforeFrom <= to && run.beforeTo >= from);
  }

  /** What this side made of the lines [from, to) of the base. */
  of({ from, to }: Region): readonly string[] {
    return this.lines.slice(from + this.#grownBefore(from, false), to + this.#grownBefore(to, true));
  }

  /** By how much this side is longer up to a line of the base. */
  #grownBefore(line: number, isIncluding: boolean): number {
    const runs = this.changed.filter(({ beforeTo }) => (isIncluding ? beforeTo <= line : beforeTo < line));
    return runs.reduce(
      (sum, { beforeFrom, beforeTo, afterFrom, afterTo }) =>
        sum + afterTo - afterFrom - beforeTo + beforeFrom,
      0,
    );
  }
}

/** Lines of the base that either changed; changes that touch are one. */
function regionsOf(sides: readonly Side[]): readonly Region[] {
  const runs = sides
    .flatMap(({ changed }) => changed)
    .toSorted((one, other) => one.beforeFrom - other.beforeFrom || one.beforeTo - other.beforeTo);
  const regions: Region[] = [];
  for (const { beforeFrom, beforeTo } of runs) {
    const last = regions.at(-1);
    if (last !== undefined && beforeFrom <= last.to) last.to = Math.max(last.to, beforeTo);
    else regions.push({ from: beforeFrom, to: beforeTo });
  }
  return regions;
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((line, index) => line === other[index]);

/** `mine` on top of `theirs`, line by line; where both changed the same lines, both stand there, marked. */
export function mergeTexts(base: string, mine: string, theirs: string): Merged {
  const before = linesOf(base);
  const own = new Side(before, mine);
  const other = new Side(before, theirs);
  const lines: string[] = [];
  let conflicts = 0;
  let at = 0;
  for (const region of regionsOf([own, other])) {
    lines.push(...before.slice(at, region.from));
    const [mineLines, theirLines] = [own.of(region), other.of(region)];
    if (!other.touches(region) || isSame(mineLines, theirLines)) lines.push(...mineLines);
    else if (!own.touches(region)) lines.push(...theirLines);
    else {
      conflicts += 1;
      const old = before.slice(region.from, region.to);
      lines.push(marks.mine, ...mineLines, marks.base, ...old, marks.middle, ...theirLines, marks.theirs);
    }
    at = region.to;
  }
  lines.push(...before.slice(at));
  const ends = theirs.endsWith('\n') ? '\n' : '';
  return { text: lines.length === 0 ? '' : `${lines.join('\n')}${ends}`, conflicts };
}
