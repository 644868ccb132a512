import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { CompiledCode } from '../../source/compiled-code.js';
import { bundle } from '../support/bundle.js';

const text = '(function(){ return [1, 2].map((each) => each + 1); })';

/** A home of its own for the cache, and what runs the text with what was kept there. */
async function withCache(
  use: (cache: { readonly kept: string; readonly start: (build?: string) => Started }) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-code-'));
  const kept = path.join(directory, 'etcdscope', 'code');
  try {
    await use({ kept, start: (build = 'first') => startWith(directory, build) });
  } finally {
    await rm(directory, { recursive: true });
  }
}

interface Started {
  readonly keep: () => void;
  readonly foundCode: boolean;
}

function startWith(directory: string, build: string): Started {
  let wasNew = false;
  const code = new CompiledCode({
    shipped: path.join(directory, 'shipped'),
    build,
    environment: { XDG_CACHE_HOME: directory },
    onNew: () => {
      wasNew = true;
    },
  });
  const script = code.compile('part', 'part.cjs', text);
  assert.deepEqual(script.runInThisContext()(), [2, 3]);
  assert.equal(script.cachedDataRejected !== false, wasNew);
  return { keep: () => code.keep(), foundCode: !wasNew };
}

test('what one start kept is what the next one finds, readable by nobody else', () =>
  withCache(async ({ kept, start }) => {
    const first = start();
    assert.equal(first.foundCode, false);
    first.keep();
    assert.equal(start().foundCode, true);
    assert.equal((await readdir(kept)).length, 1);
  }));

test('code that was damaged, or cut short, is not run', () =>
  withCache(async ({ kept, start }) => {
    start().keep();
    const [name = ''] = await readdir(kept);
    const file = path.join(kept, name);
    const whole = await readFile(file);
    const damaged = Buffer.from(whole);
    damaged[damaged.length - 8] = (damaged.at(-8) ?? 0) ^ 0xff;
    for (const bytes of [damaged, whole.subarray(0, 100), Buffer.alloc(0)]) {
      await writeFile(file, bytes);
      assert.equal(start().foundCode, false, `${bytes.length} bytes`);
    }
    start().keep();
    assert.equal(start().foundCode, true);
  }));

test('code in a folder that others may write to is neither run nor left', () =>
  withCache(async ({ kept, start }) => {
    start().keep();
    for (const folder of [kept, path.dirname(kept)]) {
      await chmod(folder, 0o777);
      assert.equal(start().foundCode, false);
      await chmod(folder, 0o700);
    }
    await rm(kept, { recursive: true });
    await mkdir(kept);
    await chmod(kept, 0o777);
    start().keep();
    assert.deepEqual(await readdir(kept), []);
  }));

test('another build finds nothing of this one, and takes its place', () =>
  withCache(async ({ kept, start }) => {
    start('first').keep();
    const second = start('second');
    assert.equal(second.foundCode, false);
    second.keep();
    assert.equal(start('second').foundCode, true);
    assert.deepEqual(
      (await readdir(kept)).filter((file) => file.includes('first')),
      [],
    );
  }));

test('the build left code of every part, for the Node that built it', async () => {
  const parts = path.join(path.dirname(bundle), 'parts');
  const texts = (await readdir(parts)).filter((file) => file.endsWith('.cjs'));
  assert.ok(texts.length > 1, `${texts}`);
  for (const file of texts) {
    const text = await readFile(path.join(parts, file), 'latin1');
    const code = file.replace('.cjs', `-${cachedDataVersionTag().toString(16)}.code`);
    const script = new Script(text, { cachedData: await readFile(path.join(parts, code)) });
    assert.equal(script.cachedDataRejected, false, file);
    // Read as Latin-1, as a start does, it must be what was built.
    assert.equal(text, await readFile(path.join(parts, file), 'utf8'), file);
  }
});
