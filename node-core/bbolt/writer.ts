import type { DiskFile } from '../ports/disk.js';
import type { DatabaseEntry } from './entry.js';
import { DatabaseInputError } from './errors.js';
import {
  bucketHeaderBytes,
  defaultPageBytes,
  encodeMetaPage,
  isPageSize,
  keyBytesMax,
  type Meta,
  pageFlag,
  pageHeaderBytes,
  valueBytesMax,
  viewOf,
  writePageHeader,
} from './format.js';
import { PageOutput } from './page-output.js';
import { TreeBuilder } from './tree-builder.js';

/** A bucket to write, with its entries in key order. */
export interface BucketContent {
  readonly name: Uint8Array | string;
  readonly entries: Iterable<DatabaseEntry> | AsyncIterable<DatabaseEntry>;
}

export interface WriteOptions {
  /** A power of two from 1,024 to 65,536; it should be the page size of the machine that will write to it. */
  readonly pageBytes?: number;
}

/** Pages 0 and 1 are the metas; the list of free pages, which has none, comes next. */
const freelistPage = 2;

/**
 * Writes a whole bbolt database from the leaves up, with no free page, in memory that does not grow with
 * it. The metas come last, behind a sync: a file that was cut short is no database. The caller makes the
 * file's name durable.
 * @param file empty
 * @param buckets in order of their names
 * @returns the size of the file in bytes
 * @throws DatabaseInputError for what bbolt cannot hold
 */
export async function writeDatabase(
  file: DiskFile,
  buckets: Iterable<BucketContent> | AsyncIterable<BucketContent>,
  options: WriteOptions = {},
): Promise<number> {
  const pageBytes = options.pageBytes ?? defaultPageBytes;
  if (!isPageSize(pageBytes)) {
    throw new DatabaseInputError(`a database cannot have pages of ${pageBytes} bytes`);
  }
  const output = new PageOutput(file, pageBytes, freelistPage);
  output.add(pageHeaderBytes, writeEmptyFreelist);
  const rootPage = await writeBuckets(output, buckets);
  await output.flush();
  await file.sync();
  await writeMetas(file, { pageBytes, rootPage, freelistPage, highWater: output.nextPage });
  return output.nextPage * pageBytes;
}

function writeEmptyFreelist(bytes: Uint8Array, id: number, overflow: number): void {
  writePageHeader(viewOf(bytes), { id, flags: pageFlag.freelist, count: 0, overflow });
}

async function writeMetas(file: DiskFile, meta: Omit<Meta, 'txid'>): Promise<void> {
  const metas = [0n, 1n].map((txid) => encodeMetaPage({ ...meta, txid }));
  await file.write(0, Buffer.concat(metas));
  await file.sync();
}

async function writeBuckets(
  output: PageOutput,
  buckets: Iterable<BucketContent> | AsyncIterable<BucketContent>,
): Promise<number> {
  const root = new TreeBuilder(output);
  const order = new OrderedKeys('bucket names');
  for await (const { name, entries } of buckets) {
    const key = typeof name === 'string' ? Buffer.from(name) : name;
    order.require(key);
    root.add({ key, value: await writeBucket(output, entries), isBucket: true });
  }
  return root.finish();
}

/** @returns the bucket's value in its parent: where its root is, or all of it when it is small */
async function writeBucket(output: PageOutput, entries: BucketContent['entries']): Promise<Uint8Array> {
  const tree = new TreeBuilder(output);
  const order = new OrderedKeys('keys');
  for await (const { key, value } of entries) {
    order.require(key);
    if (value.length > valueBytesMax) {
      throw new DatabaseInputError(`a value of ${value.length} bytes is longer than ${valueBytesMax}`);
    }
    tree.add({ key, value, isBucket: false });
    if (output.full) {
      await output.flush();
    }
  }
  const header = new Uint8Array(bucketHeaderBytes);
  const inline = tree.inlinePage(output.pageBytes / 4);
  if (inline !== undefined) {
    return Buffer.concat([header, inline]);
  }
  viewOf(header).setBigUint64(0, BigInt(tree.finish()), true);
  return header;
}

class OrderedKeys {
  readonly #what: string;
  #last: Uint8Array | undefined;

  constructor(what: string) {
    this.#what = what;
  }

  /** @throws DatabaseInputError unless the key may follow the one before it */
  require(key: Uint8Array): void {
    if (key.length === 0 || key.length > keyBytesMax) {
      throw new DatabaseInputError(`${this.#what} have 1 to ${keyBytesMax} bytes, not ${key.length}`);
    }
    if (this.#last !== undefined && Buffer.compare(this.#last, key) >= 0) {
      throw new DatabaseInputError(`${this.#what} come in ascending order, each once`);
    }
    this.#last = key;
  }
}
