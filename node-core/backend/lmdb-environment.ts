import { type Database, open, type RangeOptions, type RootDatabase, type Transaction } from 'lmdb';
import { type BucketName, bucketNames } from '../schema/buckets.js';
import type { ByteString } from '../schema/byte-string.js';
import type { EngineEntry, EngineReader, EngineView, VisitEntry } from './engine.js';
import { type FileStats, readStats } from './lmdb-stats.js';
import { SpaceReserve } from './space-reserve.js';
import type { TakeLent } from './types.js';
import type { WriteBuffer } from './write-buffer.js';

/** Buffered writes name their keys by strings, readers by bytes. */
type Key = ByteString | Uint8Array;
type Tree = Database<Buffer, Key>;
type Trees = ReadonlyMap<BucketName, Tree>;

export interface FileSizes {
  /** Up to the last page that was ever used. */
  readonly totalBytes: number;
  readonly inUseBytes: number;
  readonly pageBytes: number;
}

/** Address space, not disk: the file grows as data does. LMDB needs a limit above zero. */
const mapBytes = 64 * 2 ** 30;

/** Only the member's own user reads or writes its data. */
const fileMode = 0o600;

/** The roots of all trees, and whatever else a commit takes that changes next to nothing; pages. */
const commitBasePages = 64;

/** LMDB keeps two root pages and writes them in turn. */
const metaPages = 2;

const keyEncoder = {
  writeKey: (key: Key, target: Buffer, position: number): number => {
    if (typeof key === 'string') {
      return position + target.write(key, position, 'latin1');
    }
    target.set(key, position);
    return position + key.length;
  },
  readKey: (source: Buffer, start: number, end: number): Uint8Array => copyOf(source, start, end),
};

/** lmdb reads every value into one buffer of its own, whose `length` it sets to the value's. */
const valueEncoder = {
  encode: (value: Buffer): Buffer => value,
  decode: (read: Buffer): Buffer => copyOf(read, 0, read.length),
};

/** lmdb begins above some keys when it is told no start. */
const noBytes = new Uint8Array(0);

/** For a scan: what is read stays where it is, and its place is used again for the next entry. */
const lentKeys: Uint8Array[] = [];
const lendingKeyEncoder = {
  ...keyEncoder,
  readKey: (source: Buffer, start: number, end: number): Uint8Array => {
    lentKeys[end - start] ??= Buffer.alloc(end - start);
    const key = lentKeys[end - start] ?? noBytes;
    Buffer.prototype.copy.call(source, key, 0, start, end);
    return key;
  },
};
const lendingValueEncoder = {
  ...valueEncoder,
  // A view of its own: what looks at the memory behind lmdb's buffer sees more than its `length`.
  decode: (read: Buffer): Buffer => Buffer.from(read.buffer, read.byteOffset, read.length),
};

const slabBytes = 64 << 10;
let slab = Buffer.alloc(0);
let slabEnd = 0;

/** Small copies share a slab, which spares the heap a buffer for each. */
function copyOf(source: Buffer, start: number, end: number): Buffer {
  const bytes = end - start;
  if (bytes > slabBytes / 8) {
    const copy = Buffer.allocUnsafe(bytes);
    Buffer.prototype.copy.call(source, copy, 0, start, end);
    return copy;
  }
  if (slabEnd + bytes > slab.length) {
    slab = Buffer.allocUnsafeSlow(slabBytes);
    slabEnd = 0;
  }
  const from = slabEnd;
  slabEnd += bytes;
  Buffer.prototype.copy.call(source, slab, from, start, end);
  return slab.subarray(from, slabEnd);
}

/**
 * One LMDB file. `overlappingSync` is off, so LMDB works as its authors designed it: a commit writes new
 * pages beside the old ones, syncs them, then writes one of two alternating root pages and syncs that. The
 * old tree is untouched until the new root is on the medium, so a kill or a power cut at any moment leaves
 * the last whole commit, and a commit's promise resolves when it is durable. All of it runs on a worker
 * thread; readers never wait for it. `eventTurnBatching` is off because a failed commit would reject a
 * promise of its own that nobody can hold.
 */
export class LmdbEnvironment implements EngineReader {
  readonly path: string;
  readonly #root: RootDatabase<Buffer, Key>;
  readonly #trees: Trees;
  readonly #reserve: SpaceReserve;
  #openViews = 0;
  #whenUnused: (() => void) | undefined;
  #sizes: FileSizes | undefined;

  constructor(path: string) {
    this.path = path;
    const options = {
      path,
      noSubdir: true,
      permissionsMode: fileMode,
      overlappingSync: false,
      eventTurnBatching: false,
      mapSize: mapBytes,
      maxDbs: bucketNames.length,
      encoding: 'binary',
      encoder: valueEncoder,
      keyEncoder,
    } as const;
    this.#root = open<Buffer, Key>(options);
    this.#reserve = new SpaceReserve(path);
    this.#trees = new Map(bucketNames.map((name) => [name, openTree(this.#root, name)]));
  }

