import { sectorBytes } from './record.js';

/**
 * A power cut keeps some sectors of the last write and leaves the reserved zeros in others. So damage in
 * which one whole sector's part of a record is zero is a torn write; etcd tells them apart in the same way.
 * @param fileOffset where `bytes` begin in the file
 */
export function hasZeroSector(bytes: Uint8Array, fileOffset: number): boolean {
  let start = 0;
  while (start < bytes.length) {
    const end = Math.min(bytes.length, start + sectorBytes - ((fileOffset + start) % sectorBytes));
    if (bytes.subarray(start, end).every((byte) => byte === 0)) {
      return true;
    }
    start = end;
  }
  return false;
}

/**
 * Where a sector was lost the log goes on with zeros to the sector's end. A zero length with something
 * behind it in the same sector was not torn: sectors are written whole.
 */
export function restOfSectorIsZero(bytes: Uint8Array, fileOffset: number): boolean {
  return bytes.subarray(0, sectorBytes - (fileOffset % sectorBytes)).every((byte) => byte === 0);
}

/**
 * A record says its length twice: in the frame, and by the length of its data inside. Where both are in
 * one sector that was written and they differ, a bit has flipped and nothing was torn. Without this check
 * a flipped length in the newest segment would pass as a torn write, and drop records that were durable.
 * @param bytes the record as far as the file holds it
 */
export function lengthsDisagree(bytes: Uint8Array, fileOffset: number, recordBytes: number): boolean {
  const sector = bytes.subarray(0, sectorBytes - (fileOffset % sectorBytes));
  const type = readField(sector, 0, 0x08);
  const crc = type && readField(sector, type.end, 0x10);
  if (crc === undefined || crc.end >= sector.length) {
    return false;
  }
  if (recordBytes === crc.end) {
    return false;
  }
  const data = readField(sector, crc.end, 0x1a);
  return data !== undefined && data.end + data.value !== recordBytes;
}

/** A tag with a varint; undefined when the tag is another, or the bytes end before the varint does. */
function readField(
  bytes: Uint8Array,
  offset: number,
  tag: number,
): { value: number; end: number } | undefined {
  if (bytes[offset] !== tag) {
    return undefined;
  }
  let value = 0;
  let scale = 1;
  for (let at = offset + 1; at < Math.min(bytes.length, offset + 11); at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte < 0x80) {
      return { value, end: at + 1 };
    }
  }
  return undefined;
}
