/** A run of lines: kept, or taken out of `before` and put in from `after`. Half-open, by line index. */
export interface LineRun {
  readonly kind: 'same' | 'changed';
  readonly beforeFrom: number;
  readonly beforeTo: number;
  readonly afterFrom: number;
  readonly afterTo: number;
}

/** Lines put in and taken out up to which the shortest edit is looked for; above it, what differs is replaced as a whole. */
export const editsMax = 600;

/** So many lines, of both sides, are compared; more that differ are replaced as a whole. */
export const linesMax = 40_000;

/**
 * What to do to `before` to get `after`, in order: Myers, "An O(ND) difference algorithm", between what the
 * two have in common at their starts and ends.
 */
export function lineRuns(before: readonly string[], after: readonly string[]): readonly LineRun[] {
  const [head, tail] = commonEnds(before, after);
  const one = before.slice(head, before.length - tail);
  const other = after.slice(head, after.length - tail);
  const kept = one.length + other.length > linesMax ? [] : shortestEdit(...numbered(one, other));
  const runs = new Runs();
  runs.add('same', head, head);
  for (const [x, y] of kept) {
    runs.add('changed', head + x, head + y);
    runs.add('same', head + x + 1, head + y + 1);
  }
  runs.add('changed', before.length - tail, after.length - tail);
  runs.add('same', before.length, after.length);
  return runs.all;
}

type Match = readonly [before: number, after: number];

function commonEnds(
  before: readonly string[],
  after: readonly string[],
): readonly [head: number, tail: number] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [head, tail];
}

/** Equal lines as equal numbers, so that long ones are compared once. */
function numbered(
  before: readonly string[],
  after: readonly string[],
): readonly [before: Uint32Array, after: Uint32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (line: string): number => {
    const known = numbers.get(line) ?? numbers.size;
    numbers.set(line, known);
    return known;
  };
  return [Uint32Array.from(before, numberOf), Uint32Array.from(after, numberOf)];
}

/** The lines that stay, ascending; none when the shortest edit is longer than `editsMax`. */
function shortestEdit(before: Uint32Array, after: Uint32Array): readonly Match[] {
  const most = Math.min(editsMax, before.length + after.length);
  const reached = new Int32Array(2 * most + 3);
  const centre = most + 1;
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const left = reached[centre + diagonal - 1] ?? 0;
      const above = reached[centre + diagonal + 1] ?? 0;
      const isDown = diagonal === -edits || (diagonal !== edits && left < above);
      let x = isDown ? above : left + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      reached[centre + diagonal] = x;
      if (diagonal === before.length - after.length && x >= before.length) {
        return walkBack(trace, before.length, after.length);
      }
    }
    trace.push(reached.slice(centre - edits, centre + edits + 1));
  }
  return [];
}

/** From the end to the start over what each number of edits could reach; `trace[d]` holds diagonals -d to d. */
function walkBack(trace: readonly Int32Array[], beforeLength: number, afterLength: number): readonly Match[] {
  const matches: Match[] = [];
  let x = beforeLength;
  let y = afterLength;
  for (let edits = trace.length; edits > 0; edits -= 1) {
    const reached = trace[edits - 1] ?? new Int32Array();
    const at = (diagonal: number): number => reached[diagonal + edits - 1] ?? -1;
    const diagonal = x - y;
    const isDown = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const fromDiagonal = isDown ? diagonal + 1 : diagonal - 1;
    const fromX = at(fromDiagonal);
    const startX = isDown ? fromX : fromX + 1;
    for (; x > startX; x -= 1, y -= 1) matches.push([x - 1, y - 1]);
    x = fromX;
    y = fromX - fromDiagonal;
  }
  for (; x > 0 && y > 0; x -= 1, y -= 1) matches.push([x - 1, y - 1]);
  return matches.reverse();
}

/** Runs in order, each as long as it can be. */
class Runs {
  readonly #runs: LineRun[] = [];

  get all(): readonly LineRun[] {
    return this.#runs;
  }

  /** Up to these lines; nothing when there are none. */
  add(kind: LineRun['kind'], beforeTo: number, afterTo: number): void {
    const last = this.#runs.at(-1);
    const beforeFrom = last?.beforeTo ?? 0;
    const afterFrom = last?.afterTo ?? 0;
    if (beforeTo === beforeFrom && afterTo === afterFrom) return;
    if (last?.kind === kind) this.#runs[this.#runs.length - 1] = { ...last, beforeTo, afterTo };
    else this.#runs.push({ kind, beforeFrom, beforeTo, afterFrom, afterTo });
  }
}
