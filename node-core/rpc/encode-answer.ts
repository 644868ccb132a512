import { emptyBytes, newWriter, write64 } from '../../proto/wire.js';
import type { Steps } from '../ports/turns.js';
import type {
  DeleteRangeAnswer,
  OperationAnswer,
  PutAnswer,
  RangeAnswer,
  TxnAnswer,
} from '../server/answers.js';
import { joinMessage, type Message, totalLength } from './message.js';
import { spliceFields } from './splice.js';

/**
 * Answers of the KV service as protobuf. Stored key-values are put in as the bytes they are; the generated
 * codecs would have to decode them first. Field numbers are those of proto/rpc.proto.
 */

/** Makes the encoded ResponseHeader for a revision. */
export type HeaderEncoder = (revision: number) => Uint8Array;

/** The tag of a length-delimited field. */
const bytesTag = (field: number) => (field << 3) | 2;
const varintTag = (field: number) => field << 3;

const headerField = 1;

export function encodeRangeAnswer(answer: RangeAnswer, header: HeaderEncoder): Message {
  return encodeRange(answer, header(answer.revision));
}

/** A RangeStreamResponse: a part of an answer, the header with the last one only. */
export function encodeRangeChunk(answer: RangeAnswer, header: Uint8Array | undefined): Uint8Array {
  return encodeField(1, encodeRange(answer, header));
}

export function encodePutAnswer(answer: PutAnswer, header: HeaderEncoder): Uint8Array {
  return encodePut(answer, header(answer.revision));
}

export function encodeDeleteRangeAnswer(answer: DeleteRangeAnswer, header: HeaderEncoder): Steps<Uint8Array> {
  return encodeDeleteRange(answer, header(answer.revision));
}

export function encodeTxnAnswer(answer: TxnAnswer, header: HeaderEncoder): Steps<Uint8Array> {
  return encodeTxn(answer, header(answer.revision ?? 0));
}

/** The key-values are the bytes that they were read into. */
function encodeRange({ kvs, more, count }: RangeAnswer, header: Uint8Array | undefined): Uint8Array[] {
  const head = newWriter();
  if (header !== undefined) {
    head.uint32(bytesTag(headerField)).bytes(header);
  }
  const tail = newWriter();
  if (more) {
    tail.uint32(varintTag(3)).bool(true);
  }
  if (count > 0) {
    write64(tail.uint32(varintTag(4)), count);
  }
  return [head.finish(), ...kvs.parts, tail.finish()];
}

function encodePut(answer: PutAnswer, header: Uint8Array): Uint8Array {
  const writer = newWriter().uint32(bytesTag(headerField)).bytes(header);
  if (answer.previous !== undefined) {
    writer.uint32(bytesTag(2)).bytes(answer.previous.bytes);
  }
  return writer.finish();
}

function encodeDeleteRange(answer: DeleteRangeAnswer, header: Uint8Array): Steps<Uint8Array> {
  const head = newWriter().uint32(bytesTag(headerField)).bytes(header);
  if (answer.deleted > 0) {
    write64(head.uint32(varintTag(2)), answer.deleted);
  }
  const previous = answer.previous.map((kv) => kv.bytes);
  return spliceFields(head.finish(), bytesTag(3), previous, emptyBytes);
}

function* encodeTxn(answer: TxnAnswer, header: Uint8Array): Steps<Uint8Array> {
  const head = newWriter().uint32(bytesTag(headerField)).bytes(header);
  if (answer.succeeded) {
    head.uint32(varintTag(2)).bool(true);
  }
  const responses: Uint8Array[] = [];
  for (const response of answer.responses) {
    responses.push(yield* encodeOperation(response));
  }
  return yield* spliceFields(head.finish(), bytesTag(3), responses, emptyBytes);
}

function* encodeOperation(response: OperationAnswer): Steps<Uint8Array> {
  switch (response.kind) {
    case 'range': {
      const header = revisionHeader(response.range.revision);
      return encodeField(1, encodeRange(response.range, header));
    }
    case 'put':
      return encodeField(2, [encodePut(response.put, revisionHeader(response.put.revision))]);
    case 'delete-range': {
      const header = revisionHeader(response.deleteRange.revision);
      return encodeField(3, [yield* encodeDeleteRange(response.deleteRange, header)]);
    }
    case 'txn':
      return encodeField(4, [yield* encodeTxn(response.txn, revisionHeader(0))]);
  }
}

/** A message of one field, put together of parts. */
function encodeField(field: number, parts: readonly Uint8Array[]): Uint8Array {
  const head = newWriter().uint32(bytesTag(field)).uint32(totalLength(parts)).finish();
  return joinMessage([head, ...parts]);
}

/** Inside a transaction, headers carry the revision and nothing else; a nested transaction's is empty. */
function revisionHeader(revision: number): Uint8Array {
  const writer = newWriter();
  if (revision > 0) {
    write64(writer.uint32(varintTag(3)), revision);
  }
  return writer.finish();
}
