import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../../../node-core/ports/simulated-clock.js';
import { MemoryStorage } from '../../../node-core/raft/memory-storage.js';
import { createRaftNode } from '../../../node-core/raft/node.js';
import type { RaftNode } from '../../../node-core/raft/types.js';
import { RaftDriver } from '../../../node-core/server/raft-driver.js';
import { RequestIds } from '../../../node-core/server/request-ids.js';
import type { Wal } from '../../../node-core/wal/types.js';
import {
  ConfChange,
  ConfChangeType,
  Entry,
  EntryType,
  type HardState,
  HardState as HardStateCodec,
} from '../../../proto/generated/raftpb.js';
import { eventually } from '../../support/eventually.js';

/** A log that is durable when the test says so. */
class HeldWal implements Wal {
  readonly saves: { hardState: HardState | undefined; entries: readonly Entry[]; mustSync: boolean }[] = [];
  hold = false;
  readonly #release: { resolve: () => void; reject: (error: Error) => void }[] = [];

  save(hardState: HardState | undefined, entries: readonly Entry[], mustSync: boolean): Promise<void> {
    this.saves.push({ hardState, entries, mustSync });
    if (!this.hold) {
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => this.#release.push({ resolve, reject }));
  }

  sync(): void {
    for (const { resolve } of this.#release.splice(0)) {
      resolve();
    }
  }

  fail(error: Error): void {
    for (const { reject } of this.#release.splice(0)) {
      reject(error);
    }
  }

  async saveSnapshot(): Promise<void> {}
  async releaseBefore(): Promise<void> {}
  async close(): Promise<void> {}
}

const self = 1n;
const tickMs = 100;

/** A group of one that leads, on a log in the test's hand. */
async function leader() {
  const clock = new SimulatedClock();
  const wal = new HeldWal();
  const storage = new MemoryStorage();
  const change = { type: ConfChangeType.ConfChangeAddNode, nodeId: self };
  storage.append([
    Entry.create({ type: EntryType.EntryConfChange, term: 1, index: 1, data: ConfChange.encode(change) }),
  ]);
  storage.setHardState(HardStateCodec.create({ term: 1, commit: 1 }));
  const node = createRaftNode({
    id: self,
    storage,
    electionTicks: 10,
    heartbeatTicks: 1,
    random: () => 0,
    preVote: true,
    checkQuorum: true,
    maxMessageBytes: 1 << 20,
    maxInflightMessages: 10,
    maxUncommittedBytes: 1 << 20,
    appliedIndex: 0,
  });
  const applied: string[] = [];
  const failures: Error[] = [];
  const driver = new RaftDriver({
    node,
    storage,
    wal,
    ids: new RequestIds(self, clock),
    clock,
    nextTurn: setImmediate,
    tickMs,
    readTimeoutMs: 5_000,
    apply: (entries) => {
      applied.push(...entries.flatMap((entry) => applyEntry(node, entry)));
    },
    onLeadership: () => undefined,
    onTick: () => undefined,
    onFailure: (error) => failures.push(error),
  });
  await driver.start();
  driver.steer((raft) => raft.campaign());
  await eventually('it leads', () => driver.leader === self && node.status().applied === 2);
  wal.saves.length = 0;
  return { driver, wal, node, clock, applied, failures };
}

function applyEntry(node: RaftNode, entry: Entry): string[] {
  if (entry.type === EntryType.EntryConfChange) {
    node.applyConfChange(ConfChange.decode(entry.data));
    return [];
  }
  return entry.data.length === 0 ? [] : [Buffer.from(entry.data).toString()];
}

const turns = async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
};

test('nothing is applied before it is durable', async () => {
  const { driver, wal, applied } = await leader();
  wal.hold = true;
  driver.propose(Buffer.from('a'));
  await turns();
  assert.equal(wal.saves.length, 1);
  assert.deepEqual(applied, []);
  wal.hold = false;
  wal.sync();
  await eventually('it is applied', () => applied.length === 1);
  assert.deepEqual(applied, ['a']);
  await driver.stop();
});

