import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Disk } from '../../../node-core/ports/disk.js';
import { realDisk } from '../../../node-core/ports/real-disk.js';
import type { Member } from '../../../node-core/server/member.js';
import { openWal } from '../../../node-core/wal/open.js';
import {
  AlarmRequest_AlarmAction as AlarmAction,
  AlarmRequest,
  AlarmType,
  CompactionRequest,
  InternalRaftRequest,
  LeaseGrantRequest,
  PutRequest,
  RangeRequest,
  RangeResponse,
  RequestHeader,
} from '../../../proto/generated/etcdserverpb.js';
import { Entry } from '../../../proto/generated/raftpb.js';
import { eventually } from '../../support/eventually.js';
import { temporaryDirectory } from '../backend/temporary-backend.js';
import { smallSegments, startTestMember } from './test-member.js';

function put(member: Member, key: string, value: string, lease = 0n) {
  return member.put(PutRequest.encode({ key: Buffer.from(key), value: Buffer.from(value), lease }));
}

async function get(member: Member, key: string, serializable = false): Promise<string | undefined> {
  const { kvs } = await member.range(RangeRequest.create({ key: Buffer.from(key), serializable }));
  const [kv] = RangeResponse.decode(Buffer.concat(kvs.parts)).kvs;
  return kv === undefined ? undefined : Buffer.from(kv.value).toString();
}

test('a new member leads a cluster of its own', async (t) => {
  const { member } = await startTestMember(t);
  assert.equal(member.hasLeader(), true);
  assert.equal(member.raftStatus().role, 'leader');
  assert.equal(member.store.revision, 1);
  assert.deepEqual(member.members(), [
    {
      id: 0x8e9e05c52164694dn,
      name: 'm1',
      peerUrls: ['http://localhost:2380'],
      clientUrls: ['http://localhost:2379'],
      isLearner: false,
    },
  ]);
  assert.equal(member.clusterVersion(), '3.6.0');
  assert.equal(member.storageVersion(), '3.6.0');
});

test('a member that starts again has all it had', async (t) => {
  const first = await startTestMember(t);
  const { directory, member } = first;
  await member.grantLease(LeaseGrantRequest.create({ id: 7n, ttl: 600 }));
  await put(member, 'a', '1');
  await put(member, 'b', '2', 7n);
  const memberID = member.identity.memberId;
  const alarm = { action: AlarmAction.ACTIVATE, memberID, alarm: AlarmType.NOSPACE };
  await member.alarm(AlarmRequest.create(alarm));
  await member.compact(CompactionRequest.create({ revision: 2 }));
  const { term } = member;
  await first.stop();
  const second = (await startTestMember(t, { directory })).member;
  assert.equal(await get(second, 'a'), '1');
  assert.equal(second.store.revision, 3);
  assert.equal(second.store.compactRevision, 2);
  assert.deepEqual(second.identity, member.identity);
  assert.ok(second.term > term, 'a start is an election');
  assert.deepEqual(second.alarms(), [{ memberID, alarm: AlarmType.NOSPACE }]);
  const lease = await second.findLease(7n);
  assert.deepEqual(
    lease?.keys.map((key) => Buffer.from(key).toString()),
    ['b'],
  );
  await assert.rejects(put(second, 'c', '3'), { failure: 'no-space' });
  await second.alarm(AlarmRequest.create({ ...alarm, action: AlarmAction.DEACTIVATE }));
  assert.equal((await put(second, 'c', '3')).revision, 4);
});

test('the log is compacted behind the database, and starts from there', async (t) => {
  let compacted = 0;
  const log = (_level: string, message: string) => {
    compacted += message === 'compacted Raft logs' ? 1 : 0;
  };
  const first = await startTestMember(t, { snapshotCount: 20, log });
  for (let number = 0; number < 100; number += 1) {
    await put(first.member, `k${number}`, String(number));
  }
  await eventually('the log is compacted', () => compacted > 0);
  const walDirectory = join(first.directory, 'member', 'wal');
  await first.stop();
  const { wal, contents } = await openWal(realDisk, walDirectory, undefined);
  await wal.close();
  assert.ok(contents.snapshots.length > 1, 'snapshot records are written');
  const { member } = await startTestMember(t, { directory: first.directory });
  assert.equal(member.store.revision, 101);
  assert.equal(await get(member, 'k99'), '99');
});

test('a quota is kept, and the alarm it raises', async (t) => {
  const { member } = await startTestMember(t, { quotaBytes: 1 });
  await assert.rejects(put(member, 'a', '1'), { failure: 'no-space' });
  assert.equal(await get(member, 'a'), '1', 'the request that crossed it was applied');
  assert.equal(member.alarms().length, 1);
  await assert.rejects(put(member, 'b', '2'), { failure: 'no-space' });
  assert.equal(await get(member, 'b'), undefined);
});

