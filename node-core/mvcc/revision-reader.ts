import type { Backend } from '../backend/types.js';
import { atOnce, type Steps } from '../ports/turns.js';
import type { ByteString } from '../schema/byte-string.js';
import { CompactedError, FutureRevisionError } from './errors.js';
import type { KeyIndex } from './key-index.js';
import { type KeyRange, keyRange } from './key-range.js';
import { decodeKeyValue } from './key-value-decoding.js';
import { KeyValuePacker, noKeyValues } from './packed-key-values.js';
import { copyChange, readChange } from './revision-log.js';
import type {
  PackedRange,
  PackOptions,
  RangeOptions,
  RangeReader,
  RangeResult,
  StoredKeyValue,
} from './types.js';

/** What a reader may see; of a reader that follows its store, both grow. */
export interface RevisionBounds {
  readonly revision: number;
  readonly compactRevision: number;
}

/** Keys of the index that are looked at, and bytes that are read, before others may come in. */
const keysPerStep = 64;
const bytesPerStep = 256 << 10;

/** Takes the change at a revision. @returns its bytes */
type TakePut = (main: number, sub: number) => number;

/** Ranges over the index and the revisions that it names. */
export class RevisionReader implements RangeReader {
  readonly #backend: Backend;
  readonly #index: KeyIndex;
  readonly #bounds: RevisionBounds;

  constructor(backend: Backend, index: KeyIndex, bounds: RevisionBounds) {
    this.#backend = backend;
    this.#index = index;
    this.#bounds = bounds;
  }

  range(key: Uint8Array, rangeEnd: Uint8Array, options: RangeOptions): RangeResult {
    return atOnce(this.rangeInSteps(key, rangeEnd, options));
  }

  *rangeInSteps(key: Uint8Array, rangeEnd: Uint8Array, options: RangeOptions): Steps<RangeResult> {
    const kvs: StoredKeyValue[] = [];
    const count = yield* this.#visit(key, rangeEnd, options, () => (main, sub) => {
      const bytes = readChange(this.#backend, main, sub);
      kvs.push(decodeKeyValue(bytes));
      return bytes.length;
    });
    return { kvs, count };
  }

  *packRange(key: Uint8Array, rangeEnd: Uint8Array, options: PackOptions): Steps<PackedRange> {
    let packer: KeyValuePacker | undefined;
    const count = yield* this.#visit(key, rangeEnd, options, (wanted) => {
      const filled = new KeyValuePacker(wanted, options.keysOnly);
      packer = filled;
      const into = (bytes: Uint8Array, length: number) => filled.add(bytes, length);
      return (main, sub) => copyChange(this.#backend, main, sub, into);
    });
    return { kvs: packer?.finish() ?? noKeyValues, count };
  }

  /** @param begin told how many puts there will be. @returns the count of the whole range */
  *#visit(
    key: Uint8Array,
    rangeEnd: Uint8Array,
    { revision: asked, limit, countOnly }: RangeOptions,
    begin: (wanted: number) => TakePut,
  ): Steps<number> {
    const revision = readableRevision(asked, this.#bounds);
    const range = keyRange(key, rangeEnd);
    if (range.single) {
      const put = this.#index.find(range.start)?.putAt(revision);
      if (put !== undefined && !countOnly) {
        begin(1)(put.main, put.sub);
      }
      return put === undefined ? 0 : 1;
    }
    const count = yield* this.#index.count(range, revision);
    const wanted = countOnly ? 0 : limit > 0 ? Math.min(limit, count) : count;
    if (wanted > 0) {
      yield* this.#visitPuts(range, revision, wanted, begin(wanted));
    }
    return count;
  }

  *#visitPuts(range: KeyRange, revision: number, wanted: number, take: TakePut): Steps<void> {
    let left = wanted;
    let next: ByteString | undefined = range.start;
    while (next !== undefined) {
      /** Main and sub of each, in turns. */
      const puts: number[] = [];
      next = this.#index.visitPuts({ ...range, start: next }, revision, keysPerStep, (main, sub) => {
        return puts.push(main, sub) < 2 * left;
      });
      left -= puts.length / 2;
      yield* takeAll(puts, take);
    }
  }
}

function* takeAll(puts: readonly number[], take: TakePut): Steps<void> {
  let bytes = 0;
  for (let i = 0; i < puts.length; i += 2) {
    bytes += take(puts[i] ?? 0, puts[i + 1] ?? 0);
    if (bytes > bytesPerStep) {
      bytes = 0;
      yield;
    }
  }
  yield;
}

/** 0 is the current revision. @throws CompactedError, FutureRevisionError */
export function readableRevision(asked: number, { revision, compactRevision }: RevisionBounds): number {
  if (asked <= 0) {
    return revision;
  }
  if (asked > revision) {
    throw new FutureRevisionError(asked, revision);
  }
  if (asked < compactRevision) {
    throw new CompactedError(asked, compactRevision);
  }
  return asked;
}
