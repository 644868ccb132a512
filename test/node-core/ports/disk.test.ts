import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Disk } from '../../../node-core/ports/disk.js';
import { realDisk } from '../../../node-core/ports/real-disk.js';
import { SimulatedDisk } from '../../../node-core/ports/simulated-disk.js';
import { SimulatedEntropy } from '../../../node-core/ports/simulated-entropy.js';

const text = (value: string) => new TextEncoder().encode(value);
const shown = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

let root = '';

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'etcdscope-disk-'));
});

after(() => rm(root, { recursive: true, force: true }));

const disks: readonly (readonly [string, Disk])[] = [
  ['the real disk', realDisk],
  ['the simulated disk', new SimulatedDisk(new SimulatedEntropy(1))],
];

for (const [name, disk] of disks) {
  describe(name, () => {
    const fresh = async (directory: string) => {
      const path = join(root, name.replaceAll(' ', '-'), directory);
      await disk.makeDirectory(path);
      return path;
    };

    test('what is written at an offset is read back, and reading stops at the end', async () => {
      const directory = await fresh('offsets');
      const file = await disk.open(join(directory, 'a'), 'create');
      await file.write(3, text('defgh'));
      await file.write(0, text('abc'));
      await file.sync();
      assert.equal(await file.size(), 8);
      assert.equal(shown(await file.read(2, 3)), 'cde');
      assert.equal(shown(await file.read(6, 100)), 'gh');
      assert.equal((await file.read(8, 10)).length, 0);
      await file.close();
      assert.equal(shown(await disk.readAll(join(directory, 'a'))), 'abcdefgh');
    });

    test('what is written synced is there, after other writes and after a rename too', async () => {
      const directory = await fresh('synced');
      const file = await disk.open(join(directory, 'a'), 'create');
      await file.writeSynced(0, text('abc'));
      await file.write(3, text('def'));
      await file.writeSynced(6, text('ghi'));
      await disk.rename(join(directory, 'a'), join(directory, 'b'));
      await disk.open(join(directory, 'a'), 'create').then((other) => other.close());
      await file.writeSynced(9, text('jkl'));
      await file.close();
      assert.equal(shown(await disk.readAll(join(directory, 'b'))), 'abcdefghijkl');
      const reader = await disk.open(join(directory, 'b'), 'read');
      await assert.rejects(reader.writeSynced(0, text('x')), { code: 'EBADF' });
      await reader.close();
    });

    test('allocate lengthens with zeros and never shortens', async () => {
      const directory = await fresh('allocate');
      const file = await disk.open(join(directory, 'a'), 'create');
      await file.write(0, text('abc'));
      await file.allocate(3_000_000);
      assert.equal(await file.size(), 3_000_000);
      await file.allocate(10);
      assert.equal(await file.size(), 3_000_000);
      assert.deepEqual([...(await file.read(0, 5))], [97, 98, 99, 0, 0]);
      assert.ok((await file.read(2_999_000, 2000)).every((byte) => byte === 0));
      await file.truncate(2);
      assert.equal(shown(await file.read(0, 9)), 'ab');
      await file.close();
    });

    test('create empties, the other modes want the file to be there', async () => {
      const directory = await fresh('modes');
      const path = join(directory, 'a');
      await assert.rejects(disk.open(path, 'read'), { code: 'ENOENT' });
      await assert.rejects(disk.open(path, 'read-write'), { code: 'ENOENT' });
      await assert.rejects(disk.open(join(directory, 'no', 'such'), 'create'), { code: 'ENOENT' });
      const first = await disk.open(path, 'create');
      await first.write(0, text('abc'));
      await first.close();
      const reader = await disk.open(path, 'read');
      await assert.rejects(reader.write(0, text('x')), { code: 'EBADF' });
      await reader.close();
      const again = await disk.open(path, 'read-write');
      assert.equal(await again.size(), 3);
      await again.close();
      const emptied = await disk.open(path, 'create');
      assert.equal(await emptied.size(), 0);
      await emptied.close();
    });

    test('names are listed in order, renamed over each other and removed', async () => {
      const directory = await fresh('names');
      assert.deepEqual(await disk.list(join(directory, 'absent')), []);
      for (const file of ['b', 'a', 'c']) {
        const opened = await disk.open(join(directory, file), 'create');
        await opened.write(0, text(file));
        await opened.close();
      }
      await disk.rename(join(directory, 'a'), join(directory, 'c'));
      await disk.makeDirectory(join(directory, 'd', 'e'));
      await disk.syncDirectory(directory);
      assert.deepEqual(await disk.list(directory), ['b', 'c', 'd']);
      assert.equal(shown(await disk.readAll(join(directory, 'c'))), 'a');
      await disk.remove(join(directory, 'b'));
      await assert.rejects(disk.remove(join(directory, 'b')), { code: 'ENOENT' });
      await assert.rejects(disk.rename(join(directory, 'b'), join(directory, 'x')), { code: 'ENOENT' });
      assert.deepEqual(await disk.list(directory), ['c', 'd']);
    });
  });
}

test('the real disk keeps files and directories from other users, and reserves real space', async () => {
  const directory = join(root, 'private', 'deep');
  await realDisk.makeDirectory(directory);
  const path = join(directory, 'a');
  const file = await realDisk.open(path, 'create');
  await file.allocate(1 << 20);
  await file.sync();
  await file.close();
  assert.equal((await stat(join(root, 'private'))).mode & 0o777, 0o700);
  assert.equal((await stat(directory)).mode & 0o777, 0o700);
  const { mode, blocks } = await stat(path);
  assert.equal(mode & 0o777, 0o600);
  assert.ok(blocks * 512 >= 1 << 20, `${blocks} blocks are a hole`);
});
