import type { ByteString } from '../../bytes/byte-string.js';
import { type ByteSet, type Node, parsePattern } from './parse.js';
import { compilePattern, type Program } from './program.js';

/** What of a text is looked at; keys are rarely longer than a few hundred bytes. */
const bytesMax = 8_192;
/** Sets of steps that are remembered at once. */
const statesMax = 400;

/** Everything the program may be at after the same bytes, as a set of steps. */
interface State {
  readonly steps: readonly number[];
  readonly isMatch: boolean;
  /** Whether it matches when the text ends here; undefined: not asked yet. */
  atEnd: boolean | undefined;
  readonly next: (State | undefined)[];
}

/**
 * A regular expression whose time is linear in the text, whatever the pattern: no going back, no references, no
 * looking around. `. [ ] ( ) | * + ? {n,m} ^ $ \d \w \s \xff` are understood, on bytes; characters that are not
 * ASCII stand for their bytes in UTF-8. Matches anywhere unless it is anchored; of a text longer than 8,192 bytes
 * only those are looked at.
 */
export class LinearRegex {
  readonly #program: Program;
  #states = new Map<string, State>();
  #start: State;
  /** What it took so far, in steps; whoever has little time looks at how it grows. */
  work = 0;

  /**
   * @param pattern its characters are bytes.
   * @throws PatternError
   */
  constructor(pattern: ByteString, ignoresCase = false) {
    const node = parsePattern(pattern);
    this.#program = compilePattern(ignoresCase ? withoutCase(node) : node);
    this.#start = this.#stateOf([this.#program.first], true);
  }

  test(text: ByteString): boolean {
    let state = this.#start;
    const length = Math.min(text.length, bytesMax);
    for (let at = 0; at < length && !state.isMatch; at += 1) {
      const byte = text.charCodeAt(at) & 0xff;
      state = state.next[byte] ?? this.#step(state, byte);
    }
    this.work += length;
    // Only here are beginning and end the same place.
    if (length === 0) return this.#closure([this.#program.first], true, true).isMatch;
    return state.isMatch || this.#matchesAtEnd(state);
  }

  #step(state: State, byte: number): State {
    const reached = [this.#program.first];
    for (const number of state.steps) {
      const step = this.#program.steps[number];
      if (step?.kind === 'byte' && step.set[byte] === 1) reached.push(step.next);
    }
    this.work += state.steps.length;
    const next = this.#stateOf(reached, false);
    state.next[byte] = next;
    return next;
  }

  #matchesAtEnd(state: State): boolean {
    state.atEnd ??= this.#closure(state.steps, false, true).isMatch;
    return state.atEnd;
  }

  #stateOf(from: readonly number[], isStart: boolean): State {
    const { steps, isMatch } = this.#closure(from, isStart, false);
    const id = steps.join(' ');
    const known = this.#states.get(id);
    if (known !== undefined) return known;
    if (this.#states.size >= statesMax) this.#forget();
    const state: State = { steps, isMatch, atEnd: undefined, next: [] };
    this.#states.set(id, state);
    return state;
  }

  /** A state that is still gone on from keeps its ways to others, which go with it. */
  #forget(): void {
    this.#states = new Map();
    this.#start = this.#stateOf([this.#program.first], true);
  }

  /** All steps that are reached without a byte. */
  #closure(from: readonly number[], isStart: boolean, isEnd: boolean) {
    const seen = new Set<number>();
    const waiting = [...from];
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      if (seen.has(number)) continue;
      seen.add(number);
      const step = this.#program.steps[number];
      if (step?.kind === 'split') waiting.push(step.other, step.next);
      else if (step?.kind === 'start' && isStart) waiting.push(step.next);
      else if (step?.kind === 'end' && isEnd) waiting.push(step.next);
    }
    this.work += seen.size;
    const steps = [...seen].sort((one, other) => one - other);
    return { steps, isMatch: steps.some((number) => this.#program.steps[number]?.kind === 'match') };
  }
}

const caseBit = 0x20;

function bothCases(set: ByteSet): ByteSet {
  const both = Uint8Array.from(set);
  for (let small = 0x61; small <= 0x7a; small += 1) {
    if (set[small] === 1 || set[small ^ caseBit] === 1) both[small] = both[small ^ caseBit] = 1;
  }
  return both;
}

function withoutCase(node: Node): Node {
  switch (node.kind) {
    case 'byte':
      return { kind: 'byte', set: bothCases(node.set) };
    case 'sequence':
    case 'choice':
      return { ...node, parts: node.parts.map(withoutCase) };
    case 'repeat':
      return { ...node, part: withoutCase(node.part) };
    case 'start':
    case 'end':
      return node;
  }
}
