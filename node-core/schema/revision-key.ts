/** A change's place in the `key` bucket: its transaction, and its position among the transaction's changes. */
export interface RevisionKey {
  readonly main: number;
  readonly sub: number;
  readonly tombstone: boolean;
}

const separator = 0x5f;
const tombstoneMark = 0x74;
const plainLength = 17;
const markedLength = 18;

/** 8 bytes big-endian main, `_`, 8 bytes big-endian sub, and `t` after a deletion. */
export function encodeRevisionKey(main: number, sub: number, tombstone: boolean): Uint8Array {
  const bytes = Buffer.allocUnsafe(tombstone ? markedLength : plainLength);
  writeRevision(bytes, main, sub);
  if (tombstone) {
    bytes[plainLength] = tombstoneMark;
  }
  return bytes;
}

const lookup = Buffer.alloc(plainLength);

/** The key of a put, for a look-up at once: the next call writes over it. */
export function lookupKey(main: number, sub: number): Uint8Array {
  writeRevision(lookup, main, sub);
  return lookup;
}

function writeRevision(bytes: Uint8Array, main: number, sub: number): void {
  writeUint64(bytes, 0, main);
  bytes[8] = separator;
  writeUint64(bytes, 9, sub);
}

/** @throws MalformedRevisionKeyError */
export function decodeRevisionKey(bytes: Uint8Array): RevisionKey {
  const tombstone = bytes.length === markedLength && bytes[plainLength] === tombstoneMark;
  if ((bytes.length !== plainLength && !tombstone) || bytes[8] !== separator) {
    throw new MalformedRevisionKeyError(bytes);
  }
  return { main: readUint64(bytes, 0), sub: readUint64(bytes, 9), tombstone };
}

/** A key of the `key` bucket that etcd cannot have written: the database is damaged. */
export class MalformedRevisionKeyError extends Error {
  override readonly name = 'MalformedRevisionKeyError';

  constructor(bytes: Uint8Array) {
    super(`The key bucket holds ${Buffer.from(bytes).toString('hex')}, which is no revision.`);
  }
}

function writeUint64(bytes: Uint8Array, offset: number, value: number): void {
  writeUint32(bytes, offset, Math.floor(value / 4_294_967_296));
  writeUint32(bytes, offset + 4, value >>> 0);
}

function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

function readUint64(bytes: Uint8Array, offset: number): number {
  return readUint32(bytes, offset) * 4_294_967_296 + readUint32(bytes, offset + 4);
}

function readUint32(bytes: Uint8Array, offset: number): number {
  const upper = ((bytes[offset] ?? 0) << 24) | ((bytes[offset + 1] ?? 0) << 16);
  return (upper | ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0)) >>> 0;
}
