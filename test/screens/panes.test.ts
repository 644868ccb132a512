import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { paneIds } from '../../source/store/intent.js';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { assertGolden, type Screen, withScreen } from './harness.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

/** The others have golden frames of their own, well and in trouble. */
const browsing = ['keys', 'value', 'watch'] as const;

/** `/registry/pods/default/web-1` is selected, what is above it open. */
async function browseToPod(screen: Screen): Promise<void> {
  await screen.advance(1_000);
  const path = ['/registry/', 'pods/', 'default/', 'web-1'];
  for (const name of path) {
    const isSelected = () => screen.lines.some((line) => line.includes('❯') && line.includes(name));
    for (let steps = 0; steps < 20 && !isSelected(); steps += 1) await screen.press('down');
    assert.ok(isSelected(), `${name} is in the tree\n${screen.frame}`);
    if (name.endsWith('/')) await screen.press('right');
  }
  await screen.advance(1_000);
}

/** A few changes of a pod's life, two seconds apart. */
async function changePods(screen: Screen, client: FakeClient): Promise<void> {
  for (const [name, phase] of [
    ['web-2', 'Running'],
    ['web-3', 'Pending'],
    ['api-0', undefined],
  ] as const) {
    const value = phase === undefined ? undefined : JSON.stringify({ kind: 'Pod', status: { phase } });
    client.write(`/registry/pods/default/${name}`, value, screen.clock.nowMs());
    await screen.advance(2_000);
  }
}

describe('panes', () => {
  it('look as they should, one at a time and beside each other', async () => {
    for (const [columns, rows] of sizes) {
      const client = new FakeClient(demoCluster).up();
      await withScreen({ client, columns, rows }, async (screen) => {
        await browseToPod(screen);
        await changePods(screen, client);
        for (const [index, pane] of browsing.entries()) {
          await screen.press(`${index + 1}`);
          await screen.advance(1_000);
          assertGolden(screen, `${pane}-${columns}x${rows}`);
        }
      });
    }
  });

  it('fit into the smallest screen that is usable', async () => {
    const client = new FakeClient(demoCluster).up();
    await withScreen({ client, columns: 40, rows: 10 }, async (screen) => {
      await browseToPod(screen);
      for (const [index] of paneIds.entries()) {
        await screen.press(`${index + 1}`);
        for (const line of screen.lines.slice(2, 9)) assert.match(line, /^[╭│╰].*[╮│╯]$/, line);
      }
    });
  });

  it('keep hostile keys and values inside their frames', async () => {
    const hostile = '\x1b[2J\x1b]0;pwned\x07\u202e\u200b漢字😀\n\x9b31m';
    const keys = { [`/registry/pods/default/${hostile}`]: hostile, [hostile]: hostile, '\x00': '\x00\xff' };
    for (const [columns, rows] of sizes) {
      const client = new FakeClient({ ...demoCluster, keys }).up();
      await withScreen({ client, columns, rows }, async (screen) => {
        await screen.advance(1_000);
        for (const key of [
          'right',
          'down',
          'right',
          'down',
          'right',
          'down',
          'right',
          '2',
          '3',
          '1',
          'up',
          'up',
        ]) {
          client.write(hostile, hostile, screen.clock.nowMs());
          await screen.press(key);
          await screen.advance(1_000);
          const inner = screen.lines.slice(rows === 40 ? 1 : 2, -1);
          for (const line of inner) assert.match(line, /^[╭│╰].*[╮│╯]$/, line);
        }
        assert.ok(screen.terminal.isAlternateScreen);
      });
    }
  });
});
