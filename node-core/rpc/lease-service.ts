import {
  LeaseGrantRequest,
  LeaseKeepAliveRequest,
  LeaseKeepAliveResponse,
  LeaseService,
} from '../../proto/generated/etcdserverpb.js';
import type { Member } from '../server/member.js';
import { leaseCostBytes } from '../server/quota.js';
import type { StreamContext, StreamReceiver } from './call.js';
import { responseHeader } from './header.js';
import { requireSpace } from './kv-service.js';
import { type ServiceEntry, unary } from './method.js';

/** What LeaseTimeToLive says of a lease that is not there. */
const noLeaseTtl = -1;

export function leaseService(member: Member): ServiceEntry[] {
  return [
    unary(LeaseService.leaseGrant, async (request, context) => {
      await requireSpace(member, leaseCostBytes);
      const { id, ttlSeconds } = await member.grantLease(LeaseGrantRequest.create(request), context);
      return { header: responseHeader(member), id, ttl: ttlSeconds };
    }),
    unary(LeaseService.leaseRevoke, async ({ id }, context) => {
      await member.revokeLease(id, context);
      return { header: responseHeader(member) };
    }),
    unary(LeaseService.leaseTimeToLive, async ({ id, keys }, context) => {
      const lease = await member.findLease(id, context, keys);
      const header = responseHeader(member);
      if (lease === undefined) {
        return { header, id, ttl: noLeaseTtl };
      }
      return {
        header,
        id,
        ttl: lease.remainingTtlSeconds,
        grantedTTL: lease.grantedTtlSeconds,
        keys: [...lease.keys],
      };
    }),
    unary(LeaseService.leaseLeases, (_request, context) => ({
      header: responseHeader(member),
      leases: member.leases(context).map((id) => ({ id })),
    })),
    [
      LeaseService.leaseKeepAlive.path,
      { kind: 'bidirectional', handle: (context) => keepAlive(member, context) },
    ],
  ];
}

/** Renewals of one stream are answered in the order they came. */
function keepAlive(member: Member, context: StreamContext): StreamReceiver {
  let previous: Promise<void> = Promise.resolve();
  const renew = async (id: bigint) => {
    const header = responseHeader(member);
    const ttl = await member.renewLease(id, context);
    context.send(LeaseKeepAliveResponse.encode({ header, id, ttl }));
  };
  const enqueue = (action: () => Promise<void> | void) => {
    previous = previous.then(action).catch((error: unknown) => context.finish(error));
  };
  return {
    message: (bytes) => {
      const { id } = LeaseKeepAliveRequest.decode(bytes);
      enqueue(() => renew(id));
    },
    end: () => enqueue(() => context.finish()),
  };
}
