import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedDisk } from '../../../node-core/ports/simulated-disk.js';
import { SimulatedEntropy } from '../../../node-core/ports/simulated-entropy.js';
import { createLog, recoverLog } from '../../../node-core/server/raft-log.js';
import { createWal, openWal } from '../../../node-core/wal/open.js';
import { ConfState, Entry, EntryType, HardState } from '../../../proto/generated/raftpb.js';

const founder = { name: 'm1', peerUrls: ['http://localhost:2380'], clusterToken: 'etcd-cluster' };
const directory = '/data/wal';
const nothing = { durable: { index: 0, term: 0 }, confState: undefined };

async function disk(): Promise<SimulatedDisk> {
  const created = new SimulatedDisk(new SimulatedEntropy(1));
  await created.makeDirectory('/data');
  return created;
}

/** A log with the founding entry and `count` entries of term 2, of which `commit` are committed. */
async function logOf(on: SimulatedDisk, count: number, commit: number): Promise<void> {
  const { wal } = await createLog(on, directory, founder);
  const entries = Array.from({ length: count }, (_, position) =>
    Entry.create({ term: 2, index: position + 2, data: Buffer.from(String(position)) }),
  );
  await wal.save(HardState.create({ term: 2, vote: 1n, commit }), entries, true);
  await wal.close();
}

test('a new cluster begins with the entry that adds its founder, committed', async () => {
  const log = await createLog(await disk(), directory, founder);
  assert.equal(log.identity.memberId, 0x8e9e05c52164694dn);
  assert.equal(log.identity.clusterId, 0xcdf818194e3a8c32n);
  const [entry] = log.storage.entries(1, 2, 1 << 20);
  assert.equal(entry?.type, EntryType.EntryConfChange);
  assert.equal(log.storage.initialState().hardState.commit, 1);
  await log.wal.close();
});

test('a member that ran before goes on with its identity and its entries', async () => {
  const on = await disk();
  await logOf(on, 5, 4);
  const elsewhere = { ...founder, peerUrls: ['http://other:2380'] };
  const confState = ConfState.create({ voters: [0x8e9e05c52164694dn] });
  const log = await recoverLog(on, directory, elsewhere, { durable: { index: 3, term: 2 }, confState });
  assert.equal(log.identity.memberId, 0x8e9e05c52164694dn);
  assert.equal(log.storage.lastIndex(), 6);
  const { hardState, confState: restored } = log.storage.initialState();
  assert.equal(hardState.commit, 4);
  assert.deepEqual(restored.voters, confState.voters);
  await log.wal.close();
});

test('what the database has applied counts as committed, also when the log does not say so yet', async () => {
  const on = await disk();
  await logOf(on, 5, 1);
  const log = await recoverLog(on, directory, founder, {
    durable: { index: 6, term: 2 },
    confState: undefined,
  });
  assert.equal(log.storage.initialState().hardState.commit, 6);
  await log.wal.close();
});

test('a member killed before its founding entry was durable founds its cluster again', async () => {
  const on = await disk();
  const { wal } = await createLog(on, '/data/other', founder);
  await wal.close();
  const { metadata } = await readMetadata(on);
  await (await createWal(on, directory, metadata)).close();
  const log = await recoverLog(on, directory, founder, nothing);
  assert.equal(log.storage.lastIndex(), 1);
  await log.wal.close();
  const again = await recoverLog(on, directory, founder, nothing);
  assert.equal(again.storage.lastIndex(), 1);
  await again.wal.close();
});

async function readMetadata(on: SimulatedDisk): Promise<{ metadata: Uint8Array }> {
  const { wal, contents } = await openWal(on, '/data/other', undefined);
  await wal.close();
  return contents;
}

test('a log that does not belong to the database beside it stops the start', async () => {
  const on = await disk();
  await logOf(on, 2, 3);
  await assert.rejects(
    recoverLog(on, directory, founder, { durable: { index: 9, term: 2 }, confState: undefined }),
    /ends at entry 3, but the database has entry 9/,
  );
  await assert.rejects(
    recoverLog(on, directory, founder, { durable: { index: 3, term: 7 }, confState: undefined }),
    /entry 3 is of term 2 in the write-ahead log .* and of term 7 in the database/,
  );
});
