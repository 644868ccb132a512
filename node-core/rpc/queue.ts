import {
  Compare,
  Compare_CompareTarget as CompareTarget,
  KVService,
  LeaseService,
  PutRequest,
  RangeRequest,
  type RangeResponse,
  RequestOp,
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
  type TxnResponse,
} from '../../proto/generated/etcdserverpb.js';
import type { KeyValue } from '../../proto/generated/mvccpb.js';
import type { Member } from '../server/member.js';
import type { CallContext } from './call.js';
import type { OwnCalls } from './own-calls.js';
import { waitForDelete } from './wait-for-delete.js';

/** What etcd grants to a caller that brings no lease. */
const sessionTtlSeconds = 60;

/**
 * A place in a queue: a key below the queue's prefix, living as long as a lease. The keys' create revisions
 * order the queue; the oldest key is at its head.
 */
export interface Place {
  readonly key: Uint8Array;
  readonly createRevision: number;
}

/** The keys below `<name>/`, which etcd's locks and elections both wait in. */
export class Queue {
  readonly prefix: Uint8Array;
  readonly #member: Member;
  readonly #calls: OwnCalls;
  readonly #context: CallContext;

  constructor(name: Uint8Array, member: Member, calls: OwnCalls, context: CallContext) {
    this.prefix = Buffer.concat([name, Buffer.from('/')]);
    this.#member = member;
    this.#calls = calls;
    this.#context = context;
  }

  /** The key that a lease waits with. etcd prints the id as a signed number. */
  keyOf(lease: bigint): Uint8Array {
    const digits = lease < 0n ? `-${(-lease).toString(16)}` : lease.toString(16);
    return Buffer.concat([this.prefix, Buffer.from(digits)]);
  }

  /** Reads the head of the queue: one kv, or none when nobody waits. */
  head(): Promise<RangeResponse> {
    return this.#calls(KVService.range, this.headRequest(), this.#context);
  }

  headRequest(): RangeRequest {
    return RangeRequest.create({
      key: this.prefix,
      rangeEnd: this.rangeEnd,
      limit: 1,
      sortOrder: SortOrder.ASCEND,
      sortTarget: SortTarget.CREATE,
    });
  }

  /** The prefix ends with `/`, so its end is that with `0` in the place of it. */
  get rangeEnd(): Uint8Array {
    return Buffer.concat([this.prefix.subarray(0, -1), Buffer.from('0')]);
  }

  /** Resolves when no key older than `createRevision` is left. */
  async waitForOlder(createRevision: number): Promise<void> {
    for (;;) {
      const { kvs, header } = await this.#youngestBefore(createRevision);
      const [last] = kvs;
      if (last === undefined) {
        return;
      }
      await waitForDelete(this.#member, last.key, (header?.revision ?? 0) + 1, this.#context);
    }
  }

  #youngestBefore(createRevision: number): Promise<RangeResponse> {
    const request = RangeRequest.create({
      ...this.headRequest(),
      sortOrder: SortOrder.DESCEND,
      maxCreateRevision: createRevision - 1,
    });
    return this.#calls(KVService.range, request, this.#context);
  }
}

/** The lease a caller brings, or a new one: 0 is none. */
export async function leaseFor(lease: bigint, calls: OwnCalls, context: CallContext): Promise<bigint> {
  if (lease !== 0n) {
    return lease;
  }
  return (await calls(LeaseService.leaseGrant, { ttl: sessionTtlSeconds }, context)).id;
}

/** Holds while the key was created at the revision; 0: while it is not there. */
export function createdAt({ key, createRevision }: Place): Compare {
  return Compare.create({ key, target: CompareTarget.CREATE, createRevision });
}

export function putOperation(key: Uint8Array, value: Uint8Array, lease: bigint): RequestOp {
  return RequestOp.create({ requestPut: PutRequest.create({ key, value, lease }) });
}

export function rangeOperation(request: Partial<RangeRequest>): RequestOp {
  return RequestOp.create({ requestRange: RangeRequest.create(request) });
}

/** The first kv of a transaction's range, by the place of its operation. */
export function firstOfRange({ responses }: TxnResponse, operation: number): KeyValue | undefined {
  return responses[operation]?.responseRange?.kvs[0];
}
