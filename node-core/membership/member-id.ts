import { createHash } from 'node:crypto';

/** First eight bytes of a SHA-1, as etcd makes its ids. */
function idFromHash(data: Uint8Array | string): bigint {
  return createHash('sha1').update(data).digest().readBigUInt64BE(0);
}

/** etcd's id of a member that is there from the start: its sorted peer URLs and the cluster's token. */
export function bootstrapMemberId(peerUrls: readonly string[], clusterToken: string): bigint {
  return idFromHash([...peerUrls].sort().join('') + clusterToken);
}

/** etcd's id of a cluster: the sorted ids of its first members. */
export function bootstrapClusterId(memberIds: readonly bigint[]): bigint {
  const sorted = [...memberIds].sort((a, b) => (a < b ? -1 : 1));
  const bytes = Buffer.alloc(8 * sorted.length);
  sorted.forEach((id, position) => {
    bytes.writeBigUInt64BE(id, 8 * position);
  });
  return idFromHash(bytes);
}

/** Ids as etcd prints them and as its `members` bucket names them: hexadecimal, no leading zeros. */
export function formatId(id: bigint): string {
  return id.toString(16);
}
