import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SyncFailedError } from '../../../node-core/ports/disk-error.js';
import { SimulatedDisk } from '../../../node-core/ports/simulated-disk.js';
import { SimulatedEntropy } from '../../../node-core/ports/simulated-entropy.js';

const sectorBytes = 512;

async function newDisk(seed: number): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(new SimulatedEntropy(seed));
  await disk.makeDirectory('/data');
  return disk;
}

/** For each seed, which of 8 sectors written over synced zeros hold the new bytes after a power cut. */
async function sectorsKept(seed: number): Promise<string> {
  const disk = await newDisk(seed);
  const file = await disk.open('/data/a', 'create');
  await file.allocate(8 * sectorBytes);
  await file.sync();
  await disk.syncDirectory('/data');
  await file.write(0, new Uint8Array(8 * sectorBytes).fill(1));
  disk.cutPower();
  disk.restart();
  const bytes = await disk.readAll('/data/a');
  const sectors = Array.from({ length: 8 }, (_, i) => bytes.subarray(i * sectorBytes, (i + 1) * sectorBytes));
  assert.ok(sectors.every((sector) => new Set(sector).size === 1));
  return sectors.map((sector) => sector[0]).join('');
}

test('unsynced bytes are lost, kept or torn by sector, the same way for the same seed', async () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 60; seed += 1) {
    const outcome = await sectorsKept(seed);
    assert.equal(await sectorsKept(seed), outcome);
    outcomes.add(outcome);
  }
  assert.ok(outcomes.has('00000000'));
  assert.ok(outcomes.has('11111111'));
  assert.ok(outcomes.size > 10);
});

test('synced bytes under a synced name survive every power cut', async () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const disk = await newDisk(seed);
    const file = await disk.open('/data/a', 'create');
    await file.write(0, Uint8Array.of(1, 2, 3));
    await file.sync();
    await disk.syncDirectory('/data');
    disk.cutPower();
    disk.restart();
    assert.deepEqual([...(await disk.readAll('/data/a'))], [1, 2, 3], `seed ${seed}`);
  }
});

test('bytes written synced survive; when only the sync fails, that is what is said', async () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const disk = await newDisk(seed);
    const file = await disk.open('/data/a', 'create');
    await file.write(0, Uint8Array.of(1, 2));
    await file.writeSynced(2, Uint8Array.of(3));
    await disk.syncDirectory('/data');
    disk.cutPower();
    disk.restart();
    assert.deepEqual([...(await disk.readAll('/data/a'))], [1, 2, 3], `seed ${seed}`);
  }
  const disk = await newDisk(1);
  const file = await disk.open('/data/a', 'create');
  disk.faults = (operation) => (operation === 'sync' ? { code: 'EIO' } : undefined);
  await assert.rejects(file.writeSynced(0, Uint8Array.of(1)), SyncFailedError);
  disk.faults = (operation) => (operation === 'write' ? { code: 'ENOSPC' } : undefined);
  await assert.rejects(file.writeSynced(0, Uint8Array.of(1)), { code: 'ENOSPC' });
});

test('names that no directory sync confirmed may go, though the file was synced; a rename never halves', async () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 40; seed += 1) {
    const disk = await newDisk(seed);
    const file = await disk.open('/data/tmp', 'create');
    await disk.syncDirectory('/data');
    await disk.rename('/data/tmp', '/data/final');
    await (await disk.open('/data/other', 'create')).sync();
    await file.sync();
    disk.cutPower();
    disk.restart();
    outcomes.add((await disk.list('/data')).join(' '));
  }
  assert.deepEqual([...outcomes].sort(), ['final', 'final other', 'other tmp', 'tmp']);
});

test('the power can go in the middle of a chosen operation; files opened before it stay dead', async () => {
  const disk = await newDisk(5);
  const file = await disk.open('/data/a', 'create');
  disk.cutPowerAt(2);
  await file.write(0, Uint8Array.of(1));
  await assert.rejects(file.sync(), { code: 'EIO' });
  assert.equal(disk.powered, false);
  await assert.rejects(disk.list('/data'), { code: 'EIO' });
  disk.restart();
  await assert.rejects(file.read(0, 1), { code: 'EIO' });
  await disk.list('/data');
});

test('an injected error can come after a part of a write, and a failed sync is never made up for', async () => {
  const disk = await newDisk(6);
  const file = await disk.open('/data/a', 'create');
  await disk.syncDirectory('/data');
  disk.faults = (operation) => (operation === 'write' ? { code: 'ENOSPC', writtenBytes: 700 } : undefined);
  await assert.rejects(file.write(0, new Uint8Array(900).fill(1)), { code: 'ENOSPC' });
  assert.deepEqual(await file.read(0, 900), new Uint8Array(512).fill(1), 'it ends between two sectors');

  const lost: number[] = [];
  for (let seed = 1; seed <= 20; seed += 1) {
    const other = await newDisk(seed);
    const torn = await other.open('/data/a', 'create');
    await other.syncDirectory('/data');
    await torn.write(0, Uint8Array.of(7));
    other.faults = (operation) => (operation === 'sync' ? { code: 'EIO' } : undefined);
    await assert.rejects(torn.sync(), { code: 'EIO' });
    other.faults = undefined;
    assert.deepEqual([...(await torn.read(0, 1))], [7]);
    await torn.sync();
    other.cutPower();
    other.restart();
    lost.push((await other.readAll('/data/a')).length);
  }
  assert.ok(lost.includes(0) && lost.includes(1));
});
