import { CorruptDatabaseError } from './errors.js';

/** bbolt's page layout; all integers are little-endian. */

export const pageHeaderBytes = 16;
/** Leaf and branch elements alike. */
export const elementBytes = 16;
/** In front of an inline bucket's page, and all of the value of any other bucket. */
export const bucketHeaderBytes = 16;

export const pageFlag = { branch: 0x01, leaf: 0x02, meta: 0x04, freelist: 0x10 } as const;
/** Marks a leaf element whose value is a bucket. */
export const bucketElementFlag = 0x01;

/** bbolt's limits. */
export const keyBytesMax = 32_768;
export const valueBytesMax = 2 ** 31 - 2;

export const defaultPageBytes = 4096;
const magic = 0xed0cdaed;
const version = 2;
const metaBytes = 64;
const metaChecksumOffset = 56;

export interface PageHeader {
  readonly id: number;
  readonly flags: number;
  readonly count: number;
  /** Pages that belong to this one, behind it. */
  readonly overflow: number;
}

export interface Meta {
  readonly pageBytes: number;
  readonly rootPage: number;
  readonly freelistPage: number;
  /** The first page id that was never used: the file's length in pages. */
  readonly highWater: number;
  readonly txid: bigint;
}

export function readPageHeader(view: DataView): PageHeader {
  return {
    id: readUint64(view, 0),
    flags: view.getUint16(8, true),
    count: view.getUint16(10, true),
    overflow: view.getUint32(12, true),
  };
}

export function writePageHeader(view: DataView, header: PageHeader): void {
  view.setBigUint64(0, BigInt(header.id), true);
  view.setUint16(8, header.flags, true);
  view.setUint16(10, header.count, true);
  view.setUint32(12, header.overflow, true);
}

/** @returns undefined when the page holds no meta, or one with a wrong checksum */
export function readMeta(page: Uint8Array): Meta | undefined {
  if (page.length < pageHeaderBytes + metaBytes) {
    return undefined;
  }
  const bytes = page.subarray(pageHeaderBytes, pageHeaderBytes + metaBytes);
  const view = viewOf(bytes);
  const sound =
    view.getUint32(0, true) === magic &&
    view.getUint32(4, true) === version &&
    view.getBigUint64(metaChecksumOffset, true) === fnv1a64(bytes.subarray(0, metaChecksumOffset));
  return sound
    ? {
        pageBytes: view.getUint32(8, true),
        rootPage: readUint64(view, 16),
        freelistPage: readUint64(view, 32),
        highWater: readUint64(view, 40),
        txid: view.getBigUint64(48, true),
      }
    : undefined;
}

/** A whole meta page; `txid` says which of the two it is. */
export function encodeMetaPage(meta: Meta): Uint8Array {
  const page = new Uint8Array(meta.pageBytes);
  writePageHeader(viewOf(page), { id: Number(meta.txid % 2n), flags: pageFlag.meta, count: 0, overflow: 0 });
  const bytes = page.subarray(pageHeaderBytes, pageHeaderBytes + metaBytes);
  const view = viewOf(bytes);
  view.setUint32(0, magic, true);
  view.setUint32(4, version, true);
  view.setUint32(8, meta.pageBytes, true);
  view.setBigUint64(16, BigInt(meta.rootPage), true);
  view.setBigUint64(32, BigInt(meta.freelistPage), true);
  view.setBigUint64(40, BigInt(meta.highWater), true);
  view.setBigUint64(48, meta.txid, true);
  view.setBigUint64(metaChecksumOffset, fnv1a64(bytes.subarray(0, metaChecksumOffset)), true);
  return page;
}

/** A page id or count; beyond 2^53 the nearest double, which no file is large enough for. */
export function readUint64(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws CorruptDatabaseError when the meta cannot describe a file of `fileBytes` */
export function requirePlausible(meta: Meta, fileBytes: number): void {
  const { pageBytes, highWater, rootPage } = meta;
  const metaPage = Number(meta.txid % 2n);
  if (!isPageSize(pageBytes)) {
    throw new CorruptDatabaseError(metaPage, `${pageBytes} bytes is no page size`);
  }
  if (highWater * pageBytes > fileBytes) {
    const pages = `${highWater} pages of ${pageBytes} bytes`;
    throw new CorruptDatabaseError(
      metaPage,
      `the file was cut: it has ${fileBytes} bytes and should have ${pages}`,
    );
  }
  if (rootPage < 2 || rootPage >= highWater) {
    throw new CorruptDatabaseError(metaPage, `the root page ${rootPage} is not in the file`);
  }
}

const smallestPageBytes = 1024;
const largestPageBytes = 65_536;

/** Every size a system's pages have: 4 KiB nearly always, 16 or 64 KiB on some ARM and POWER machines. */
export const pageSizes: readonly number[] = Array.from(
  { length: Math.log2(largestPageBytes / smallestPageBytes) + 1 },
  (_, i) => smallestPageBytes * 2 ** i,
);

export function isPageSize(bytes: number): boolean {
  return pageSizes.includes(bytes);
}

/** The checksum of metas. */
function fnv1a64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash;
}
