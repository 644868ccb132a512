/** `walpb.Record.type`. */
export const recordType = { metadata: 1, entry: 2, hardState: 3, crc: 4, snapshot: 5 } as const;
export type RecordType = (typeof recordType)[keyof typeof recordType];

/** Bytes before each record: its length, and the padding that keeps every frame 8-byte aligned. */
export const frameHeaderBytes = 8;

/**
 * What a power cut keeps or loses as a whole. Frame headers are aligned to 8 bytes, so they are never
 * torn themselves.
 */
export const sectorBytes = 512;

export interface FrameHeader {
  readonly recordBytes: number;
  readonly paddingBytes: number;
}

/**
 * The header at `offset`: the record's length in the lower 56 bits, little-endian; the top byte is
 * 0x80 | padding when there is padding.
 * @returns 'none' for zeros, where nothing was written yet; 'invalid' for what no writer writes
 */
export function readFrameHeader(bytes: DataView, offset: number): FrameHeader | 'none' | 'invalid' {
  const low = bytes.getUint32(offset, true);
  const high = bytes.getUint32(offset + 4, true);
  if (low === 0 && high === 0) {
    return 'none';
  }
  const top = high >>> 24;
  const recordBytes = (high & 0xff_ffff) * 2 ** 32 + low;
  const paddingBytes = paddingOf(recordBytes);
  const valid = recordBytes > 0 && top === (paddingBytes === 0 ? 0 : 0x80 | paddingBytes);
  return valid ? { recordBytes, paddingBytes } : 'invalid';
}

export function writeFrameHeader(bytes: DataView, offset: number, recordBytes: number): void {
  const paddingBytes = paddingOf(recordBytes);
  const top = paddingBytes === 0 ? 0 : 0x80 | paddingBytes;
  bytes.setUint32(offset, recordBytes % 2 ** 32, true);
  bytes.setUint32(offset + 4, (top * 2 ** 24 + Math.floor(recordBytes / 2 ** 32)) >>> 0, true);
}

export function paddingOf(recordBytes: number): number {
  return (8 - (recordBytes % 8)) % 8;
}