test('a lease that runs out takes its keys along', async (t) => {
  const { member } = await startTestMember(t, { heartbeatMs: 10, electionMs: 50 });
  const { ttlSeconds } = await member.grantLease(LeaseGrantRequest.create({ id: 7n, ttl: 0 }));
  assert.equal(ttlSeconds, 1, 'the shortest follows from the election timeout');
  await put(member, 'a', '1', 7n);
  await eventually('the key is gone', async () => (await get(member, 'a')) === undefined);
  assert.equal(await member.findLease(7n), undefined);
  assert.equal(await member.renewLease(7n), 0);
  assert.equal(member.store.revision, 3);
});

test('a snapshot leaves no file behind, also of a process that was killed', async (t) => {
  const directory = temporaryDirectory(t);
  const snapshots = join(directory, 'member', 'snap');
  await mkdir(snapshots, { recursive: true });
  await writeFile(join(snapshots, 'stream-3.db.tmp'), 'left');
  await writeFile(join(snapshots, 'mine'), 'kept');
  const { member } = await startTestMember(t, { directory });
  assert.deepEqual(await readdir(snapshots), ['mine']);
  const file = await member.makeSnapshot();
  assert.equal(file.sizeBytes % 4096, 0);
  assert.equal((await file.read(0, file.sizeBytes)).length, file.sizeBytes);
  assert.equal((await readdir(snapshots)).length, 2);
  await file.remove();
  assert.deepEqual(await readdir(snapshots), ['mine']);
});

test('data that a member cannot go on with stops the start with a sentence', async (t) => {
  const ofEtcd = temporaryDirectory(t);
  await mkdir(join(ofEtcd, 'member', 'snap'), { recursive: true });
  await writeFile(join(ofEtcd, 'member', 'snap', 'db'), '');
  await assert.rejects(startTestMember(t, { directory: ofEtcd }), {
    name: 'DataDirectoryError',
    message: /holds a database of etcd itself, which etcdscope node cannot run on/,
  });
  const first = await startTestMember(t);
  await put(first.member, 'a', '1');
  await first.stop();
  await rm(join(first.directory, 'member', 'wal'), { recursive: true });
  await assert.rejects(startTestMember(t, { directory: first.directory }), {
    name: 'DataDirectoryError',
    message: /has a database but no write-ahead log/,
  });
});

test('a log with a request of a later version stops the start', async (t) => {
  const first = await startTestMember(t);
  await first.stop();
  const { wal, contents } = await openWal(realDisk, join(first.directory, 'member', 'wal'), undefined);
  const last = contents.entries.at(-1);
  assert.ok(last !== undefined);
  const data = InternalRaftRequest.encode({
    header: RequestHeader.create({ id: 1n }),
    range: RangeRequest.create(),
  });
  await wal.save(undefined, [Entry.create({ term: last.term, index: last.index + 1, data })], true);
  await wal.close();
  await assert.rejects(startTestMember(t, { directory: first.directory }), {
    name: 'MemberFailedError',
    message: /a request of a kind that this version does not know/,
  });
});

test('on a full disk writes are refused and serializable reads answered; with space it goes on, and has lost nothing', async (t) => {
  let isFull = false;
  const lines: string[] = [];
  const failures: Error[] = [];
  const first = await startTestMember(t, {
    disk: fillable(smallSegments(realDisk), () => isFull),
    log: (_level, message) => void lines.push(message),
    onFailure: (error) => failures.push(error),
  });
  await put(first.member, 'a', 'acknowledged');
  isFull = true;
  const waiting = put(first.member, 'b', 'waits for space');
  await eventually('the full disk is told', () =>
    lines.some((line) => /is full: writes are refused/.test(line)),
  );
  await assert.rejects(put(first.member, 'c', 'not'), { failure: 'no-space' });
  assert.equal(await get(first.member, 'a', true), 'acknowledged');
  assert.equal(await get(first.member, 'b', true), undefined, 'what is not durable is not seen');
  isFull = false;
  await waiting;
  await put(first.member, 'd', 'after');
  assert.equal(lines.filter((line) => /is full/.test(line)).length, 1, 'told once');
  assert.deepEqual(failures, []);
  await first.stop();
  const { member } = await startTestMember(t, { directory: first.directory });
  const values = await Promise.all(['a', 'b', 'c', 'd'].map((key) => get(member, key)));
  assert.deepEqual(values, ['acknowledged', 'waits for space', undefined, 'after']);
});

/** A disk that takes nothing new while it is full; what a failed write left can be cleared. */
function fillable(disk: Disk, isFull: () => boolean): Disk {
  return {
    ...disk,
    open: async (path, mode) => {
      const file = await disk.open(path, mode);
      for (const name of ['write', 'writeSynced'] as const) {
        const write = file[name].bind(file);
        file[name] = (offset, bytes) =>
          isFull() && bytes.some((byte) => byte !== 0)
            ? Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }))
            : write(offset, bytes);
      }
      return file;
    },
  };
}
