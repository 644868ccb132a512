import { ResponseHeader } from '../../proto/generated/etcdserverpb.js';
import type { Member } from '../server/member.js';
import type { HeaderEncoder } from './encode-answer.js';

/** The header of an answer at a revision; 0 stands for the store's current one. */
export function responseHeader(member: Member, revision = 0): ResponseHeader {
  return {
    ...member.identity,
    revision: revision === 0 ? member.store.revision : revision,
    raftTerm: member.raftStatus().term,
  };
}

export function headerEncoder(member: Member): HeaderEncoder {
  return (revision) => ResponseHeader.encode(responseHeader(member, revision));
}
