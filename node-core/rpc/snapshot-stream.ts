import { createHash } from 'node:crypto';
import { SnapshotResponse } from '../../proto/generated/etcdserverpb.js';
import type { Member } from '../server/member.js';
import type { StreamContext } from './call.js';
import { PacedClient } from './paced-client.js';

/** etcd's size of a piece. */
const chunkBytes = 32 * 1024;

/**
 * Sends the member's state as a database file in pieces, and its SHA-256 as the last one. As etcd's, the
 * answers have no header.
 */
export async function sendSnapshot(
  member: Pick<Member, 'makeSnapshot' | 'storageVersion'>,
  context: StreamContext,
): Promise<void> {
  const client = new PacedClient(context);
  const version = member.storageVersion() ?? '';
  const file = await member.makeSnapshot();
  try {
    const hash = createHash('sha256');
    for (let sent = 0; sent < file.sizeBytes && !client.isGone; ) {
      const blob = await file.read(sent, chunkBytes);
      sent += blob.length;
      hash.update(blob);
      await client.send(SnapshotResponse.encode({ remainingBytes: file.sizeBytes - sent, blob, version }));
    }
    await client.send(SnapshotResponse.encode({ remainingBytes: 0, blob: hash.digest(), version }));
  } finally {
    await file.remove();
  }
}
