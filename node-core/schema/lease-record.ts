import { Lease } from '../../proto/generated/leasepb.js';

/** Key of the `lease` bucket: the id as 8 bytes, big-endian. */
export function leaseKey(id: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(id);
  return bytes;
}

export function encodeLease(id: bigint, ttlSeconds: number): Uint8Array {
  return Lease.encode({ id, ttl: ttlSeconds });
}

/** @throws MalformedMessageError */
export function decodeLease(bytes: Uint8Array): { readonly id: bigint; readonly ttlSeconds: number } {
  const { id, ttl } = Lease.decode(bytes);
  return { id, ttlSeconds: ttl };
}
