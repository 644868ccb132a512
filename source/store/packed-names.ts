import { type ByteString, commonPrefixLength } from '../bytes/byte-string.js';
import type { Chunk } from './keys-chunks.js';

interface Numbers<Each> extends ArrayLike<Each> {
  set(from: ArrayLike<Each>, at?: number): void;
  subarray(from: number, to?: number): ArrayLike<Each>;
}

/** A copy with others in the place of so many; `make` gives an array of a length. */
export function spliced<Each, Array extends Numbers<Each>>(
  numbers: Array,
  index: number,
  removed: number,
  added: ArrayLike<Each>,
  make: (length: number) => Array,
): Array {
  const copy = make(numbers.length - removed + added.length);
  copy.set(numbers.subarray(0, index));
  copy.set(added, index);
  copy.set(numbers.subarray(index + removed), index + added.length);
  return copy;
}

/** Names in order: four bytes each beside the part in which they differ. */
export class PackedNames implements Chunk<ByteString> {
  readonly length: number;
  readonly first: ByteString;
  /** What all of them begin with. */
  readonly #prefix: ByteString;
  readonly #bytes: Buffer;
  /** Where each name ends. */
  readonly #ends: Uint32Array;

  private constructor(prefix: ByteString, bytes: Buffer, ends: Uint32Array) {
    this.length = ends.length;
    this.#prefix = prefix;
    this.#bytes = bytes;
    this.#ends = ends;
    this.first = this.nameAt(0) ?? '';
  }

  static of(names: readonly ByteString[]): PackedNames {
    const first = names[0] ?? '';
    const shared = commonPrefixLength(first, names.at(-1) ?? '');
    const different = names.map((name) => name.slice(shared));
    let end = 0;
    const ends = Uint32Array.from(different, (name) => (end += name.length));
    return new PackedNames(first.slice(0, shared), Buffer.from(different.join(''), 'latin1'), ends);
  }

  nameAt(index: number): ByteString | undefined {
    const end = this.#ends[index];
    return end === undefined
      ? undefined
      : this.#prefix + this.#bytes.toString('latin1', this.#start(index), end);
  }

  at(index: number): ByteString | undefined {
    return this.nameAt(index);
  }

  spliced(index: number, removed: number, name: ByteString | undefined): PackedNames | undefined {
    if (name !== undefined && !name.startsWith(this.#prefix)) return undefined;
    const different = Buffer.from(name?.slice(this.#prefix.length) ?? '', 'latin1');
    const [start, end] = [this.#start(index), this.#start(index + removed)];
    const bytes = spliced(this.#bytes, start, end - start, different, Buffer.allocUnsafeSlow);
    const added = name === undefined ? [] : [start + different.length];
    const ends = spliced(this.#ends, index, removed, added, (length) => new Uint32Array(length));
    const grownBy = start + different.length - end;
    for (let at = index + added.length; at < ends.length; at += 1) ends[at] = (ends[at] ?? 0) + grownBy;
    return new PackedNames(this.#prefix, bytes, ends);
  }

  #start(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
  }
}
