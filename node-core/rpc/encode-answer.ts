import { emptyBytes, newWriter, write64 } from '../../proto/wire.js';
import { sizeOfVarint, writeVarint } from '../mvcc/varint.js';
import type { Steps } from '../ports/turns.js';
import type {
  DeleteRangeAnswer,
  OperationAnswer,
  PutAnswer,
  RangeAnswer,
  TxnAnswer,
} from '../server/answers.js';
import { type Message, totalLength } from './message.js';
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
  return encodeRange(answer, encodeHeader(header(answer.revision)));
}

/** A RangeStreamResponse: a part of an answer, the header with the last one only. */
export function encodeRangeChunk(answer: RangeAnswer, header: Uint8Array | undefined): Uint8Array {
  return encodeField(1, encodeRange(answer, header === undefined ? emptyBytes : encodeHeader(header)));
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

/** The field that every answer begins with. */
function encodeHeader(header: Uint8Array): Uint8Array {
  return newWriter().uint32(bytesTag(headerField)).bytes(header).finish();
}

/** The key-values are the bytes that they were read into. @param head the header's field, or nothing */
function encodeRange({ kvs, more, count }: RangeAnswer, head: Uint8Array): Uint8Array[] {
  return [head, ...kvs.parts, encodeEndOfRange(more, count)];
}

/** A transaction may have a hundred ranges of which most are counted only, or empty: this takes no writer for each. */
function encodeEndOfRange(more: boolean, count: number): Uint8Array {
  if (!more && count === 0) {
    return emptyBytes;
  }
  const end = new Uint8Array((more ? 2 : 0) + (count > 0 ? 1 + sizeOfVarint(count) : 0));
  let at = 0;
  if (more) {
    end[0] = varintTag(3);
    end[1] = 1;
    at = 2;
  }
  if (count > 0) {
    end[at] = varintTag(4);
    writeVarint(end, at + 1, count);
  }
  return end;
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
  const rangeHead = rangeHeads();
  for (const response of answer.responses) {
    responses.push(yield* encodeOperation(response, rangeHead));
  }
  return yield* spliceFields(head.finish(), bytesTag(3), responses, emptyBytes);
}

function* encodeOperation(response: OperationAnswer, rangeHead: HeaderEncoder): Steps<Uint8Array> {
  switch (response.kind) {
    case 'range':
      return encodeField(1, encodeRange(response.range, rangeHead(response.range.revision)));
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

/** A message of one field with a number below 16, put together of parts. */
function encodeField(field: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = totalLength(parts);
  const message = Buffer.allocUnsafe(1 + sizeOfVarint(length) + length);
  message[0] = bytesTag(field);
  let at = writeVarint(message, 1, length);
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}

/** What the ranges of a transaction begin with: nearly all have seen the same revision. */
function rangeHeads(): HeaderEncoder {
  let last = { revision: -1, head: encodeHeader(emptyBytes) };
  return (revision) => {
    if (revision !== last.revision) {
      last = { revision, head: encodeHeader(revisionHeader(revision)) };
    }
    return last.head;
  };
}

/** Inside a transaction, headers carry the revision and nothing else; a nested transaction's is empty. */
function revisionHeader(revision: number): Uint8Array {
  const writer = newWriter();
  if (revision > 0) {
    write64(writer.uint32(varintTag(3)), revision);
  }
  return writer.finish();
}
