import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { realDisk } from '../../../node-core/ports/real-disk.js';
import { createWal } from '../../../node-core/wal/open.js';
import { readWal } from '../../../node-core/wal/read.js';
import type { WalContents } from '../../../node-core/wal/types.js';
import { InternalRaftRequest, Metadata } from '../../../proto/generated/etcdserverpb.js';
import { type Entry, EntryType } from '../../../proto/generated/raftpb.js';
import { MalformedMessageError } from '../../../proto/wire.js';
import { etcdVersions, haveEtcd } from '../../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../../support/start-etcd.js';

const keys = Array.from({ length: 40 }, (_, i) => `/wal/key-${String(i).padStart(3, '0')}`);

function textOf(key: string): string {
  return `value of ${key} `.repeat(1 + (Number(key.slice(-3)) % 7) * 30);
}

async function putAll(etcd: RunningEtcd): Promise<void> {
  for (const key of keys) {
    await etcd.etcdctl('put', key, textOf(key));
  }
}

/** etcd 3.4 also logs its own attributes, as a request of the v2 store: a message of another shape. */
function requestIn(data: Uint8Array): InternalRaftRequest | undefined {
  try {
    return InternalRaftRequest.decode(data);
  } catch (error) {
    assert.ok(error instanceof MalformedMessageError);
    assert.match(Buffer.from(data).toString('latin1'), /PUT/);
    return undefined;
  }
}

function putsIn(entries: readonly Entry[]): string[] {
  return entries
    .filter(({ type, data }) => type === EntryType.EntryNormal && data.length > 0)
    .map(({ data }) => requestIn(data)?.put)
    .flatMap((put) => (put === undefined ? [] : [`${Buffer.from(put.key)}=${Buffer.from(put.value)}`]));
}

async function memberId(etcd: RunningEtcd): Promise<bigint> {
  const [id = ''] = (await etcd.etcdctl('member', 'list', '-w', 'simple')).split(',');
  return BigInt(`0x${id}`);
}

/** Writes what was read into a new log of small segments, as a member would have. */
async function writeAnew(directory: string, contents: WalContents): Promise<void> {
  const wal = await createWal(realDisk, directory, contents.metadata, { segmentBytes: 16_384 });
  for (const entry of contents.entries) {
    const hardState = { ...contents.hardState, commit: Math.min(entry.index, contents.hardState.commit) };
    await wal.save(hardState, [entry], true);
  }
  await wal.close();
}

for (const version of etcdVersions) {
  test(`the log of a real etcd ${version} is read: metadata, hard state, every put in order`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version });
    try {
      await putAll(etcd);
      const id = await memberId(etcd);
      const live = await readWal(realDisk, join(etcd.directory, 'm1', 'member', 'wal'));
      assert.deepEqual(
        putsIn(live.entries),
        keys.map((key) => `${key}=${textOf(key)}`),
      );
      await etcd.kill();
      const { metadata, hardState, entries, start, torn } = await readWal(
        realDisk,
        join(etcd.directory, 'm1', 'member', 'wal'),
      );
      assert.equal(Metadata.decode(metadata).nodeID, id);
      assert.equal(hardState.vote, id);
      assert.deepEqual(start, { index: 0, term: 0, confState: undefined });
      assert.equal(torn, undefined);
      assert.deepEqual(
        entries.map(({ index }) => index),
        Array.from({ length: entries.length }, (_, i) => i + 1),
      );
      assert.equal(entries[0]?.type, EntryType.EntryConfChange);
      assert.ok(hardState.commit <= entries.length && hardState.commit >= keys.length);
      assert.deepEqual(
        putsIn(entries),
        keys.map((key) => `${key}=${textOf(key)}`),
      );
    } finally {
      await etcd.stop();
    }
  });

  test(`a real etcd ${version} starts on a log written here, replays it all and goes on in it`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version });
    try {
      await putAll(etcd);
      await etcd.terminate();
      const member = join(etcd.directory, 'm1', 'member');
      const contents = await readWal(realDisk, join(member, 'wal'));
      await rename(join(member, 'wal'), join(member, 'wal.original'));
      await rm(join(member, 'snap', 'db'));
      await writeAnew(join(member, 'wal'), contents);
      const segments = (await realDisk.list(join(member, 'wal'))).length;
      assert.ok(segments > 2, `${segments} segments`);

      await etcd.restart();
      const shown = await etcd.etcdctl('get', '--prefix', '/wal/', '--print-value-only');
      assert.equal(shown, keys.map((key) => `${textOf(key)}\n`).join(''));
      await etcd.etcdctl('put', '/wal/later', 'by etcd');
      await etcd.terminate();
      const after = await readWal(realDisk, join(member, 'wal'));
      assert.equal(putsIn(after.entries).at(-1), '/wal/later=by etcd');
      assert.equal(putsIn(after.entries).length, keys.length + 1);
    } finally {
      await etcd.stop();
    }
  });
}
