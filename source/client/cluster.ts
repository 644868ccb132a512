import { ClusterService } from '../../proto/generated/etcdserverpb.js';
import type { ClusterApi } from './api.js';
import { localRead, quorumRead, write } from './call-policy.js';
import type { Caller } from './caller.js';

export function clusterApi(caller: Caller): ClusterApi {
  return {
    memberList: (request = {}, options) => {
      const policy = request.linearizable === true ? quorumRead('member list') : localRead('member list');
      return caller.unary(ClusterService.memberList, request, policy, options);
    },
    memberAdd: (request, options) =>
      caller.unary(ClusterService.memberAdd, request, write('member add'), options),
    memberRemove: (id, options) =>
      caller.unary(ClusterService.memberRemove, { id }, write('member remove'), options),
    memberUpdate: (request, options) =>
      caller.unary(ClusterService.memberUpdate, request, write('member update'), options),
    memberPromote: (id, options) =>
      caller.unary(ClusterService.memberPromote, { id }, write('member promote'), options),
  };
}
