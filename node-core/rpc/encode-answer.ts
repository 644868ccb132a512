import { KeyValue } from '../../proto/generated/mvccpb.js';
import { emptyBytes, newWriter, write64 } from '../../proto/wire.js';
import type { StoredKeyValue } from '../mvcc/types.js';
import { atOnce, type Steps } from '../ports/turns.js';
import type {
  DeleteRangeAnswer,
  OperationAnswer,
  PutAnswer,
  RangeAnswer,
  TxnAnswer,
} from '../server/answers.js';
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

/** Keys that are encoded anew before others may come in. */
const keysPerStep = 128;

export function encodeRangeAnswer(answer: RangeAnswer, header: HeaderEncoder): Steps<Uint8Array> {
  return encodeRange(answer, header(answer.revision));
}

/** A RangeStreamResponse: a part of an answer, the header with the last one only. */
export function encodeRangeChunk(answer: RangeAnswer, header: Uint8Array | undefined): Uint8Array {
  return encodeField(1, atOnce(encodeRange(answer, header)));
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

function* encodeRange(answer: RangeAnswer, header: Uint8Array | undefined): Steps<Uint8Array> {
  const head = newWriter();
  if (header !== undefined) {
    head.uint32(bytesTag(headerField)).bytes(header);
  }
  const tail = newWriter();
  if (answer.more) {
    tail.uint32(varintTag(3)).bool(true);
  }
  if (answer.count > 0) {
    write64(tail.uint32(varintTag(4)), answer.count);
  }
  const kvs = answer.keysOnly ? yield* withoutValues(answer.kvs) : answer.kvs.map((kv) => kv.bytes);
  return yield* spliceFields(head.finish(), bytesTag(2), kvs, tail.finish());
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
      return encodeField(1, yield* encodeRange(response.range, header));
    }
    case 'put':
      return encodeField(2, encodePut(response.put, revisionHeader(response.put.revision)));
    case 'delete-range': {
      const header = revisionHeader(response.deleteRange.revision);
      return encodeField(3, yield* encodeDeleteRange(response.deleteRange, header));
    }
    case 'txn':
      return encodeField(4, yield* encodeTxn(response.txn, revisionHeader(0)));
  }
}

/** A message of one field. */
function encodeField(field: number, content: Uint8Array): Uint8Array {
  return newWriter().uint32(bytesTag(field)).bytes(content).finish();
}

/** Inside a transaction, headers carry the revision and nothing else; a nested transaction's is empty. */
function revisionHeader(revision: number): Uint8Array {
  const writer = newWriter();
  if (revision > 0) {
    write64(writer.uint32(varintTag(3)), revision);
  }
  return writer.finish();
}

function* withoutValues(kvs: readonly StoredKeyValue[]): Steps<Uint8Array[]> {
  const encoded: Uint8Array[] = [];
  for (const { key, createRevision, modRevision, version, lease } of kvs) {
    encoded.push(KeyValue.encode({ key, createRevision, modRevision, version, lease }));
    if (encoded.length % keysPerStep === 0) {
      yield;
    }
  }
  return encoded;
}
