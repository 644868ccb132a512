import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeWhole } from '../../source/files/write-whole.js';

const directory = await mkdtemp(join(tmpdir(), 'write-whole-test-'));
after(() => rm(directory, { recursive: true }));

test('a file that is replaced is the old one until it is whole, and its owner alone reads the new one', async () => {
  const path = join(directory, 'replaced');
  await writeFile(path, 'old', { mode: 0o644 });
  const given = await writeWhole(path, 'replace', async (file) => {
    await file.writeFile('ne');
    assert.equal(await readFile(path, 'utf8'), 'old');
    await file.writeFile('w');
    return 7;
  });
  assert.equal(given, 7);
  assert.equal(await readFile(path, 'utf8'), 'new');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('what fails half way leaves the old file and nothing else', async () => {
  const path = join(directory, 'kept');
  await writeFile(path, 'old');
  const before = await readdir(directory);
  const failing = writeWhole(path, 'replace', async (file) => {
    await file.writeFile('half');
    throw new Error('no more');
  });
  await assert.rejects(failing, /no more/);
  assert.equal(await readFile(path, 'utf8'), 'old');
  assert.deepEqual(await readdir(directory), before);
});

test('a new file takes no name that is in use', async () => {
  const path = join(directory, 'taken');
  await writeFile(path, 'mine');
  const before = await readdir(directory);
  await assert.rejects(
    writeWhole(path, 'new', (file) => file.writeFile('yours')),
    { code: 'EEXIST' },
  );
  assert.equal(await readFile(path, 'utf8'), 'mine');
  assert.deepEqual(await readdir(directory), before);
});
