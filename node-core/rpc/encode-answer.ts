import { KeyValue } from '../../proto/generated/mvccpb.js';
import { newWriter, type Writer, write64 } from '../../proto/wire.js';
import type { StoredKeyValue } from '../mvcc/types.js';
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

export function encodeRangeAnswer(answer: RangeAnswer, header: HeaderEncoder): Uint8Array {
  return encodeRange(answer, header(answer.revision));
}

/** A RangeStreamResponse: a part of an answer, the header with the last one only. */
export function encodeRangeChunk(answer: RangeAnswer, header: Uint8Array | undefined): Uint8Array {
  return newWriter().uint32(bytesTag(1)).bytes(encodeRange(answer, header)).finish();
}

export function encodePutAnswer(answer: PutAnswer, header: HeaderEncoder): Uint8Array {
  return writePut(newWriter(), answer, header(answer.revision)).finish();
}

export function encodeDeleteRangeAnswer(answer: DeleteRangeAnswer, header: HeaderEncoder): Uint8Array {
  return writeDeleteRange(newWriter(), answer, header(answer.revision)).finish();
}

export function encodeTxnAnswer(answer: TxnAnswer, header: HeaderEncoder): Uint8Array {
  return writeTxn(newWriter(), answer, header(answer.revision ?? 0)).finish();
}

function encodeRange(answer: RangeAnswer, header: Uint8Array | undefined): Uint8Array {
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
  const kvs = answer.kvs.map((kv) => (answer.keysOnly ? withoutValue(kv) : kv.bytes));
  return spliceFields(head.finish(), bytesTag(2), kvs, tail.finish());
}

function writePut(writer: Writer, answer: PutAnswer, header: Uint8Array): Writer {
  writer.uint32(bytesTag(headerField)).bytes(header);
  if (answer.previous !== undefined) {
    writer.uint32(bytesTag(2)).bytes(answer.previous.bytes);
  }
  return writer;
}

function writeDeleteRange(writer: Writer, answer: DeleteRangeAnswer, header: Uint8Array): Writer {
  writer.uint32(bytesTag(headerField)).bytes(header);
  if (answer.deleted > 0) {
    write64(writer.uint32(varintTag(2)), answer.deleted);
  }
  for (const kv of answer.previous) {
    writer.uint32(bytesTag(3)).bytes(kv.bytes);
  }
  return writer;
}

function writeTxn(writer: Writer, answer: TxnAnswer, header: Uint8Array): Writer {
  writer.uint32(bytesTag(headerField)).bytes(header);
  if (answer.succeeded) {
    writer.uint32(varintTag(2)).bool(true);
  }
  for (const response of answer.responses) {
    writeOperation(writer.uint32(bytesTag(3)).fork(), response).ldelim();
  }
  return writer;
}

function writeOperation(writer: Writer, response: OperationAnswer): Writer {
  switch (response.kind) {
    case 'range': {
      const header = revisionHeader(response.range.revision);
      return writer.uint32(bytesTag(1)).bytes(encodeRange(response.range, header));
    }
    case 'put': {
      const header = revisionHeader(response.put.revision);
      return writePut(writer.uint32(bytesTag(2)).fork(), response.put, header).ldelim();
    }
    case 'delete-range': {
      const header = revisionHeader(response.deleteRange.revision);
      return writeDeleteRange(writer.uint32(bytesTag(3)).fork(), response.deleteRange, header).ldelim();
    }
    case 'txn': {
      const header = revisionHeader(0);
      return writeTxn(writer.uint32(bytesTag(4)).fork(), response.txn, header).ldelim();
    }
  }
}

/** Inside a transaction, headers carry the revision and nothing else; a nested transaction's is empty. */
function revisionHeader(revision: number): Uint8Array {
  const writer = newWriter();
  if (revision > 0) {
    write64(writer.uint32(varintTag(3)), revision);
  }
  return writer.finish();
}

function withoutValue(kv: StoredKeyValue): Uint8Array {
  const { key, createRevision, modRevision, version, lease } = kv;
  return KeyValue.encode({ key, createRevision, modRevision, version, lease });
}
