import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startTestMember } from './test-member.js';

test('a data directory says its format; a later one stops the start with a sentence', async (t) => {
  const first = await startTestMember(t);
  await first.stop();
  const file = join(first.directory, 'member', 'format');
  assert.equal(await readFile(file, 'utf8'), '1\n');
  const again = await startTestMember(t, { directory: first.directory });
  await again.stop();
  for (const later of ['2\n', 'one\n']) {
    await writeFile(file, later);
    await assert.rejects(startTestMember(t, { directory: first.directory }), {
      name: 'DataDirectoryError',
      message:
        /has format "(2|one)", and this etcdscope knows up to 1: start it with the version that wrote it/,
    });
  }
});

test('one from before there was a format, or cut off while it was written, gets it', async (t) => {
  const first = await startTestMember(t);
  await first.stop();
  const file = join(first.directory, 'member', 'format');
  await writeFile(file, '');
  await (await startTestMember(t, { directory: first.directory })).stop();
  assert.equal(await readFile(file, 'utf8'), '1\n');
});
