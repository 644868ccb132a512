import { describe, it } from 'node:test';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { assertGolden, type Screen, startMs, withScreen } from '../screens/harness.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

/** Opens the registry's pods, so that some keys are loaded and others are not. */
async function openPods(screen: Screen): Promise<void> {
  for (const key of ['down', 'right', 'down', 'down', 'down', 'right', 'down', 'right'])
    await screen.press(key);
}

describe('the keys pane on the screen', () => {
  it('searches in what is loaded', async () => {
    for (const [columns, rows] of sizes) {
      const client = new FakeClient(demoCluster).up();
      await withScreen({ client, columns, rows }, async (screen) => {
        await openPods(screen);
        await screen.press('/', 'd', 'e', 'w');
        assertGolden(screen, `keys-search-${columns}x${rows}`);
      });
    }
  });

  it('shows a store that cannot be read', async () => {
    for (const [columns, rows] of sizes) {
      const client = new FakeClient(demoCluster);
      client.down(startMs - 65_000);
      await withScreen({ client, columns, rows }, async (screen) => {
        client.down(startMs - 65_000);
        await screen.settle();
        assertGolden(screen, `keys-unreadable-${columns}x${rows}`);
      });
    }
  });
});
