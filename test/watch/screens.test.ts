import { describe, it } from 'node:test';
import { EtcdError } from '../../source/client/errors.js';
import { field, int, stored } from '../kube/wire-writer.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { assertGolden, type Screen, withScreen } from '../screens/harness.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

const cut = new EtcdError('unreachable', 'No member answers at https://10.0.0.241:2379.', 'ECONNREFUSED');

async function onScreens(
  name: string,
  happen: (screen: Screen, client: FakeClient) => Promise<void>,
): Promise<void> {
  for (const [columns, rows] of sizes) {
    const client = new FakeClient(demoCluster).up();
    await withScreen({ client, columns, rows }, async (screen) => {
      await screen.press('3');
      await happen(screen, client);
      assertGolden(screen, `watch-${name}-${columns}x${rows}`);
    });
  }
}

/** A pod with one container, as an API server stores it; what the node says is written by its kubelet. */
function pod(phase: string, isReady: boolean, node = ''): Buffer {
  const manager = node === '' ? 'replicaset-controller' : isReady ? 'kubelet' : 'scheduler';
  const time = field(4, int(1, 1_780_000_000 + phase.length));
  return stored(
    'v1',
    'Pod',
    field(1, field(1, 'web-3'), field(3, 'default'), field(17, field(1, manager), time)),
    field(2, field(2, field(1, 'main'), field(2, 'web:1.4')), field(10, node)),
    field(3, field(1, phase), field(8, field(1, 'main'), int(4, isReady ? 1 : 0))),
  );
}

describe('the watch pane on the screen', () => {
  it('draws cuts, returns and holes', () =>
    onScreens('troubled', async (screen, client) => {
      client.write('/registry/pods/default/web-1', '{"kind":"Pod"}', screen.clock.nowMs());
      await screen.advance(1_000);
      client.tell({ kind: 'interrupted', error: cut, nextRevision: 29_253_469 });
      await screen.advance(4_000);
      client.tell({ kind: 'created', revision: 29_253_468, endpoint: 'https://10.0.0.242:2379' });
      await screen.advance(500);
      client.write('/registry/secrets/default/token', 'hunter2', screen.clock.nowMs());
      await screen.advance(1_000);
      client.tell({ kind: 'interrupted', error: cut, nextRevision: 29_253_470 });
      client.tell({ kind: 'created', revision: 29_253_469, endpoint: 'https://10.0.0.243:2379' });
      client.tell({ kind: 'hole', fromRevision: 29_253_470, toRevision: 29_253_800 });
      await screen.advance(1_000);
    }));

  it('stands still while it is paused, and counts', () =>
    onScreens('paused', async (screen, client) => {
      for (let change = 0; change < 60; change += 1) {
        client.write(`/config/feature/${change}`, `{"on":${change % 2 === 0}}`, screen.clock.nowMs());
        await screen.advance(20);
        if (change === 50) await screen.press('space', 'up', 'up');
      }
      await screen.advance(1_000);
    }));

  it('says what happened in words, and folds noise', () =>
    onScreens('words', async (screen, client) => {
      const write = async (key: string, value: Uint8Array | string | undefined): Promise<void> => {
        client.write(key, value, screen.clock.nowMs());
        await screen.advance(500);
      };
      const key = '/registry/pods/default/web-3';
      await write(key, pod('Pending', false));
      await write('/registry/leases/kube-node-lease/n2', 'renewed');
      await write(key, pod('Pending', false, 'n2'));
      await write('/registry/events/default/web-3.17f', 'Scheduled');
      await write(key, pod('Running', true, 'n2'));
      await write('/config/limits', '{"rate":500,"burst":50}');
      await write('/registry/leases/kube-node-lease/n2', 'renewed');
      await write(key, undefined);
    }));

  it('filters', () =>
    onScreens('filtered', async (screen, client) => {
      for (const key of ['/config/a', '/registry/pods/default/web-1', '/registry/leases/n1', '/config/b']) {
        client.write(key, 'value', screen.clock.nowMs());
        await screen.advance(200);
      }
      await screen.press('p', '/', 'c', 'o', 'n');
    }));
});
