import {
  AlarmRequest_AlarmAction,
  MaintenanceService,
  type SnapshotResponse,
} from '../../proto/generated/etcdserverpb.js';
import type { CallOptions, MaintenanceApi } from './api.js';
import { localRead, localWrite, quorumRead, write } from './call-policy.js';
import type { Caller } from './caller.js';

export function maintenanceApi(
  caller: Caller,
  snapshot: (options?: CallOptions) => AsyncIterable<SnapshotResponse>,
): MaintenanceApi {
  return {
    alarm: (request, options) => {
      const action = request.action ?? AlarmRequest_AlarmAction.GET;
      const policy = action === AlarmRequest_AlarmAction.GET ? quorumRead('alarm list') : write('alarm');
      return caller.unary(MaintenanceService.alarm, request, policy, options);
    },
    status: (options) =>
      caller.unary(MaintenanceService.status, {}, { ...localRead('status'), inEveryEtcd: true }, options),
    defragment: (options) =>
      caller.unary(MaintenanceService.defragment, {}, localWrite('defragment'), options),
    hash: (options) => caller.unary(MaintenanceService.hash, {}, localRead('hash'), options),
    hashKv: (revision, options) =>
      caller.unary(MaintenanceService.hashKV, { revision }, localRead('hashkv'), options),
    moveLeader: (targetID, options) =>
      caller.unary(MaintenanceService.moveLeader, { targetID }, write('move-leader'), options),
    snapshot,
  };
}
