import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ConnectionError } from '../../source/connect/connection-error.js';
import { formatContexts, parseContexts } from '../../source/connect/contexts/context-text.js';
import { contextsPath, readContexts, updateContexts } from '../../source/connect/contexts/contexts-file.js';
import {
  contextNamed,
  nameProblem,
  noContexts,
  type SavedContexts,
  withContext,
  withoutContext,
} from '../../source/connect/contexts/saved-context.js';

async function configHome(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-config-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const context = (endpoint: string) => ({ values: new Map([['endpoints', endpoint] as const]) });

function refuses(text: string, ...parts: readonly string[]): void {
  assert.throws(
    () => parseContexts(text, '/c.json'),
    (error) => {
      assert.ok(error instanceof ConnectionError, String(error));
      assert.match(error.message, /^\/c\.json: [^\n]+\.$/u);
      for (const part of parts) {
        assert.ok(error.message.includes(part), `"${error.message}" lacks "${part}"`);
      }
      return true;
    },
  );
}

test('what is written is read again, every kind of field', () => {
  const saved: SavedContexts = {
    current: 'b',
    contexts: new Map([
      ['b', context('https://b:1')],
      [
        'a',
        {
          values: new Map([
            ['endpoints', 'https://a:1,https://a:2'],
            ['cacert', '/ca'],
            ['cert', '/c'],
            ['key', '/k'],
            ['tls-server-name', 'etcd'],
            ['insecure-skip-tls-verify', 'true'],
            ['insecure-transport', 'false'],
            ['user', 'root'],
            ['dial-timeout', '5s'],
          ]),
        },
      ],
    ]),
  };
  const text = formatContexts(saved);
  const read = parseContexts(text, '/c.json');
  assert.equal(read.current, 'b');
  assert.deepEqual(read.contexts.get('a'), saved.contexts.get('a'));
  assert.deepEqual(read.contexts.get('b'), saved.contexts.get('b'));
  assert.deepEqual(JSON.parse(text).contexts.a, {
    endpoints: ['https://a:1', 'https://a:2'],
    cacert: '/ca',
    cert: '/c',
    key: '/k',
    'tls-server-name': 'etcd',
    'insecure-skip-tls-verify': true,
    'insecure-transport': false,
    user: 'root',
    'dial-timeout': '5s',
    password: 'ask',
  });
});

test('what is unknown or wrong in the file is refused with a sentence', () => {
  const file = (fields: object) => JSON.stringify({ version: 1, contexts: {}, ...fields });
  const one = (fields: object) => file({ contexts: { a: { endpoints: ['https://a'], ...fields } } });
  refuses('{', 'not JSON');
  refuses('[]', 'object');
  refuses('{"version":2,"contexts":{}}', 'version 1');
  refuses(file({ colour: 1 }), '"colour"', 'unknown');
  refuses(file({ contexts: [] }), '"contexts"');
  refuses(file({ contexts: { a: {} } }), 'context a', '"endpoints"');
  refuses(file({ contexts: { 'a b': {} } }), '"a b"');
  refuses(file({ current: 'x' }), '"current"');
  refuses(one({ ca: '/x' }), 'context a', '"ca"', 'unknown');
  refuses(one({ endpoints: 'https://a' }), '"endpoints"', 'list');
  refuses(one({ endpoints: [] }), '"endpoints"', 'list');
  refuses(one({ cacert: 1 }), '"cacert"', 'text');
  refuses(one({ 'insecure-skip-tls-verify': 'true' }), 'true or false');
});

test('a password in the file is refused and not repeated', () => {
  const text = JSON.stringify({
    version: 1,
    contexts: { a: { endpoints: ['https://a'], user: 'root', password: 'hunter2' } },
  });
  refuses(text, '"password"', 'password-file');
  assert.throws(
    () => parseContexts(text, '/c.json'),
    (error) => error instanceof Error && !error.message.includes('hunter2'),
  );
  refuses(text.replace('"root"', '"root:x"').replace('"hunter2"', '"ask"'), '"user"');
});

test('names are easy to type', () => {
  for (const name of ['prod', 'a', 'eu-1.prod_2', 'admin@prod', '9']) {
    assert.equal(nameProblem(name), undefined);
  }
  for (const name of ['', '-a', 'a b', 'ä', 'a/b', 'a:1', '../x', 'x'.repeat(64), 'a\n', '__proto__']) {
    assert.notEqual(nameProblem(name), undefined, name);
  }
});

test('a context that is not there, and what is', () => {
  const saved = withContext(withContext(noContexts, 'a', context('https://a')), 'b', context('https://b'));
  assert.throws(() => contextNamed(saved, 'x'), /"x".*there are a, b/u);
  assert.throws(() => contextNamed(noContexts, 'x'), /none is/u);
  assert.throws(() => withoutContext(saved, 'x'), ConnectionError);
  assert.equal(withoutContext({ ...saved, current: 'a' }, 'a').current, undefined);
  assert.equal(withoutContext({ ...saved, current: 'b' }, 'a').current, 'b');
});

test('where the file is', () => {
  assert.equal(contextsPath({}, '/home/u'), '/home/u/.config/etcdscope/contexts.json');
  assert.equal(contextsPath({ XDG_CONFIG_HOME: '/x' }, '/home/u'), '/x/etcdscope/contexts.json');
  assert.equal(
    contextsPath({ XDG_CONFIG_HOME: 'relative' }, '/home/u'),
    '/home/u/.config/etcdscope/contexts.json',
  );
});

test('the file is its owner’s alone, and nothing else is left beside it', async (t) => {
  const path = contextsPath({ XDG_CONFIG_HOME: await configHome(t) }, '/');
  assert.equal(await readContexts(path), noContexts);
  await updateContexts(path, (saved) => withContext(saved, 'a', context('https://a')));
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
  assert.deepEqual(await readdir(dirname(path)), ['contexts.json']);
});

test('a change that refuses, and a file that cannot be understood, leave it as it was', async (t) => {
  const path = contextsPath({ XDG_CONFIG_HOME: await configHome(t) }, '/');
  await updateContexts(path, (saved) => withContext(saved, 'a', context('https://a')));
  const before = await readFile(path, 'utf8');
  await assert.rejects(
    updateContexts(path, (saved) => withoutContext(saved, 'x')),
    ConnectionError,
  );
  assert.equal(await readFile(path, 'utf8'), before);
  await writeFile(path, 'torn');
  await assert.rejects(
    updateContexts(path, (saved) => saved),
    /not JSON/u,
  );
  assert.equal(await readFile(path, 'utf8'), 'torn');
  assert.deepEqual(await readdir(dirname(path)), ['contexts.json']);
});

test('a link to the file stays a link', async (t) => {
  const home = await configHome(t);
  const path = contextsPath({ XDG_CONFIG_HOME: home }, '/');
  await mkdir(dirname(path));
  await writeFile(join(home, 'elsewhere.json'), formatContexts(noContexts));
  await symlink(join(home, 'elsewhere.json'), path);
  await updateContexts(path, (saved) => withContext(saved, 'a', context('https://a')));
  assert.equal((await readContexts(join(home, 'elsewhere.json'))).contexts.size, 1);
});

test('a directory that cannot be written is named', async (t) => {
  const home = await configHome(t);
  await writeFile(join(home, 'etcdscope'), '');
  const path = contextsPath({ XDG_CONFIG_HOME: home }, '/');
  await assert.rejects(
    updateContexts(path, (saved) => saved),
    (error) => error instanceof ConnectionError && error.message.startsWith(`${path} cannot be written`),
  );
});

test('a lock that nobody gives up is named after a while', async (t) => {
  const path = contextsPath({ XDG_CONFIG_HOME: await configHome(t) }, '/');
  await updateContexts(path, () => noContexts);
  await writeFile(`${path}.lock`, '');
  await assert.rejects(
    updateContexts(path, (saved) => saved, 2),
    /another etcdscope.*contexts\.json\.lock/u,
  );
});

const run = promisify(execFile);
const module = fileURLToPath(new URL('../../source/connect/contexts/', import.meta.url));

test('writers at the same time, in this process and in others, lose nothing', async (t) => {
  const path = contextsPath({ XDG_CONFIG_HOME: await configHome(t) }, '/');
  const each = 20;
  const script = `
    import { updateContexts } from '${module}contexts-file.ts';
    import { withContext } from '${module}saved-context.ts';
    const [path, who, count] = process.argv.slice(1);
    const context = { values: new Map([['endpoints', 'https://a']]) };
    for (let index = 0; index < Number(count); index++) {
      await updateContexts(path, (saved) => withContext(saved, who + index, context));
    }`;
  const others = ['x', 'y'].map((who) =>
    run(process.execPath, [
      '--import',
      'tsx/esm',
      '--input-type=module',
      '-e',
      script,
      path,
      who,
      String(each),
    ]),
  );
  const own = Array.from({ length: each }, (_, index) =>
    updateContexts(path, (saved) => withContext(saved, `own${index}`, context('https://a'))),
  );
  await Promise.all([...others, ...own]);
  const { contexts } = await readContexts(path);
  assert.equal(contexts.size, 3 * each);
});
