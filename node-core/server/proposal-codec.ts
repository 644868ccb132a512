import { RequestHeader } from '../../proto/generated/etcdserverpb.js';
import { decodeMessage, nestedEnd, newWriter, readUint64 } from '../../proto/wire.js';
import { type Caller, nobody } from '../auth/types.js';
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
  leaseCheckpoint: 11,
  authEnable: 1000,
  authDisable: 1011,
  authenticate: 1012,
  authStatus: 1013,
  authUserAdd: 1100,
  authUserDelete: 1101,
  authUserGet: 1102,
  authUserChangePassword: 1103,
  authUserGrantRole: 1104,
  authUserRevokeRole: 1105,
  authUserList: 1106,
  authRoleList: 1107,
  authRoleAdd: 1200,
  authRoleDelete: 1201,
  authRoleGet: 1202,
  authRoleGrantPermission: 1203,
  authRoleRevokePermission: 1204,
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
  /** Who asked; checked again when the entry is applied. */
  readonly caller: Caller;
  readonly kind: ProposalKind;
  /** The encoded request; its type follows from the kind. */
  readonly body: Uint8Array;
}

const lengthDelimited = 2;
const tagOf = (field: number) => field * 8 + lengthDelimited;
const headerTag = tagOf(headerField);
/** The tag of the header's ID, a varint: its only field that is set when nobody has logged in. */
const headerIdTag = 8;

export function encodeProposal(request: LoggedRequest): Uint8Array {
  const { id, caller, kind, body } = request;
  return caller === nobody ? encodeAnonymous(id, kind, body) : encodeNamed(request);
}

function encodeNamed({ id, caller, kind, body }: LoggedRequest): Uint8Array {
  const writer = newWriter().uint32(tagOf(fieldOfKind[kind])).bytes(body).uint32(headerTag).fork();
  return RequestHeader.write({ id, ...caller }, writer)
    .ldelim()
    .finish();
}

function encodeAnonymous(id: bigint, kind: ProposalKind, body: Uint8Array): Uint8Array {
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
    let caller = nobody;
    let request: Pick<LoggedRequest, 'kind' | 'body'> | undefined;
    while (reader.pos < end) {
      const tag = reader.uint32();
      const field = tag >>> 3;
      const kind = kindOfField.get(field);
      if (kind !== undefined) {
        request = { kind, body: reader.bytes() };
      } else if (field === headerField) {
        const { id: headerId, username, authRevision } = RequestHeader.read(reader, nestedEnd(reader, end));
        id = headerId;
        caller = { username, authRevision };
      } else if (field === idField) {
        id = readUint64(reader);
      } else {
        reader.skipType(tag & 7);
      }
    }
    if (request === undefined) {
      throw new Error('the log holds a request of a kind that this version does not know');
    }
    return { id, caller, ...request };
  });
}
