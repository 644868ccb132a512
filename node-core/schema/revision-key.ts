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
  writeUint64(bytes, 0, main);
  bytes[8] = separator;
  writeUint64(bytes, 9, sub);
  if (tombstone) {
    bytes[plainLength] = tombstoneMark;
  }
  return bytes;
}

/** @throws MalformedRevisionKeyError */
export function decodeRevisionKey(bytes: Uint8Array): RevisionKey {
  const tombstone = bytes.length === markedLength && bytes[plainLength] === tombstoneMark;
  if ((bytes.length !== plainLength && !tombstone) || bytes[8] !== separator) {
    throw new MalformedRevisionKeyError(bytes);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { main: readUint64(view, 0), sub: readUint64(view, 9), tombstone };
}

/** A key of the `key` bucket that etcd cannot have written: the database is damaged. */
export class MalformedRevisionKeyError extends Error {
  override readonly name = 'MalformedRevisionKeyError';

  constructor(bytes: Uint8Array) {
    super(`The key bucket holds ${Buffer.from(bytes).toString('hex')}, which is no revision.`);
  }
}

function writeUint64(bytes: Buffer, offset: number, value: number): void {
  bytes.writeUInt32BE(Math.floor(value / 4_294_967_296), offset);
  bytes.writeUInt32BE(value >>> 0, offset + 4);
}

function readUint64(view: DataView, offset: number): number {
  return view.getUint32(offset) * 4_294_967_296 + view.getUint32(offset + 4);
}
