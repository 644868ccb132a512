import { ClusterService } from '../../proto/generated/etcdserverpb.js';
import type { Member } from '../server/member.js';
import { notYet, type ServiceEntry, unary } from './method.js';

export function clusterService(member: Member): ServiceEntry[] {
  return [
    unary(ClusterService.memberList, async ({ linearizable }, context) => {
      if (linearizable) {
        await member.linearizableRead();
      }
      member.auth.requireLogin(context);
      return {
        header: { ...member.identity, revision: 0, raftTerm: member.term },
        members: member.members().map(({ id, name, peerUrls, clientUrls, isLearner }) => ({
          id,
          name,
          peerURLs: [...peerUrls],
          clientURLs: [...clientUrls],
          isLearner,
        })),
      };
    }),
    notYet(ClusterService.memberAdd, 'adding a member'),
    notYet(ClusterService.memberRemove, 'removing a member'),
    notYet(ClusterService.memberUpdate, 'changing a member'),
    notYet(ClusterService.memberPromote, 'promoting a learner'),
  ];
}
