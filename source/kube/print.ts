import type { KubeMap, KubeTree } from './tree.js';

/** A tree that would take too much room to print; `message` says how much is allowed. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** Far above what any object needs; indentation alone can make a small, deep value huge. */
const charactersMax = 64_000_000;

/** Collects lines, and refuses to grow without bound. */
export class Lines {
  readonly #lines: string[] = [];
  #characters = 0;

  /** @throws TooLargeError when there would be too much. */
  add(line: string): void {
    this.#characters += line.length + 1;
    if (this.#characters > charactersMax) {
      throw new TooLargeError(`the value takes more than ${charactersMax / 1_000_000} MB to print`);
    }
    this.#lines.push(line);
  }

  text(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`;
  }
}

/**
 * By code point, which is the order of the UTF-8 bytes and so Go's. UTF-16 has surrogates, which stand for
 * the highest code points, below U+E000.
 */
export function byCodePoint(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return one.length - other.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The members of an object as kubectl prints them: by name. */
export function sortedEntries(map: KubeMap): readonly (readonly [name: string, value: KubeTree])[] {
  return [...map].sort(([one], [other]) => byCodePoint(one, other));
}

/**
 * What is never printed as it is: it acts on a terminal, changes what stands beside it, or cannot be seen.
 * Line ends and blanks are not in it.
 */
export const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}]|(?! )\p{Z}/gu;

const spaces = Array.from({ length: 40 }, (_, count) => ' '.repeat(count));

export function indentation(count: number): string {
  return spaces[count] ?? ' '.repeat(count);
}
