import protobuf from 'protobufjs/minimal.js';

/** What the generated codecs share: protobufjs reads and writes bytes, this adds the 64-bit rules. */

export type Reader = protobuf.Reader;
export type Writer = protobuf.Writer;

/** A message type: its name on the wire, its zero value, and both directions of its encoding. */
export interface MessageCodec<T> {
  /** Full protobuf name, such as `etcdserverpb.RangeRequest`. */
  readonly typeName: string;
  /** A whole message from the fields given; the others take their protobuf zero value. */
  create(fields?: Partial<T>): T;
  /** The bytes of a message; fields left out count as zero. */
  encode(message: Partial<T>): Uint8Array;
  /** Appends the message's fields to a writer, without a length before them. */
  write(message: Partial<T>, writer: Writer): Writer;
  /**
   * Reads a message. `bytes` fields are views into the input, not copies; unknown fields are skipped.
   * @throws MalformedMessageError on truncated input or impossible wire types.
   */
  decode(bytes: Uint8Array): T;
  /** Reads fields until `end`, an offset in the reader's buffer. */
  read(reader: Reader, end: number): T;
}

export interface MethodDefinition<Request, Response> {
  /** HTTP/2 path, such as `/etcdserverpb.KV/Range`. */
  readonly path: string;
  /** Where the JSON gateway serves it; none for a method that has no JSON. */
  readonly httpPaths?: readonly string[];
  readonly request: MessageCodec<Request>;
  readonly response: MessageCodec<Response>;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** Bytes that are not a message of the type they should be. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

export const emptyBytes = new Uint8Array(0);

export function newWriter(): Writer {
  return protobuf.Writer.create();
}

export function decodeMessage<T>(
  typeName: string,
  bytes: Uint8Array,
  read: (reader: Reader, end: number) => T,
): T {
  try {
    return read(protobuf.Reader.create(bytes), bytes.length);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MalformedMessageError(`${typeName} cannot be decoded from ${bytes.length} bytes: ${reason}`);
  }
}

/** Stops a nested message from running past its parent. */
export function nestedEnd(reader: Reader, parentEnd: number): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > parentEnd) {
    throw new RangeError(`nested message of ${length} bytes runs past its parent`);
  }
  return end;
}

/**
 * Passes over a field that a message does not have.
 * @param known the numbers of those it has
 * @throws RangeError for number 0, and for a field it has that came as another wire type: etcd's decoder refuses both
 */
export function skipUnknown(reader: Reader, tag: number, known: readonly number[]): void {
  const field = tag >>> 3;
  if (field === 0 || known.includes(field)) {
    throw new RangeError(`field ${field} came with wire type ${tag & 7}`);
  }
  if ((tag & 7) === 0) {
    // Unlike skipping, reading refuses a varint of more than ten bytes.
    reader.uint64();
  } else {
    reader.skipType(tag & 7);
  }
}

/** An int64 as bigint. */
export function readInt64(reader: Reader): bigint {
  const { low, high } = bits(reader.int64());
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}

/** A uint64 as bigint. */
export function readUint64(reader: Reader): bigint {
  const { low, high } = bits(reader.uint64());
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** An int64 that counts something, as number; beyond 2^53 the nearest double. */
export function readInt64Number(reader: Reader): number {
  const { low, high } = bits(reader.int64());
  return high * 4_294_967_296 + (low >>> 0);
}

/** A uint64 that counts something, as number; beyond 2^53 the nearest double. */
export function readUint64Number(reader: Reader): number {
  const { low, high } = bits(reader.uint64());
  return (high >>> 0) * 4_294_967_296 + (low >>> 0);
}

/** Writes either 64-bit type: on the wire both are the same varint of 64 bits. */
export function write64(writer: Writer, value: bigint | number): Writer {
  if (typeof value === 'number') {
    // As varints a small number is the same in 32 bits, and takes no object for its halves.
    return value >= 0 && value < 4_294_967_296 ? writer.uint32(value) : writer.int64(value);
  }
  const word = BigInt.asUintN(64, value);
  return writer.uint64({
    low: Number(word & 0xffff_ffffn) | 0,
    high: Number(word >> 32n) | 0,
    unsigned: true,
  } as protobuf.Long);
}

interface Bits {
  readonly low: number;
  readonly high: number;
}

function bits(value: number | Bits): Bits {
  return typeof value === 'number' ? { low: value | 0, high: Math.floor(value / 4_294_967_296) | 0 } : value;
}
