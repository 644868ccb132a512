import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tooLongToCopy } from '../../source/store/clipboard.js';
import { textDocument } from '../../source/store/value-document.js';
import { lineValue } from '../../source/store/value-line.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { assertGolden, type Screen, withScreen } from '../screens/harness.js';
import { eventually } from '../support/eventually.js';

const widget = JSON.stringify({
  apiVersion: 'acme.io/v1',
  kind: 'Widget',
  metadata: {
    name: 'one',
    namespace: 'default',
    labels: { app: 'web' },
    managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:spec': { 'f:needle': {} } } }],
  },
  spec: { hostile: '\u001b[31m', size: 3, parts: [{ name: 'a', text: 'x "y"' }, { name: 'b' }] },
});

async function withWidget(
  [columns, rows]: readonly [number, number],
  use: (screen: Screen, copied: () => string, client: FakeClient) => Promise<void>,
): Promise<void> {
  const key = '/registry/acme.io/widgets/default/one';
  const client = new FakeClient({ ...demoCluster, keys: { [key]: widget } }).up();
  await withScreen({ client, columns, rows }, async (screen) => {
    for (let level = 0; level < 4; level += 1) await screen.press('right', 'down');
    await screen.advance(200);
    await screen.press('v');
    // Alone, so that no other pane stands in the same lines.
    if (columns >= 120) await screen.press('z');
    await screen.advance(200);
    await use(screen, () => screen.inspector.runtime.getState().ui.copied?.text ?? '', client);
  });
}

const lineOf = (screen: Screen, text: string): string =>
  screen.frame.split('\n').find((line) => line.includes(text)) ?? '';

async function goTo(screen: Screen, text: string): Promise<void> {
  for (let step = 0; step < 60 && !lineOf(screen, text).includes('❯'); step += 1) await screen.press('down');
  assert.match(lineOf(screen, text), /❯/u, text);
}

describe('folding a value on the screen', () => {
  for (const size of [
    [80, 24],
    [120, 40],
  ] as const) {
    it(`hides who wrote which field until it is opened, and says so: ${size[0]}x${size[1]}`, async () => {
      await withWidget(size, async (screen) => {
        assert.match(lineOf(screen, '"managedFields"'), /\[ ⋯ 8 lines \]/u);
        assert.match(screen.frame, /managedFields folded/u);
        assertGolden(screen, `value-folded-${size[0]}x${size[1]}`);
        await goTo(screen, '"managedFields"');
        await screen.press('return');
        assert.match(screen.frame, /"manager": "kubectl"/u);
        assert.doesNotMatch(screen.frame, /folded/u);
        await screen.press('down', 'down', '-');
        assert.match(lineOf(screen, '⋯'), /❯ *\{ ⋯ 6 lines \}/u);
        await screen.press('-');
        assert.match(lineOf(screen, '"managedFields"'), /❯.*⋯ 8 lines/u);
        await screen.press('_');
        assert.match(lineOf(screen, '"metadata"'), /\{ ⋯ \d+ lines \},/u);
        assert.match(lineOf(screen, '"spec"'), /\{ ⋯ \d+ lines \}/u);
        assert.match(screen.frame, /2 blocks folded/u);
        assertGolden(screen, `value-folded-all-${size[0]}x${size[1]}`);
        await screen.press('=');
        assert.doesNotMatch(screen.frame, /⋯|folded/u);
      });
    });
  }

  it('opens a fold that holds what is found', async () => {
    await withWidget([80, 24], async (screen) => {
      await screen.press('/');
      await screen.type('f:needle');
      await eventually('it is found', async () => {
        await screen.settle();
        return screen.frame.includes('1 of 1');
      });
      assert.match(lineOf(screen, '"f:needle"'), /❯/u);
    });
  });

  it('folds the item of a list and the list in YAML, by what stands deeper', async () => {
    await withWidget([120, 40], async (screen) => {
      await screen.press('f');
      assert.match(lineOf(screen, 'managedFields:'), /⋯ \d+ lines/u);
      await goTo(screen, '- name: a');
      await screen.press('-');
      assert.match(lineOf(screen, '- name: a'), /⋯ 1 line/u);
      assert.match(screen.frame, /- name: b/u);
      await screen.press('-');
      assert.match(lineOf(screen, 'parts:'), /❯.*⋯ 3 lines/u);
    });
  });

  it('copies what a line says, and nothing that a terminal would obey', async () => {
    await withWidget([120, 40], async (screen, copied) => {
      const cases = [
        ['"kind"', 'Widget'],
        ['"labels"', '{\n  "app": "web"\n}'],
        ['"hostile"', '"\\u001b[31m"'],
        ['"size"', '3'],
        ['"text"', 'x "y"'],
      ] as const;
      for (const [line, wanted] of cases) {
        await goTo(screen, line);
        await screen.press('y');
        assert.equal(copied().replace(/^"labels": /u, ''), wanted);
      }
      await screen.press('x', 'y');
      assert.match(screen.frame, /Bytes have no lines/u);
    });
  });

  it('says that a block is longer than what was put together of it', () => {
    const lines = 80_000;
    const document = textDocument(JSON.stringify({ list: Array(lines).fill(1) }, undefined, 1), 'json');
    assert.ok(lineValue(document, 1).isCut);
    assert.match(tooLongToCopy(lineValue(document, 1).text.length, true), /^That is more than \d/u);
    assert.equal(lineValue(document, 2).isCut, false);
  });

  it('keeps what is folded when the value changes', async () => {
    await withWidget([80, 24], async (screen, _, client) => {
      await goTo(screen, '"labels"');
      await screen.press('return');
      client.write('/registry/acme.io/widgets/default/one', widget.replace('"size":3', '"size":4'), 0);
      await screen.advance(200);
      assert.match(lineOf(screen, '"labels"'), /⋯ 1 line \}/u);
      assert.match(lineOf(screen, '"managedFields"'), /⋯/u);
    });
  });
});
