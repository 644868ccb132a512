import * as raftpb from '../../proto/generated/raftpb.js';
import * as walpb from '../../proto/generated/walpb.js';
import { crc32c } from '../checksum/crc32c.js';
import { frameHeaderBytes, paddingOf, type RecordType, recordType, writeFrameHeader } from './record.js';

const nothing = new Uint8Array(0);
const varintBytesMax = 10;
const initialBufferBytes = 64 << 10;
/** A buffer that one huge batch made larger than this is let go. */
const keptBufferBytesMax = 8 << 20;

/** Lays framed records out for one write, each with the checksum of all record data up to it. */
export class RecordEncoder {
  #buffer = new Uint8Array(initialBufferBytes);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;
  #crc = 0;
  readonly #entryHead = new Uint8Array(4 * (varintBytesMax + 1));

  /** Begins an empty batch after records whose checksum is `crc`. */
  start(crc: number): void {
    if (this.#buffer.length > keptBufferBytesMax) {
      this.#setBuffer(new Uint8Array(initialBufferBytes));
    }
    this.#length = 0;
    this.#crc = crc;
  }

  /** The checksum after the last record. */
  get crc(): number {
    return this.#crc;
  }

  /** What was encoded since `start`; good until the next `start`. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** What every segment begins with: the checksum so far, the metadata, and after a cut the hard state. */
  segmentHead(metadata: Uint8Array, hardState: raftpb.HardState | undefined): void {
    this.#record(recordType.crc, nothing, nothing);
    this.#record(recordType.metadata, nothing, metadata);
    if (hardState !== undefined) {
      this.hardState(hardState);
    }
  }

  hardState(hardState: raftpb.HardState): void {
    this.#record(recordType.hardState, nothing, raftpb.HardState.encode(hardState));
  }

  snapshot(snapshot: walpb.Snapshot): void {
    this.#record(recordType.snapshot, nothing, walpb.Snapshot.encode(snapshot));
  }

  /** Encoded here and not by `raftpb`: the payload, the bulk of all records, is copied once. */
  entry(entry: raftpb.Entry): void {
    const head = this.#entryHead;
    let end = writeField(head, 0, 0x08, entry.type);
    end = writeField(head, end, 0x10, entry.term);
    end = writeField(head, end, 0x18, entry.index);
    if (entry.data.length > 0) {
      end = writeField(head, end, 0x22, entry.data.length);
    }
    this.#record(recordType.entry, head.subarray(0, end), entry.data);
  }

  /** One record whose data is `head` followed by `body`. */
  #record(type: RecordType, head: Uint8Array, body: Uint8Array): void {
    const dataBytes = head.length + body.length;
    this.#reserve(frameHeaderBytes + 3 * (varintBytesMax + 1) + dataBytes + 8);
    this.#crc = crc32c(body, crc32c(head, this.#crc));
    const start = this.#length + frameHeaderBytes;
    let end = writeField(this.#buffer, start, 0x08, type);
    end = writeField(this.#buffer, end, 0x10, this.#crc);
    if (dataBytes > 0) {
      end = writeField(this.#buffer, end, 0x1a, dataBytes);
    }
    this.#buffer.set(head, end);
    this.#buffer.set(body, end + head.length);
    end += dataBytes;
    const recordBytes = end - start;
    writeFrameHeader(this.#view, this.#length, recordBytes);
    this.#length = end + paddingOf(recordBytes);
    this.#buffer.fill(0, end, this.#length);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      grown.set(this.bytes);
      this.#setBuffer(grown);
    }
  }

  #setBuffer(buffer: Uint8Array<ArrayBuffer>): void {
    this.#buffer = buffer;
    this.#view = new DataView(buffer.buffer);
  }
}

/** Writes a tag and a varint. @returns the offset after them */
function writeField(bytes: Uint8Array, offset: number, tag: number, value: number): number {
  bytes[offset] = tag;
  let at = offset + 1;
  let rest = value;
  while (rest >= 0x80) {
    bytes[at] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}