  get(bucket: BucketName, key: Uint8Array): Uint8Array | undefined {
    return treeOf(this.#trees, bucket).get(key);
  }

  /** As `Backend.lend`: what lmdb reads into, until it reads the next. */
  lend(bucket: BucketName, key: Uint8Array, take: TakeLent): number {
    const read = treeOf(this.#trees, bucket).getBinaryFast(key);
    if (read === undefined) {
      return -1;
    }
    const { length } = read;
    take(read, length);
    return length;
  }

  range(bucket: BucketName, start: Uint8Array, end: Uint8Array | undefined): Iterable<EngineEntry> {
    return entriesOf(treeOf(this.#trees, bucket), { start, ...(end !== undefined && { end }) });
  }

  scan(bucket: BucketName, visit: VisitEntry): void {
    const options = {
      encoding: 'binary',
      encoder: lendingValueEncoder,
      keyEncoder: lendingKeyEncoder,
    } as const;
    const tree = this.#root.openDB<Buffer, Key>(bucket, options);
    for (const { key, value } of entriesOf(tree, { start: noBytes })) {
      visit(key, value);
    }
  }

  /** Resolves when the batch is durable; when it rejects, nothing of it was written. */
  async write(batch: WriteBuffer): Promise<void> {
    const sizes = this.sizes();
    await this.#reserve.take(sizes.totalBytes, commitBytesMax(batch, sizes));
    try {
      await this.#root.batch(() => enqueue(this.#trees, batch));
    } catch (error) {
      throw await causeOf(error);
    } finally {
      this.#sizes = undefined;
    }
  }

  /** A view keeps the pages it sees from being reused, and the environment from closing. */
  openView(): EngineView {
    // biome-ignore lint/correctness/useHookAtTopLevel: lmdb's method, not a React hook
    const transaction = this.#root.useReadTransaction();
    this.#openViews += 1;
    return new LmdbView(this.#trees, transaction, () => {
      this.#openViews -= 1;
      if (this.#openViews === 0) {
        this.#whenUnused?.();
      }
    });
  }

  /** Entries in all buckets together. */
  entryCount(): number {
    return sum(this.#bucketStats().map((stats) => stats.tree.entries));
  }

  sizes(): FileSizes {
    this.#sizes ??= this.#measure();
    return this.#sizes;
  }

  /** Closes once the last view is closed. */
  async close(): Promise<void> {
    if (this.#openViews > 0) {
      await new Promise<void>((resolve) => {
        this.#whenUnused = resolve;
      });
    }
    await this.#reserve.close();
    await this.#root.close();
  }

  #measure(): FileSizes {
    const file = readStats(this.#root.getStats());
    const bucketPages = sum(this.#bucketStats().map((stats) => stats.tree.pages));
    const pages = metaPages + file.rootTree.pages + file.freeListTree.pages + bucketPages;
    const { pageBytes } = file;
    return { totalBytes: (file.lastPage + 1) * pageBytes, inUseBytes: pages * pageBytes, pageBytes };
  }

  #bucketStats(): FileStats[] {
    return [...this.#trees.values()].map((tree) => readStats(tree.getStats()));
  }
}

/**
 * How much a commit may use at the most: its entries in pages that are half full, and a new page for each that it
 * changes, one for each entry at the worst, with the branches above and the list of what they leave free.
 */
function commitBytesMax(batch: WriteBuffer, { inUseBytes, pageBytes }: FileSizes): number {
  const changedBytes = Math.min(batch.count * pageBytes, inUseBytes);
  return 2 * batch.bytes + 1.3 * changedBytes + commitBasePages * pageBytes;
}

class LmdbView implements EngineView {
  readonly #trees: Trees;
  readonly #transaction: Transaction;
  readonly #onClose: () => void;
  #closed = false;

  constructor(trees: Trees, transaction: Transaction, onClose: () => void) {
    this.#trees = trees;
    this.#transaction = transaction;
    this.#onClose = onClose;
  }

  get(bucket: BucketName, key: Uint8Array): Uint8Array | undefined {
    return treeOf(this.#trees, bucket).get(key, { transaction: this.#transaction });
  }

  range(bucket: BucketName, start: Uint8Array, end: Uint8Array | undefined): Iterable<EngineEntry> {
    const transaction = this.#transaction;
    return entriesOf(treeOf(this.#trees, bucket), { start, transaction, ...(end !== undefined && { end }) });
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#transaction.done();
      this.#onClose();
    }
  }
}

function openTree(root: RootDatabase<Buffer, Key>, name: BucketName): Tree {
  const options = { encoding: 'binary', encoder: valueEncoder, keyEncoder } as const;
  return root.openDB<Buffer, Key>(name, options);
}

/** Keys that are read are bytes, as `keyEncoder` makes them. */
function entriesOf(tree: Tree, options: RangeOptions): Iterable<EngineEntry> {
  return tree.getRange(options) as Iterable<EngineEntry>;
}

function treeOf(trees: Trees, name: BucketName): Tree {
  const tree = trees.get(name);
  if (tree === undefined) {
    throw new RangeError(`etcd has no bucket ${name}`);
  }
  return tree;
}

function enqueue(trees: Trees, batch: WriteBuffer): void {
  for (const [name, bucket] of batch) {
    const tree = treeOf(trees, name);
    for (const [key, value] of bucket.writes()) {
      if (value === undefined) {
        void tree.remove(key);
      } else {
        void tree.put(key, Buffer.from(value.buffer, value.byteOffset, value.length));
      }
    }
  }
}

/** lmdb rejects with "see commitError", which is a promise that rejects with the reason. */
async function causeOf(error: unknown): Promise<unknown> {
  if (error instanceof Error && 'commitError' in error) {
    return Promise.resolve(error.commitError).then(
      () => error,
      (reason: unknown) => reason,
    );
  }
  return error;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