test('what is proposed in one turn, or while the disk is busy, shares a sync', async () => {
  const { driver, wal, applied } = await leader();
  wal.hold = true;
  driver.propose(Buffer.from('a'));
  driver.propose(Buffer.from('b'));
  await turns();
  for (const text of ['c', 'd', 'e']) {
    driver.propose(Buffer.from(text));
    await turns();
  }
  assert.deepEqual(
    wal.saves.map(({ entries }) => entries.length),
    [2],
  );
  wal.sync();
  await eventually('the next batch is on its way', () => wal.saves.length === 2);
  assert.equal(wal.saves[1]?.entries.length, 3);
  assert.deepEqual(applied, ['a', 'b'], 'what is durable is applied while the disk takes the next batch');
  wal.hold = false;
  wal.sync();
  await eventually('all is applied', () => applied.length === 5);
  assert.deepEqual(applied, ['a', 'b', 'c', 'd', 'e']);
  await driver.stop();
});

test('a commit index alone waits for the next entries, or for a tick', async () => {
  const { driver, wal, clock, applied } = await leader();
  driver.propose(Buffer.from('a'));
  await eventually('it is applied', () => applied.length === 1);
  assert.deepEqual(
    wal.saves.map(({ entries }) => entries.length),
    [1],
    'the commit of it costs no write',
  );
  clock.advance(tickMs);
  await eventually('the tick writes it', () => wal.saves.length === 2);
  assert.equal(wal.saves[1]?.hardState?.commit, 3);
  assert.equal(wal.saves[1]?.mustSync, false);
  driver.propose(Buffer.from('b'));
  await eventually('it is applied', () => applied.length === 2);
  await driver.stop();
  assert.equal(wal.saves.at(-1)?.hardState?.commit, 4, 'stopping writes it too');
});

test('a disk that refuses stops the member, and nothing is applied any more', async () => {
  const { driver, wal, applied, failures } = await leader();
  wal.hold = true;
  driver.propose(Buffer.from('a'));
  await turns();
  const read = assert.rejects(driver.linearizableRead(), { failure: 'stopped' });
  wal.fail(new Error('the disk is full'));
  await eventually('it has failed', () => failures.length === 1);
  assert.match(failures[0]?.message ?? '', /stopped to protect its data: the disk is full/);
  await read;
  assert.equal(driver.propose(Buffer.from('b')), 'no-leader');
  await turns();
  assert.deepEqual(applied, []);
  assert.equal(wal.saves.length, 1);
  await driver.stop();
});

test('reads of one turn share one request, and see what was acknowledged before them', async () => {
  const { driver, wal, applied } = await leader();
  let asked = 0;
  driver.steer((raft) => {
    const readIndex = raft.readIndex.bind(raft);
    raft.readIndex = (context) => {
      asked += 1;
      return readIndex(context);
    };
  });
  driver.propose(Buffer.from('a'));
  await eventually('it is acknowledged', () => applied.length === 1);
  await Promise.all([driver.linearizableRead(), driver.linearizableRead(), driver.linearizableRead()]);
  assert.equal(asked, 1);
  wal.hold = true;
  driver.propose(Buffer.from('b'));
  await turns();
  let answered = false;
  const late = driver.linearizableRead().then(() => {
    answered = true;
  });
  await turns();
  assert.equal(answered, false, 'the disk is busy');
  wal.sync();
  wal.hold = false;
  await late;
  assert.deepEqual(applied, ['a', 'b']);
  await driver.stop();
});

test('a member that has stopped refuses reads and proposals', async () => {
  const { driver } = await leader();
  const pending = assert.rejects(driver.linearizableRead(), { failure: 'stopped' });
  await driver.stop();
  await pending;
  await assert.rejects(driver.linearizableRead(), { failure: 'stopped' });
  assert.equal(driver.propose(Buffer.from('a')), 'no-leader');
});
