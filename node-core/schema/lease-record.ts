import { Lease } from '../../proto/generated/leasepb.js';

/** Key of the `lease` bucket: the id as 8 bytes, big-endian. */
export function leaseKey(id: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(id);
  return bytes;
}

/** A lease as it is stored; times are whole seconds. */
export interface LeaseRecord {
  readonly id: bigint;
  readonly ttlSeconds: number;
  /** What a checkpoint found left of it; 0 when there was none: then the whole TTL counts. */
  readonly remainingTtlSeconds: number;
}

export function encodeLease({ id, ttlSeconds, remainingTtlSeconds }: LeaseRecord): Uint8Array {
  return Lease.encode({ id, ttl: ttlSeconds, remainingTTL: remainingTtlSeconds });
}

/** @throws MalformedMessageError */
export function decodeLease(bytes: Uint8Array): LeaseRecord {
  const { id, ttl, remainingTTL } = Lease.decode(bytes);
  return { id, ttlSeconds: ttl, remainingTtlSeconds: remainingTTL };
}
