import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import type { FakeValue } from '../screens/fake-cluster.js';
import { assertGolden, type Screen, withScreen } from '../screens/harness.js';
import { eventually } from '../support/eventually.js';

async function withValue(
  [columns, rows]: readonly [number, number],
  value: FakeValue,
  use: (screen: Screen, client: FakeClient) => Promise<void>,
): Promise<void> {
  const client = new FakeClient({ ...demoCluster, keys: { '/config/a': value } }).up();
  await withScreen({ client, columns, rows }, async (screen) => {
    await screen.press('right', 'down');
    await screen.advance(200);
    await screen.press('v');
    await screen.advance(200);
    await use(screen, client);
  });
}

async function settleUntil(screen: Screen, text: string | RegExp): Promise<void> {
  await eventually(`the screen says ${String(text)}`, async () => {
    await screen.settle();
    return typeof text === 'string' ? screen.frame.includes(text) : text.test(screen.frame);
  });
}

const poem = Array.from(
  { length: 60 },
  (_, index) => `line ${index} ${index % 7 === 3 ? 'needle' : 'hay'}`,
).join('\n');

describe('searching in a value on the screen', () => {
  for (const size of [
    [80, 24],
    [120, 40],
  ] as const) {
    it(`counts, goes on with n and back with N: ${size[0]}x${size[1]}`, async () => {
      await withValue(size, poem, async (screen) => {
        await screen.press('/');
        await screen.type('NEEDLE');
        await settleUntil(screen, 'not found');
        await screen.press('ctrl+u');
        await screen.type('needle');
        await settleUntil(screen, '1 of 9');
        await screen.press('return', 'n', 'n', 'n');
        assert.match(screen.frame, /4 of 9/u);
        assert.match(screen.frame, /line 24 needle/u);
        assertGolden(screen, `value-search-${size[0]}x${size[1]}`);
        await screen.press('N');
        assert.match(screen.frame, /3 of 9/u);
        await screen.press('n', 'n', 'n', 'n', 'n', 'n', 'n');
        assert.match(screen.frame, /1 of 9/u);
        await screen.press('escape');
        assert.doesNotMatch(screen.frame, /of 9/u);
      });
    });
  }

  it('wraps the line of what is found further to the right than is shown', async () => {
    await withValue([80, 24], `${'x'.repeat(10_000)} needle ${'y'.repeat(10_000)}`, async (screen) => {
      await screen.press('/');
      await screen.type('needle');
      await settleUntil(screen, '1 of 1');
      assert.match(screen.frame, /needle/u);
      assert.match(screen.frame, /x needle y|needle yyy/u);
    });
  });

  it('finds bytes in a hex dump, and the same text again in another form', async () => {
    await withValue([80, 24], '{"a":"needle"}', async (screen) => {
      await screen.press('/');
      await screen.type('needle');
      await settleUntil(screen, '1 of 1');
      await screen.press('return', 'x');
      await settleUntil(screen, '"needle" 1 · 1 line');
    });
  });

  it('shows a large value at once, lays it out meanwhile, and searches it', async () => {
    const items = Array.from({ length: 60_000 }, (_, index) => ({ id: index, name: `item-${index}` }));
    const value = JSON.stringify({ items, last: 'needle' });
    await withValue([120, 40], value, async (screen) => {
      await settleUntil(screen, '─ JSON ─');
      await screen.press('/');
      await screen.type('needle');
      await settleUntil(screen, '1 of 1');
      assert.match(screen.frame, /"last": "needle"/u);
    });
  });
});
