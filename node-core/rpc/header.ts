import { ResponseHeader } from '../../proto/generated/etcdserverpb.js';
import { sizeOfVarint, writeVarint } from '../mvcc/varint.js';
import type { Member } from '../server/member.js';
import type { HeaderEncoder } from './encode-answer.js';

/** The header of an answer at a revision; 0 stands for the store's current one. */
export function responseHeader(member: Member, revision = 0): ResponseHeader {
  return {
    ...member.identity,
    revision: revision === 0 ? member.store.revision : revision,
    raftTerm: member.term,
  };
}

const revisionTag = 3 << 3;
const termTag = 4 << 3;

/** As `ResponseHeader.encode`, with the ids, which never change, encoded once. */
export function headerEncoder(member: Member): HeaderEncoder {
  const ids = ResponseHeader.encode(member.identity);
  return (revision) => {
    const { term } = member;
    const header = new Uint8Array(ids.length + 2 + sizeOfVarint(revision) + sizeOfVarint(term));
    header.set(ids);
    header[ids.length] = revisionTag;
    const at = writeVarint(header, ids.length + 1, revision);
    header[at] = termTag;
    writeVarint(header, at + 1, term);
    return header;
  };
}
