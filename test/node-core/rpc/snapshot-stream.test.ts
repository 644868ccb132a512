import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sendSnapshot } from '../../../node-core/rpc/snapshot-stream.js';
import type { Member } from '../../../node-core/server/member.js';
import { SnapshotResponse } from '../../../proto/generated/etcdserverpb.js';
import { WindowedClient } from './windowed-client.js';

const chunkBytes = 32 * 1024;

/** A member whose snapshot is `content`, and whether its file is still there. */
function memberWith(content: Buffer) {
  const file = { isThere: false };
  const makeSnapshot = async () => {
    file.isThere = true;
    return {
      sizeBytes: content.length,
      read: async (offset: number, length: number) => content.subarray(offset, offset + length),
      remove: async () => {
        file.isThere = false;
      },
    };
  };
  const member: Pick<Member, 'makeSnapshot' | 'storageVersion'> = {
    makeSnapshot,
    storageVersion: () => '3.6.0',
  };
  return { member, file };
}

const content = Buffer.alloc(3 * chunkBytes + 100, 'snapshot');

test('a snapshot comes in pieces of 32 KiB, and its SHA-256 as the last one', async () => {
  const { member, file } = memberWith(content);
  const client = new WindowedClient(SnapshotResponse, Number.POSITIVE_INFINITY);
  await sendSnapshot(member, client);
  const blobs = client.received.map(({ blob }) => Buffer.from(blob));
  assert.deepEqual(
    client.received.map(({ remainingBytes }) => remainingBytes),
    [2 * chunkBytes + 100, chunkBytes + 100, 100, 0, 0],
  );
  assert.deepEqual(Buffer.concat(blobs.slice(0, -1)), content);
  assert.deepEqual(blobs.at(-1), createHash('sha256').update(content).digest());
  assert.ok(client.received.every(({ version, header }) => version === '3.6.0' && header === undefined));
  assert.equal(file.isThere, false);
});

test('a slow client is not sent more than it takes', async () => {
  const { member } = memberWith(content);
  const client = new WindowedClient(SnapshotResponse, 2);
  const sent = sendSnapshot(member, client);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(client.received.length, 2);
  client.takeMore(100);
  await sent;
  assert.equal(client.received.length, 5);
});

test('a client that leaves ends the work, and the file goes', async () => {
  const { member, file } = memberWith(content);
  const client = new WindowedClient(SnapshotResponse, 1);
  const sent = sendSnapshot(member, client);
  await new Promise((resolve) => setImmediate(resolve));
  client.leave();
  await sent;
  assert.ok(client.received.length < 5);
  assert.equal(file.isThere, false);
});
