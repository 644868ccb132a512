import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readFromMemory } from '../../../node-core/bbolt/read-at.js';
import { realClock } from '../../../node-core/ports/real-clock.js';
import { realDisk } from '../../../node-core/ports/real-disk.js';
import { type RestoreOptions, restoreDataDirectory } from '../../../node-core/restore/restore.js';
import { sampleDatabase } from '../../archive/snapshots.js';
import { temporaryDirectory } from '../backend/temporary-backend.js';
import { seededRandom, testSeed } from '../mvcc/seeded-random.js';
import { smallSegments, startTestMember } from '../server/test-member.js';

function optionsOf(dataDirectory: string, database: Uint8Array): RestoreOptions {
  return {
    database: readFromMemory(database),
    dataDirectory,
    founder: { name: 'm1', peerUrls: ['http://localhost:2380'], clusterToken: 'restored' },
    bumpRevision: 0,
    clock: realClock,
    disk: smallSegments(realDisk),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  };
}

async function placeIn(t: TestContext): Promise<{ readonly parent: string; readonly target: string }> {
  const parent = temporaryDirectory(t);
  return { parent, target: join(parent, 'restored') };
}

test('what was restored starts as a member of a new cluster, at the revision of the snapshot', async (t) => {
  const { parent, target } = await placeIn(t);
  await mkdir(target);
  const restored = await restoreDataDirectory(optionsOf(target, await sampleDatabase()));
  assert.equal(restored.keys, 500);
  assert.equal(restored.revision, 701);
  assert.deepEqual(await readdir(parent), ['restored'], 'an empty directory is taken, nothing else is left');
  const { member } = await startTestMember(t, { directory: target });
  assert.equal(member.identity.memberId, restored.memberId);
  assert.equal(member.store.revision, 701);
  assert.deepEqual(
    member.members().map(({ name, peerUrls }) => [name, peerUrls]),
    [['m1', ['http://localhost:2380']]],
  );
});

test('nothing is written over', async (t) => {
  const { parent, target } = await placeIn(t);
  const database = await sampleDatabase();
  await mkdir(target);
  await writeFile(join(target, 'notes'), 'mine');
  await assert.rejects(restoreDataDirectory(optionsOf(target, database)), {
    name: 'RestoreError',
    message: `${target} is there and is not empty: nothing is overwritten, choose another --data-dir`,
  });
  const file = join(parent, 'file');
  await writeFile(file, '');
  await assert.rejects(restoreDataDirectory(optionsOf(file, database)), /is no empty directory/);
});

test('the log goes to a directory of its own when it is asked to, and a member starts on both', async (t) => {
  const { parent, target } = await placeIn(t);
  const walDirectory = join(parent, 'disks', 'wal');
  const database = await sampleDatabase('3.6.0');
  await restoreDataDirectory({ ...optionsOf(target, database), walDirectory });
  assert.deepEqual((await readdir(parent)).sort(), ['disks', 'restored']);
  assert.deepEqual(await readdir(join(target, 'member')), ['backend']);
  assert.ok((await readdir(walDirectory)).some((name) => name.endsWith('.wal')));
  const { member } = await startTestMember(t, { directory: target, walDirectory });
  assert.equal(member.store.revision, 701);
});

test('a directory for the log that is taken, or lies in the data, is refused before anything is made', async (t) => {
  const { parent, target } = await placeIn(t);
  const options = optionsOf(target, await sampleDatabase());
  const inside = join(target, 'member', 'wal');
  await assert.rejects(restoreDataDirectory({ ...options, walDirectory: inside }), /lies in --data-dir/);
  const taken = join(parent, 'taken');
  await mkdir(taken);
  await writeFile(join(taken, 'notes'), 'mine');
  await assert.rejects(
    restoreDataDirectory({ ...options, walDirectory: taken }),
    /is not empty: nothing is overwritten, choose another --wal-dir/,
  );
  assert.deepEqual(await readdir(parent), ['taken']);
});

for (const version of ['3.7.0', '4.0.0', 'new']) {
  test(`a snapshot of storage version ${version} is refused, and nothing is made`, async (t) => {
    const { parent, target } = await placeIn(t);
    await assert.rejects(restoreDataDirectory(optionsOf(target, await sampleDatabase(version))), {
      name: 'RestoreError',
      message: `the snapshot has storage version "${version}", and this etcdscope knows up to 3.6.0: restore it with the etcdutl of that version`,
    });
    assert.deepEqual(await readdir(parent), []);
  });
}

test('a restore that is stopped leaves nothing', async (t) => {
  const { parent, target } = await placeIn(t);
  const options = {
    ...optionsOf(target, await sampleDatabase()),
    signal: AbortSignal.abort(new Error('stopped')),
  };
  await assert.rejects(restoreDataDirectory(options), /stopped/);
  assert.deepEqual(await readdir(parent), []);
});

const seed = testSeed();

test(`a damaged database is refused in a sentence and leaves nothing (TEST_SEED=${seed})`, async (t) => {
  const { parent, target } = await placeIn(t);
  const sound = await sampleDatabase();
  const random = seededRandom(seed);
  for (let round = 0; round < 20; round += 1) {
    const damaged = Buffer.from(sound);
    damaged.fill(random.below(256), random.below(damaged.length / 2));
    await assert.rejects(restoreDataDirectory(optionsOf(target, damaged)), (error: unknown) => {
      assert.ok(error instanceof Error && !error.message.includes('\n'), String(error));
      assert.match(error.name, /^(CorruptDatabase|MalformedRevisionKey|MalformedMessage|DamagedStore)Error$/);
      return true;
    });
    assert.deepEqual(await readdir(parent), []);
  }
});
