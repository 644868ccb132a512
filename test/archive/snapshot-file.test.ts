import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type SnapshotChunk, saveSnapshot } from '../../source/archive/save-snapshot.js';
import { openSnapshotFile } from '../../source/archive/snapshot-file.js';
import { temporaryDirectory } from '../node-core/backend/temporary-backend.js';
import { fileOf, withHash } from './snapshots.js';

const signal = new AbortController().signal;
const content = Buffer.alloc(512 * 40, 'etcd');
const snapshot = withHash(content);

/** In parts that do not end where the hash begins. */
async function* streamed(bytes: Uint8Array, partBytes = 5_000): AsyncGenerator<SnapshotChunk> {
  for (let offset = 0; offset < bytes.length; offset += partBytes) {
    const blob = bytes.subarray(offset, offset + partBytes);
    yield { blob, remainingBytes: bytes.length - offset - blob.length };
  }
}

test('a hash that is right, wrong, or not there', async (t) => {
  const check = async (bytes: Uint8Array) => {
    const file = await openSnapshotFile(await fileOf(t, bytes));
    await file.checkHash(signal).finally(() => file.close());
  };
  await check(snapshot);
  const flipped = Buffer.from(snapshot);
  flipped[700] = 1;
  await assert.rejects(check(flipped), /is damaged: its SHA-256 is not the one at its end; use another copy/);
  await assert.rejects(check(content), /has no SHA-256 at its end: .*--skip-hash-check takes it as it is/);
  await assert.rejects(check(snapshot.subarray(0, 9_000)), /has no SHA-256 at its end/);
  await assert.rejects(check(Buffer.alloc(0)), /has no SHA-256 at its end/);
});

test('what is no file, or not there, is named', async (t) => {
  const directory = temporaryDirectory(t);
  await assert.rejects(openSnapshotFile(directory), /is no file: name the snapshot itself/);
  await assert.rejects(
    openSnapshotFile(join(directory, 'none')),
    /cannot be read: there is no such file or directory/,
  );
});

test('a stream that is whole becomes a file for its owner, in the place of an older one', async (t) => {
  const path = join(temporaryDirectory(t), 'backup.db');
  await writeFile(path, 'yesterday');
  await chmod(path, 0o644);
  const told: number[] = [];
  const bytes = await saveSnapshot(streamed(snapshot), path, ({ receivedBytes, remainingBytes }) =>
    told.push(receivedBytes + remainingBytes),
  );
  assert.equal(bytes, snapshot.length);
  assert.deepEqual(await readFile(path), snapshot);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual([...new Set(told)], [snapshot.length]);
});

async function* failing(): AsyncGenerator<SnapshotChunk> {
  yield { blob: content, remainingBytes: 32 };
  throw new Error('the connection was lost');
}

test('a stream that is cut, wrong or fails leaves the older file, and nothing else', async (t) => {
  const directory = temporaryDirectory(t);
  const path = join(directory, 'backup.db');
  await writeFile(path, 'yesterday');
  const wrong = Buffer.concat([content, createHash('sha256').update('other').digest()]);
  const save = (stream: AsyncIterable<SnapshotChunk>) => saveSnapshot(stream, path, () => undefined);
  await assert.rejects(save(streamed(snapshot.subarray(0, 4_096))), /without its SHA-256: nothing was saved/);
  await assert.rejects(save(streamed(wrong, 31)), /does not have the SHA-256 that the member sent/);
  await assert.rejects(save(failing()), /the connection was lost/);
  assert.deepEqual(await readdir(directory), ['backup.db']);
  assert.equal(await readFile(path, 'utf8'), 'yesterday');
});

test('a place that cannot be written is named', async (t) => {
  const path = join(temporaryDirectory(t), 'none', 'backup.db');
  await assert.rejects(
    saveSnapshot(streamed(snapshot), path, () => undefined),
    /backup\.db cannot be written: there is no such file or directory/,
  );
});
