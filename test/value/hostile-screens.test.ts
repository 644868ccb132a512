import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { nasty, values } from '../e2e/hostile-cluster.js';
import { unseenCharacter } from '../presentation/nasty.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { type Screen, withScreen } from '../screens/harness.js';
import { eventually } from '../support/eventually.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

/** Every line is drawn inside its frame, and nothing that came from the cluster acted on the terminal. */
function assertWhole(screen: Screen, rows: number, after: string): void {
  const framed = screen.lines.slice(rows === 40 ? 1 : 2).filter((line) => /^[╭│╰]/u.test(line));
  assert.ok(framed.length >= rows - 5, `${after}: the frame is whole\n${screen.frame}`);
  for (const line of framed) assert.match(line, /^[╭│╰].*[╮│╯]$/u, after);
  for (const line of screen.lines) assert.doesNotMatch(line, unseenCharacter, after);
  assert.doesNotMatch(screen.terminal.title, /pwned/u);
  assert.deepEqual(screen.terminal.clipboard, []);
  assert.ok(screen.terminal.isAlternateScreen);
}

async function pressAll(screen: Screen, rows: number, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await screen.press(key);
    assertWhole(screen, rows, `after ${key}`);
  }
}

async function openValue(screen: Screen, key: string): Promise<void> {
  await screen.type(`:key ${key}`);
  await screen.press('return', '2');
  await eventually(`the value of ${key} is read`, async () => {
    await screen.advance(100);
    return screen.inspector.runtime.getState().value.content.kind === 'present';
  });
}

const search = ['/', 'a', 'return', 'n', 'escape'];

/** Those whose kinds of harm differ; every key press is drawn and looked at. */
const tried = ['wide', 'broken', 'map', 'nested-protobuf', 'json', 'deep-json', 'tower'] as const;

describe('hostile values in the value pane', () => {
  for (const [index, name] of tried.entries()) {
    it(`${name}: stay inside in every form, wrapped, folded and searched`, async () => {
      const value = values[name];
      assert.ok(value);
      const [columns, rows] = sizes[index % 2] ?? sizes[0];
      const client = new FakeClient({ ...demoCluster, keys: { '/a/value': value } }).up();
      await withScreen({ client, columns, rows }, async (screen) => {
        await openValue(screen, '/a/value');
        for (let form = 0; form < 5; form += 1) {
          await pressAll(screen, rows, [...search, 'w', 'G', 'w', '_', 'f']);
        }
        client.write('/a/value', Buffer.concat([value, Buffer.from(nasty)]), screen.clock.nowMs());
        await screen.advance(500);
        await pressAll(screen, rows, ['h', 'd', 'G', ...search, 'escape']);
      });
    });
  }

  it('stay inside where they are found by what they have in them', async () => {
    const client = new FakeClient({ ...demoCluster, keys: { '/a/value': values['wide'] ?? '' } }).up();
    await withScreen({ client, columns: 80, rows: 24 }, async (screen) => {
      await openValue(screen, '/a/value');
      for (const wanted of ['漢', '漢漢', '\u0301', 'pwned', 'e\u0301']) {
        await screen.press('/');
        await screen.paste(wanted);
        await pressAll(screen, 24, ['return', 'n', 'w', 'n', 'N', 'w', 'escape']);
      }
    });
  });

  it('stay inside on both sides of a conflict', async (t) => {
    const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-hostile-'));
    t.after(() => rm(directory, { recursive: true, force: true }));
    const editor = path.join(directory, 'editor');
    // No control characters: those are refused before an editor is opened.
    const text = Buffer.from(values['wide'] ?? '').toString();
    const mine = [...text].filter((each) => each >= ' ' || each === '\n').join('');
    const tame = mine.replaceAll('\x7f', '');
    await writeFile(`${editor}.mine`, `${tame}\n`);
    await writeFile(editor, '#!/bin/sh\ncp "$0.mine" "$1"\n');
    await chmod(editor, 0o700);
    const environment = { EDITOR: editor, XDG_STATE_HOME: directory, XDG_RUNTIME_DIR: directory };
    const [single] = demoCluster.members;
    assert.ok(single);
    for (const [columns, rows] of sizes) {
      const cluster = {
        ...demoCluster,
        members: [single],
        leaderId: single.id,
        keys: { '/a/value': 'one\n' },
      };
      const client = new FakeClient(cluster).up();
      const options = { client, columns, rows, writable: true, environment };
      await withScreen(options, async (screen) => {
        await openValue(screen, '/a/value');
        await screen.press('e');
        const sees = (words: string) =>
          eventually(`the screen says ${words}`, async () => {
            await screen.settle();
            return screen.frame.includes(words);
          });
        await sees('Write /a/value');
        assertWhole(screen, rows, 'the plan');
        client.write('/a/value', `${tame.split('').toReversed().join('')}\n${nasty}`, screen.clock.nowMs());
        await screen.press(...Array.from({ length: 8 }, () => 'pagedown'));
        await screen.type('prod-a');
        await screen.press('return');
        await sees('Changed meanwhile');
        await pressAll(screen, rows, ['pagedown', 'pagedown', 'pageup', 'escape']);
      });
    }
  });
});
