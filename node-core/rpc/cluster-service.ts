import {
  type Member as ClusterMember,
  ClusterService,
  type ResponseHeader,
} from '../../proto/generated/etcdserverpb.js';
import type { Member } from '../server/member.js';
import { rpcError, unimplemented } from './errors.js';
import { type ServiceEntry, unary } from './method.js';

/**
 * The members, of whom there is one. What etcd refuses on a cluster of one is refused in its words. What it
 * would do is refused in ours: a second member could never be reached, and the cluster would stop at once for
 * want of a quorum.
 */
export function clusterService(member: Member): ServiceEntry[] {
  return [
    unary(ClusterService.memberList, async ({ linearizable }, context) => {
      if (linearizable) {
        await member.linearizableRead();
      }
      member.auth.requireLogin(context);
      return { header: header(member), members: listMembers(member) };
    }),
    unary(ClusterService.memberAdd, ({ peerURLs }, context) => {
      requirePeerUrls(peerURLs);
      member.auth.requireRoot(context);
      throw unimplemented('adding a member');
    }),
    unary(ClusterService.memberRemove, ({ id }, context) => {
      member.auth.requireRoot(context);
      requireMember(member, id);
      throw rpcError('not-enough-started');
    }),
    unary(ClusterService.memberUpdate, ({ id }, context) => {
      member.auth.requireRoot(context);
      requireMember(member, id);
      throw unimplemented('changing a member');
    }),
    unary(ClusterService.memberPromote, ({ id }, context) => {
      member.auth.requireRoot(context);
      requireMember(member, id);
      throw rpcError('member-not-learner');
    }),
  ];
}

function header(member: Member): ResponseHeader {
  return { ...member.identity, revision: 0, raftTerm: member.term };
}

function listMembers(member: Member): ClusterMember[] {
  return member.members().map(({ id, name, peerUrls, clientUrls, isLearner }) => ({
    id,
    name,
    peerURLs: [...peerUrls],
    clientURLs: [...clientUrls],
    isLearner,
  }));
}

function requireMember(member: Member, id: bigint): void {
  if (!member.members().some((known) => known.id === id)) {
    throw rpcError('member-not-found');
  }
}

/** etcd's rule: at least one, each `http` or `https` with an address and port and nothing after it. */
function requirePeerUrls(urls: readonly string[]): void {
  const isGood = (url: string) => /^(https?:\/\/[^/?#\s]+:\d+|unixs?:\/\/[^?#\s]+)$/.test(url);
  if (urls.length === 0 || !urls.every(isGood)) {
    throw rpcError('member-urls-invalid');
  }
}
