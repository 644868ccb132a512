import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { type Screen, withScreen } from './harness.js';

const open = (columns: number, rows: number) => ({
  client: new FakeClient(demoCluster).up(),
  columns,
  rows,
  writable: true,
});

/** Actions, the second of them, its plan. */
async function planDefragmentation(screen: Screen): Promise<void> {
  await screen.advance(1_000);
  await screen.press('6', 'down', 'return');
  assert.match(screen.frame, /Defragment 3 members/);
}

describe('a dialog', () => {
  it('stands over everything but the state of the cluster', async () => {
    for (const [columns, rows] of [
      [80, 24],
      [120, 40],
    ] as const) {
      await withScreen(open(columns, rows), async (screen) => {
        await planDefragmentation(screen);
        assert.match(screen.lines[0] ?? '', /● healthy/);
        assert.match(screen.lines.at(-1) ?? '', /the dialog has the keys/);
      });
    }
  });

  it('has the keys to itself', async () => {
    await withScreen(open(80, 24), async (screen) => {
      await planDefragmentation(screen);
      await screen.type('q1z?');
      assert.equal(screen.ended, undefined);
      assert.match(screen.frame, /q1z\?▏/);
      await screen.press('escape');
      assert.doesNotMatch(screen.frame, /Defragment 3 members/);
    });
  });

  it('is not confirmed before its last line was on the screen', async () => {
    await withScreen(open(80, 24), async (screen) => {
      await planDefragmentation(screen);
      assert.match(screen.frame, /↓ \d+ more lines? {2}⏎ read on/);
      await screen.type('prod-a');
      await screen.press('return');
      assert.match(screen.frame, /↑ \d+ above {2}⏎ start/, 'return has read on');
      await screen.press('up');
      assert.match(screen.frame, /⏎ start/, 'what was read stays read');
      await screen.press('return');
      assert.match(screen.frame, /running/);
    });
  });

  it('takes a paste as typing', async () => {
    await withScreen(open(120, 40), async (screen) => {
      await planDefragmentation(screen);
      await screen.paste('prod-a\r');
      assert.match(screen.frame, /prod-a ▏/, 'the line end in it did not submit');
      assert.doesNotMatch(screen.frame, /running/);
    });
  });
});
