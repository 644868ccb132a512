import { KVService, type ResponseHeader } from '../../proto/generated/etcdserverpb.js';
import { type LockRequest, type LockResponse, LockService } from '../../proto/generated/v3lockpb.js';
import type { Member } from '../server/member.js';
import type { CallContext } from './call.js';
import { type ServiceEntry, unary } from './method.js';
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

const noValue = new Uint8Array(0);

/** etcd's lock service: a lock is a queue, and whoever is at its head holds it. */
export function lockService(member: Member, calls: OwnCalls): ServiceEntry[] {
  return [
    unary(LockService.lock, (request, context) => lock(request, member, calls, context)),
    unary(LockService.unlock, async ({ key }, context) => {
      const { header } = await calls(KVService.deleteRange, { key }, context);
      return { header };
    }),
  ];
}

async function lock(
  request: LockRequest,
  member: Member,
  calls: OwnCalls,
  context: CallContext,
): Promise<Partial<LockResponse>> {
  const queue = new Queue(request.name, member, calls, context);
  const lease = await leaseFor(request.lease, calls, context);
  const key = queue.keyOf(lease);
  const joined = await calls(
    KVService.txn,
    {
      compare: [createdAt({ key, createRevision: 0 })],
      success: [putOperation(key, noValue, lease), rangeOperation(queue.headRequest())],
      failure: [rangeOperation({ key }), rangeOperation(queue.headRequest())],
    },
    context,
  );
  const own = joined.succeeded ? joined.header?.revision : firstOfRange(joined, 0)?.createRevision;
  if (own === undefined || firstOfRange(joined, 1)?.createRevision === own) {
    return { header: joined.header, key };
  }
  return { header: await waitForTurn({ key, createRevision: own }, queue, calls, context), key };
}

/** Whoever gives up waiting leaves the queue, unlike in etcd also when it takes a login to do so. */
async function waitForTurn(
  { key, createRevision }: Place,
  queue: Queue,
  calls: OwnCalls,
  context: CallContext,
): Promise<ResponseHeader | undefined> {
  try {
    await queue.waitForOlder(createRevision);
    const { kvs, header } = await calls(KVService.range, { key }, context);
    if (kvs.length > 0) {
      return header;
    }
  } catch (error) {
    // What went wrong first is what the caller hears.
    await calls(KVService.deleteRange, { key }, context).catch(() => undefined);
    throw error;
  }
  throw new RpcError(StatusCode.UNKNOWN, 'mutex: session is expired');
}
