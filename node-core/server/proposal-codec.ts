import { RequestHeader } from '../../proto/generated/etcdserverpb.js';
import { decodeMessage, nestedEnd, readUint64 } from '../../proto/wire.js';
import { sizeOfVarint, sizeOfVarint64, writeVarint, writeVarint64 } from '../mvcc/varint.js';
import { type ProposalKind, proposalKinds } from './answers.js';

/**
 * Raft entries carry etcd's InternalRaftRequest: a header with the request's id, and the request itself in
 * the field of its kind. Requests come encoded and are put in as they are; the generated codec would build
 * an object of forty fields for each entry.
 */

/** Field numbers of InternalRaftRequest. */
const fieldOfKind: Readonly<Record<ProposalKind, number>> = {
  put: 4,
  deleteRange: 5,
  txn: 6,
  compaction: 7,
  leaseGrant: 8,
  leaseRevoke: 9,
  alarm: 10,
  clusterVersionSet: 1300,
  clusterMemberAttrSet: 1301,
};
const headerField = 100;
/** Of requests older than the header. */
const idField = 1;

const kindOfField: ReadonlyMap<number, ProposalKind> = new Map(
  proposalKinds.map((kind) => [fieldOfKind[kind], kind]),
);

/** A request as it stands in a log entry. */
export interface LoggedRequest {
  /** 0 when it has none. */
  readonly id: bigint;
  readonly kind: ProposalKind;
  /** The encoded request; its type follows from the kind. */
  readonly body: Uint8Array;
}

const lengthDelimited = 2;
const tagOf = (field: number) => field * 8 + lengthDelimited;
const headerTag = tagOf(headerField);
/** The tag of the header's only field that is set: ID, a varint. */
const headerIdTag = 8;

export function encodeProposal({ id, kind, body }: LoggedRequest): Uint8Array {
  const tag = tagOf(fieldOfKind[kind]);
  const headerBytes = 1 + sizeOfVarint64(id);
  const data = new Uint8Array(
    sizeOfVarint(tag) + sizeOfVarint(body.length) + body.length + sizeOfVarint(headerTag) + 1 + headerBytes,
  );
  let at = writeVarint(data, 0, tag);
  at = writeVarint(data, at, body.length);
  data.set(body, at);
  at = writeVarint(data, at + body.length, headerTag);
  at = writeVarint(data, at, headerBytes);
  at = writeVarint(data, at, headerIdTag);
  writeVarint64(data, at, id);
  return data;
}

/** @throws MalformedMessageError, and Error for a request of a kind that this version does not know */
export function decodeProposal(data: Uint8Array): LoggedRequest {
  return decodeMessage('etcdserverpb.InternalRaftRequest', data, (reader, end) => {
    let id = 0n;
    let request: Pick<LoggedRequest, 'kind' | 'body'> | undefined;
    while (reader.pos < end) {
      const tag = reader.uint32();
      const field = tag >>> 3;
      const kind = kindOfField.get(field);
      if (kind !== undefined) {
        request = { kind, body: reader.bytes() };
      } else if (field === headerField) {
        id = RequestHeader.read(reader, nestedEnd(reader, end)).id;
      } else if (field === idField) {
        id = readUint64(reader);
      } else {
        reader.skipType(tag & 7);
      }
    }
    if (request === undefined) {
      throw new Error('the log holds a request of a kind that this version does not know');
    }
    return { id, ...request };
  });
}
