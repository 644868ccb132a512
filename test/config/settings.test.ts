import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { loadSettings, saveSettings, settingsPath } from '../../source/config/settings-file.js';
import { readSettings } from '../../source/config/settings-text.js';

const read = (text: string) => readSettings(text, 'config.json');

async function folder(t: TestContext): Promise<string> {
  const created = await mkdtemp(path.join(tmpdir(), 'etcdscope-config-'));
  t.after(() => rm(created, { recursive: true, force: true }));
  return created;
}

describe('the text of a settings file', () => {
  it('is a JSON object of known fields', () => {
    assert.deepEqual(read('{"skin": "light", "mouse": false}'), {
      settings: { skin: 'light', mouse: false },
      problems: [],
    });
    assert.deepEqual(read('{"split": 40}').settings, { skin: undefined, mouse: true, split: 40 });
    assert.equal(read('{"ascii": true}').settings.ascii, true);
    assert.match(read('{"split": 90}').problems[0] ?? '', /"split" that must be a number from 25 to 75/);
    assert.deepEqual(read('{}'), { settings: { skin: undefined, mouse: true }, problems: [] });
  });

  it('is read as far as it is right; what is wrong is a sentence with file and field', () => {
    const { settings, problems } = read('{"skin": "pink", "mouse": false, "keys": {}, "__proto__": 1}');
    assert.deepEqual(settings, { skin: undefined, mouse: false });
    assert.equal(problems.length, 3);
    assert.match(problems[0] ?? '', /^config\.json has a field "skin" that must be one of "dark", "light"/);
    assert.match(problems[1] ?? '', /^config\.json has a field "keys" that etcdscope does not know/);
    assert.match(problems[2] ?? '', /"__proto__"/);
    assert.match(read('{"mouse": "off"}').problems[0] ?? '', /"mouse" that must be true or false/);
  });

  it('is refused whole when it is something else', () => {
    for (const text of ['', 'skin: dark', '[]', 'null', '"dark"', '{"skin": "dark"']) {
      const { settings, problems } = read(text);
      assert.deepEqual(settings, { skin: undefined, mouse: true });
      assert.deepEqual(problems, ['config.json is not a JSON object; the defaults are used.'], text);
    }
  });
});

describe('the settings file', () => {
  it('is where the XDG base directory specification has it', () => {
    assert.equal(settingsPath({ XDG_CONFIG_HOME: '/x' }, '/home/a'), '/x/etcdscope/config.json');
    assert.equal(settingsPath({}, '/home/a'), '/home/a/.config/etcdscope/config.json');
    assert.equal(settingsPath({ XDG_CONFIG_HOME: '' }, '/home/a'), '/home/a/.config/etcdscope/config.json');
    assert.equal(
      settingsPath({ XDG_CONFIG_HOME: 'relative' }, '/home/a'),
      '/home/a/.config/etcdscope/config.json',
    );
  });

  it('need not exist, and comes back as it was written', async (t) => {
    const file = path.join(await folder(t), 'new', 'etcdscope', 'config.json');
    assert.deepEqual((await loadSettings(file)).problems, []);
    await saveSettings(file, { skin: 'colour-blind', mouse: false });
    assert.deepEqual(await loadSettings(file), {
      settings: { skin: 'colour-blind', mouse: false },
      problems: [],
    });
    await saveSettings(file, { skin: undefined, mouse: true });
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), { mouse: true });
    assert.deepEqual(await readdir(path.dirname(file)), ['config.json'], 'no draft is left');
  });

  it('that cannot be read is a sentence, not a failure', async (t) => {
    const directory = await folder(t);
    const { problems } = await loadSettings(directory);
    assert.equal(problems.length, 1);
    assert.ok(problems[0]?.startsWith(`${directory} cannot be read`), problems[0]);
    const file = path.join(directory, 'huge.json');
    await writeFile(file, `{"skin": "${'x'.repeat(1_000_000)}"}`);
    assert.match((await loadSettings(file)).problems[0] ?? '', /is not a JSON object/);
  });

  it('that cannot be written is a sentence with its name, and leaves nothing behind', async (t) => {
    const directory = await folder(t);
    const file = path.join(directory, 'config.json');
    await mkdir(path.join(file, 'in the way'), { recursive: true });
    await assert.rejects(saveSettings(file, { skin: 'dark', mouse: true }), {
      message: /^The settings cannot be written to .*config\.json \((EISDIR|ENOTEMPTY|EEXIST|EPERM)\)\.$/,
    });
    assert.deepEqual(await readdir(directory), ['config.json']);
  });
});
