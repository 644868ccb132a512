import {
  AlarmRequest_AlarmAction as AlarmAction,
  type AlarmMember,
  AlarmType,
  MaintenanceService,
} from '../../proto/generated/etcdserverpb.js';
import type { Member } from '../server/member.js';
import { downgrade } from './downgrade.js';
import { rpcError } from './errors.js';
import { responseHeader } from './header.js';
import { type ServiceEntry, unary } from './method.js';
import { sendSnapshot } from './snapshot-stream.js';

export function maintenanceService(member: Member): ServiceEntry[] {
  return [
    unary(MaintenanceService.status, (_request, context) => {
      member.auth.requireLogin(context);
      return statusOf(member);
    }),
    unary(MaintenanceService.alarm, async (request, context) => {
      if (request.action === AlarmAction.GET) {
        member.auth.requireLogin(context);
      } else {
        member.auth.requireRoot(context);
      }
      return { alarms: [...(await member.alarm(request))], header: responseHeader(member) };
    }),
    unary(MaintenanceService.defragment, async (_request, context) => {
      member.auth.requireRoot(context);
      await member.defragment();
      return {};
    }),
    unary(MaintenanceService.hash, async (_request, context) => {
      member.auth.requireRoot(context);
      const { hash, revision } = await member.hash();
      return { header: responseHeader(member, revision), hash };
    }),
    unary(MaintenanceService.hashKV, async ({ revision }, context) => {
      member.auth.requireRoot(context);
      const atRevision = member.store.revision;
      return { ...(await member.hashKv(revision)), header: responseHeader(member, atRevision) };
    }),
    [
      MaintenanceService.snapshot.path,
      {
        kind: 'server-stream',
        handle: (_bytes, context) => {
          member.auth.requireRoot(context);
          sendSnapshot(member, context).then(
            () => context.finish(),
            (error: unknown) => context.finish(error),
          );
        },
      },
    ],
    unary(MaintenanceService.moveLeader, ({ targetID }, context) => {
      member.auth.requireRoot(context);
      member.moveLeader(targetID);
      return {};
    }),
    unary(MaintenanceService.downgrade, async (request, context) => {
      member.auth.requireRoot(context);
      return { header: responseHeader(member), version: await downgrade(member, request) };
    }),
  ];
}

function statusOf(member: Member) {
  const raft = member.raftStatus();
  const noLeader = member.hasLeader() ? [] : [rpcError('no-leader').message];
  return {
    header: responseHeader(member),
    version: member.version,
    dbSize: member.backend.sizeBytes,
    leader: raft.leader,
    raftIndex: raft.commit,
    raftTerm: raft.term,
    raftAppliedIndex: member.appliedIndex(),
    errors: [...noLeader, ...member.alarms().map(describeAlarm)],
    dbSizeInUse: member.backend.sizeInUseBytes,
    isLearner: false,
    storageVersion: member.storageVersion() ?? '',
    dbSizeQuota: member.quota.limitBytes,
    downgradeInfo: { enabled: false, targetVersion: '' },
  };
}

const alarmNames = new Map<number, string>(Object.entries(AlarmType).map(([name, value]) => [value, name]));

/** An alarm as Go's protobuf prints it, which is what Status.errors holds: `memberID:1234 alarm:NOSPACE `. */
function describeAlarm({ memberID, alarm }: AlarmMember): string {
  return `memberID:${memberID} alarm:${alarmNames.get(alarm) ?? alarm} `;
}
