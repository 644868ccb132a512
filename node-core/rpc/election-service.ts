import {
  DeleteRangeRequest,
  KVService,
  RequestOp,
  type ResponseHeader,
} from '../../proto/generated/etcdserverpb.js';
import {
  type CampaignRequest,
  type CampaignResponse,
  ElectionService,
  type LeaderKey,
  LeaderRequest,
} from '../../proto/generated/v3electionpb.js';
import type { Member } from '../server/member.js';
import type { CallContext } from './call.js';
import { type ServiceEntry, unary } from './method.js';
import { observeLeaders } from './observe-leaders.js';
import type { OwnCalls } from './own-calls.js';
import {
  createdAt,
  firstOfRange,
  leaseFor,
  type Place,
  putOperation,
  Queue,
  rangeOperation,
} from './queue.js';
import { RpcError, StatusCode } from './status.js';

/** etcd's election service: candidates queue, and the one at the head leads. */
export function electionService(member: Member, calls: OwnCalls): ServiceEntry[] {
  return [
    unary(ElectionService.campaign, (request, context) => campaign(request, member, calls, context)),
    unary(ElectionService.proclaim, async ({ leader, value }, context) => {
      const place = requireLeader(leader);
      const lease = await leaseFor(place.lease, calls, context);
      return { header: await proclaim(placeOf(place), value, lease, calls, context) };
    }),
    unary(ElectionService.leader, async ({ name }, context) => {
      const { header, kvs } = await new Queue(name, member, calls, context).head();
      const [kv] = kvs;
      if (kv === undefined) {
        throw new RpcError(StatusCode.UNKNOWN, 'election: no leader');
      }
      return { header, kv };
    }),
    unary(ElectionService.resign, async ({ leader }, context) => {
      const place = requireLeader(leader);
      await leaseFor(place.lease, calls, context);
      return { header: await resign(placeOf(place), calls, context) };
    }),
    [
      ElectionService.observe.path,
      {
        kind: 'server-stream',
        handle: (bytes, context) => {
          const { name } = LeaderRequest.decode(bytes);
          observeLeaders(member, new Queue(name, member, calls, context), context);
        },
      },
    ],
  ];
}

async function campaign(
  { name, value, lease: asked }: CampaignRequest,
  member: Member,
  calls: OwnCalls,
  context: CallContext,
): Promise<Partial<CampaignResponse>> {
  const queue = new Queue(name, member, calls, context);
  const lease = await leaseFor(asked, calls, context);
  const key = queue.keyOf(lease);
  const joined = await calls(
    KVService.txn,
    {
      compare: [createdAt({ key, createRevision: 0 })],
      success: [putOperation(key, value, lease)],
      failure: [rangeOperation({ key })],
    },
    context,
  );
  const known = firstOfRange(joined, 0);
  const place = { key, createRevision: known?.createRevision ?? joined.header?.revision ?? 0 };
  await leavingOnFailure(place, calls, context, async () => {
    if (known !== undefined && Buffer.compare(known.value, value) !== 0) {
      await proclaim(place, value, lease, calls, context);
    }
    await queue.waitForOlder(place.createRevision);
  });
  return { header: joined.header, leader: { name, key, rev: place.createRevision, lease } };
}

/** A candidate that gives up leaves the queue. */
async function leavingOnFailure(
  place: Place,
  calls: OwnCalls,
  context: CallContext,
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    // What went wrong first is what the caller hears.
    await resign(place, calls, context).catch(() => undefined);
    throw error;
  }
}

async function proclaim(
  place: Place,
  value: Uint8Array,
  lease: bigint,
  calls: OwnCalls,
  context: CallContext,
): Promise<ResponseHeader | undefined> {
  const { succeeded, header } = await calls(
    KVService.txn,
    { compare: [createdAt(place)], success: [putOperation(place.key, value, lease)] },
    context,
  );
  if (!succeeded) {
    throw new RpcError(StatusCode.UNKNOWN, 'election: not leader');
  }
  return header;
}

/** Resigning from a place that is lost already is no failure. */
async function resign(
  place: Place,
  calls: OwnCalls,
  context: CallContext,
): Promise<ResponseHeader | undefined> {
  const removal = RequestOp.create({ requestDeleteRange: DeleteRangeRequest.create({ key: place.key }) });
  return (await calls(KVService.txn, { compare: [createdAt(place)], success: [removal] }, context)).header;
}

function requireLeader(leader: LeaderKey | undefined): LeaderKey {
  if (leader === undefined) {
    throw new RpcError(StatusCode.UNKNOWN, '"leader" field must be provided');
  }
  return leader;
}

function placeOf({ key, rev }: LeaderKey): Place {
  return { key, createRevision: rev };
}
