import { type ByteSet, type Node, PatternError } from './parse.js';

/** One step of a program that runs all its ways at once; numbers are steps. */
export type Step =
  | { readonly kind: 'byte'; readonly set: ByteSet; readonly next: number }
  | { readonly kind: 'split'; readonly next: number; readonly other: number }
  | { readonly kind: 'start'; readonly next: number }
  | { readonly kind: 'end'; readonly next: number }
  | { readonly kind: 'match' };

export interface Program {
  readonly steps: readonly Step[];
  readonly first: number;
}

/** What one byte costs at most, in steps. */
const stepsMax = 1_000;

/** Steps are made from the last to the first, so that each knows what follows it. */
class Compiler {
  readonly steps: Step[] = [];

  add(step: Step): number {
    if (this.steps.length >= stepsMax) throw new PatternError('it is too large; repeat less');
    this.steps.push(step);
    return this.steps.length - 1;
  }

  /** @returns where to begin in order to match `node`, and then to go on at `next`. */
  compile(node: Node, next: number): number {
    switch (node.kind) {
      case 'byte':
        return this.add({ kind: 'byte', set: node.set, next });
      case 'start':
      case 'end':
        return this.add({ kind: node.kind, next });
      case 'sequence':
        return node.parts.reduceRight((after, part) => this.compile(part, after), next);
      case 'choice':
        return node.parts
          .map((part) => this.compile(part, next))
          .reduceRight((other, each) => this.add({ kind: 'split', next: each, other }));
      case 'repeat':
        return this.#repeat(node, next);
    }
  }

  #repeat({ part, min, max }: Extract<Node, { kind: 'repeat' }>, next: number): number {
    let begin = next;
    if (max === Number.POSITIVE_INFINITY) {
      begin = this.#loop(part, next);
    } else {
      for (let count = min; count < max; count += 1) {
        begin = this.add({ kind: 'split', next: this.compile(part, begin), other: next });
      }
    }
    for (let count = 0; count < min; count += 1) begin = this.compile(part, begin);
    return begin;
  }

  /** The split comes before the part that leads back to it. */
  #loop(part: Node, next: number): number {
    const split = this.add({ kind: 'match' });
    this.steps[split] = { kind: 'split', next: this.compile(part, split), other: next };
    return split;
  }
}

/** @throws PatternError when it would be larger than 1,000 steps. */
export function compilePattern(node: Node): Program {
  const compiler = new Compiler();
  const match = compiler.add({ kind: 'match' });
  const first = compiler.compile(node, match);
  return { steps: compiler.steps, first };
}
