import * as walpb from '../../proto/generated/walpb.js';
import { MalformedMessageError } from '../../proto/wire.js';
import { crc32c } from '../checksum/crc32c.js';
import type { DiskFile } from '../ports/disk.js';
import { WalCorruptError } from './errors.js';
import { type FrameHeader, frameHeaderBytes, readFrameHeader, recordType } from './record.js';
import { hasZeroSector, lengthsDisagree, restOfSectorIsZero } from './torn.js';

/** Read at once; a larger record is read whole. */
const windowBytes = 1 << 20;

export interface Segment {
  readonly file: DiskFile;
  /** For messages. */
  readonly path: string;
  /** Only the newest segment can have a torn end: an older one was synced before the next was begun. */
  readonly newest: boolean;
}

export interface SegmentEnd {
  /** Behind the last good record. */
  readonly offset: number;
  readonly crc: number;
  /** True when something was there that is no whole record. */
  readonly torn: boolean;
}

/** @param offset where the record's frame begins, for messages */
export type RecordVisitor = (record: walpb.Record, offset: number) => void;

/**
 * Gives every good record of a segment to `visit`.
 * @param crc the checksum at the end of the segment before; undefined when this is the first one read
 * @throws WalCorruptError
 */
export async function readSegment(
  segment: Segment,
  crc: number | undefined,
  visit: RecordVisitor,
): Promise<SegmentEnd> {
  const reader = new SegmentReader(segment, await segment.file.size(), crc);
  while (await reader.fill()) {
    reader.visitWindow(visit);
  }
  return reader.end();
}

class SegmentReader {
  readonly #segment: Segment;
  readonly #size: number;
  #crc: number | undefined;
  /** Behind the last good record. */
  #offset = 0;
  #window: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#window.buffer);
  #windowStart = 0;
  /** Bytes from `#offset` on that the next step has to see. */
  #wanted = frameHeaderBytes;
  #finished = false;
  #torn = false;

  constructor(segment: Segment, size: number, crc: number | undefined) {
    this.#segment = segment;
    this.#size = size;
    this.#crc = crc;
  }

  end(): SegmentEnd {
    return { offset: this.#offset, crc: this.#crc ?? 0, torn: this.#torn };
  }

  /** @returns false when there is nothing more to read */
  async fill(): Promise<boolean> {
    if (this.#finished) {
      return false;
    }
    if (this.#offset + frameHeaderBytes > this.#size) {
      this.#finishAtFileEnd();
      return false;
    }
    const bytes = await this.#segment.file.read(this.#offset, Math.max(windowBytes, this.#wanted));
    if (bytes.length < this.#wanted) {
      throw this.#damage(`the file became shorter than its ${this.#size} bytes while it was read`);
    }
    this.#window = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#windowStart = this.#offset;
    return true;
  }

  /** Visits the records that are whole in the window. */
  visitWindow(visit: RecordVisitor): void {
    for (;;) {
      const at = this.#offset - this.#windowStart;
      if (at + frameHeaderBytes > this.#window.length) {
        this.#wanted = frameHeaderBytes;
        return;
      }
      const header = readFrameHeader(this.#view, at);
      if (header === 'none') {
        this.#finishAtZeros(at);
        return;
      }
      if (header === 'invalid') {
        throw this.#damage('what should be the length of a record is not one');
      }
      if (!this.#visitRecord(header, at, visit)) {
        return;
      }
    }
  }

  /** @returns false when the window does not hold all of the record, or the log ends with it */
  #visitRecord(header: FrameHeader, at: number, visit: RecordVisitor): boolean {
    const frameBytes = frameHeaderBytes + header.recordBytes + header.paddingBytes;
    const frame = this.#window.subarray(at + frameHeaderBytes, at + frameBytes);
    if (this.#offset + frameBytes > this.#size) {
      this.#giveUp(header, frame, `a record of ${header.recordBytes} bytes runs past the end of the file`);
      return false;
    }
    if (at + frameBytes > this.#window.length) {
      this.#wanted = frameBytes;
      return false;
    }
    const record = this.#decode(header, frame);
    if (record === undefined) {
      return false;
    }
    visit(record, this.#offset);
    this.#offset += frameBytes;
    return true;
  }

  /** @returns undefined when the record is torn */
  #decode(header: FrameHeader, frame: Uint8Array): walpb.Record | undefined {
    let record: walpb.Record;
    try {
      record = walpb.Record.decode(frame.subarray(0, header.recordBytes));
    } catch (error) {
      if (!(error instanceof MalformedMessageError)) {
        throw error;
      }
      this.#giveUp(header, frame, 'a record cannot be decoded');
      return undefined;
    }
    return this.#checkCrc(record, header, frame) ? record : undefined;
  }

  #checkCrc(record: walpb.Record, header: FrameHeader, frame: Uint8Array): boolean {
    if (this.#offset === 0 && record.type !== recordType.crc) {
      throw this.#damage('the segment does not begin with a checksum record');
    }
    if (record.type === recordType.crc) {
      if (this.#crc !== undefined && this.#crc !== record.crc) {
        throw this.#damage(
          'the segment does not continue the one before it: records are missing between them',
        );
      }
      this.#crc = record.crc;
      return true;
    }
    const crc = crc32c(record.data, this.#crc);
    if (crc !== record.crc) {
      const found = `computed ${crc.toString(16)}, recorded ${record.crc.toString(16)}`;
      this.#giveUp(header, frame, `the checksum of a record is wrong (${found})`);
      return false;
    }
    this.#crc = crc;
    return true;
  }

  #finishAtZeros(at: number): void {
    if (!restOfSectorIsZero(this.#window.subarray(at), this.#offset)) {
      throw this.#damage('the length of a record was overwritten with zeros');
    }
    this.#finished = true;
  }

  #finishAtFileEnd(): void {
    this.#finished = true;
    if (this.#offset < this.#size) {
      this.#requireNewest('the file ends within the length of a record');
      this.#torn = true;
    }
  }

  /** Ends the log before a record that is torn; throws when it is damaged in another way. */
  #giveUp(header: FrameHeader, frame: Uint8Array, damage: string): void {
    const fileOffset = this.#offset + frameHeaderBytes;
    const runsPastEnd = frame.length < header.recordBytes + header.paddingBytes;
    const torn =
      !lengthsDisagree(frame, fileOffset, header.recordBytes) &&
      (runsPastEnd || hasZeroSector(frame, fileOffset));
    this.#requireNewest(damage);
    if (!torn) {
      throw this.#damage(damage);
    }
    this.#finished = true;
    this.#torn = true;
  }

  #requireNewest(damage: string): void {
    if (!this.#segment.newest) {
      throw this.#damage(damage);
    }
  }

  #damage(what: string): WalCorruptError {
    return new WalCorruptError(this.#segment.path, this.#offset, what);
  }
}
