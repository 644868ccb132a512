import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clusters, OpenedCluster } from '../../source/effects/switching.js';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { assertGolden, type Screen, type ScreenOptions, withScreen } from './harness.js';

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
] as const;

/** How often a client was closed. */
class CountedClient extends FakeClient {
  closed = 0;

  override close(): void {
    this.closed += 1;
    super.close();
  }
}

const other = { ...demoCluster, revision: 77, keys: { '/other/one': '1', '/other/two': '2' } };

/** Three saved clusters: one that opens, one that asks for a password, one that nobody answers at. */
function fakeClusters(opened: FakeClient): Clusters {
  const target: Omit<OpenedCluster, 'client'> = { contextName: 'prod-b', source: 'context', notes: [] };
  return {
    list: () =>
      Promise.resolve({
        choices: [
          { id: 'started', name: 'prod-a', source: 'flags', detail: 'https://10.0.0.241:2379' },
          { id: 'b', name: 'prod-b', source: 'saved', detail: 'https://10.1.0.1:2379,https://10.1.0.2:2379' },
          { id: 'c', name: 'with-a-password', source: 'saved', detail: 'https://10.2.0.1:2379 as root' },
          { id: 'd', name: 'down', source: 'saved', detail: 'https://10.3.0.1:2379' },
          {
            id: 'host',
            name: '127.0.0.1:2379',
            source: 'kubeadm',
            detail: 'found kubeadm manifest /etc/kubernetes/manifests/etcd.yaml, using healthcheck-client',
          },
        ],
        problems: [],
      }),
    open: async (id, askPassword, signal) => {
      if (id === 'd')
        throw new Error('https://10.3.0.1:2379 refuses connections: check that etcd runs there.');
      if (id === 'host') await new Promise((_, reject) => signal.addEventListener('abort', reject));
      if (id === 'c' && (await askPassword('root')) !== 'hunter2') {
        throw new Error('The login as root was refused: check --user and the password.');
      }
      return { client: opened, ...target };
    },
  };
}

interface Opened {
  readonly screen: Screen;
  readonly first: CountedClient;
  readonly second: FakeClient;
}

async function onScreen(
  use: (opened: Opened) => Promise<void>,
  options: Partial<ScreenOptions> = {},
): Promise<void> {
  const first = new CountedClient(demoCluster);
  const second = new FakeClient(other).up();
  first.up();
  await withScreen({ client: first, clusters: fakeClusters(second), ...options }, async (screen) =>
    use({ screen, first, second }),
  );
}

async function choose(screen: Screen, rows: number): Promise<void> {
  await screen.type(':ctx');
  await screen.press('return', ...Array.from({ length: rows }, () => 'down'), 'return');
}

describe('another cluster', () => {
  for (const size of sizes) {
    const name = (what: string) => `contexts-${what}-${size.columns}x${size.rows}`;
    it(`is chosen from a list, its password typed blind, at ${size.columns}×${size.rows}`, async () => {
      await onScreen(async ({ screen }) => {
        await screen.type(':ctx');
        await screen.press('return', 'down');
        assertGolden(screen, name('list'));
        await screen.press('down', 'return');
        await screen.type('hunter');
        assert.doesNotMatch(screen.frame, /hunter/);
        assertGolden(screen, name('password'));
        await screen.type('3');
        await screen.press('return');
        assertGolden(screen, name('refused'));
      }, size);
    });

    it(`is waited for with the old one still there, at ${size.columns}×${size.rows}`, async () => {
      await onScreen(async ({ screen }) => {
        await choose(screen, 4);
        assertGolden(screen, name('connecting'));
      }, size);
    });
  }

  it('takes the place of the one before, which is closed', async () => {
    await onScreen(
      async ({ screen, first, second }) => {
        await choose(screen, 1);
        assert.equal(first.closed, 1);
        assert.match(screen.frame, /prod-b {2}●/);
        assert.doesNotMatch(screen.frame, /prod-a/);
        assert.match(screen.frame, /RW/);
        assert.match(screen.frame, /actions are on, and ask for prod-b/);
        assert.match(screen.frame, /▸ \/other\//);
        second.write('/other/three', '3', 0);
        await screen.advance(200);
        assert.match(screen.frame, /\/other\/ +3/);
        const { actions } = screen.inspector.runtime.getState();
        assert.equal(actions.contextName, 'prod-b');
      },
      { writable: true },
    );
  });

  it('does not hear of the one before any more', async () => {
    await onScreen(async ({ screen, first }) => {
      await choose(screen, 1);
      const { frame } = screen;
      first.write('/other/ghost', 'boo', 0);
      first.down(0);
      await screen.settle();
      assert.equal(screen.frame, frame);
    });
  });

  it('that does not answer leaves everything as it was, and says why', async () => {
    await onScreen(async ({ screen, first }) => {
      await choose(screen, 3);
      assert.match(screen.frame, /refuses connections: check that etcd runs there/);
      await screen.press('escape', 'escape');
      assert.equal(first.closed, 0);
      assert.match(screen.frame, /prod-a {2}●/);
      first.write('/another', '1', 0);
      await screen.advance(200);
      assert.match(screen.frame, /\/another/);
    });
  });

  it('is not waited for any longer than wanted', async () => {
    await onScreen(async ({ screen, first }) => {
      await choose(screen, 4);
      await screen.press('escape', 'escape');
      assert.equal(first.closed, 0);
      assert.equal(screen.inspector.runtime.getState().contexts.dialog, undefined);
    });
  });

  it('is completed by its name, and shown to choose from without one', async () => {
    await onScreen(async ({ screen }) => {
      await screen.type(':ctx ');
      assert.match(screen.frame, /ctx prod-b/);
      await screen.type('pro');
      await screen.press('tab');
      assert.match(screen.frame, /: ctx prod-/);
      await screen.press('escape');
      await screen.type(':ctx ');
      await screen.press('return');
      assert.match(screen.frame, /Clusters/, 'none is gone to that was not named');
    });
  });

  it('can be named at once', async () => {
    await onScreen(async ({ screen }) => {
      await screen.type(':ctx prod-b');
      await screen.press('return');
      assert.match(screen.frame, /prod-b {2}●/);
    });
  });
});
