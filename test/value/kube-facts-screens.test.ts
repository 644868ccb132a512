import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { assertGolden, type Screen, withScreen } from '../screens/harness.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

const uid = 'b1c2d3e4-0000-4000-8000-00000000aaaa';

function replicaSetPod(owners: readonly object[]): string {
  const metadata = { name: 'web-1', namespace: 'default', ownerReferences: owners };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, status: { phase: 'Running' } });
}

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-7d', uid, controller: true };
const node = { apiVersion: 'v1', kind: 'Node', name: 'n1', uid: 'uid-of-n1' };
const replicaSet = JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web-7d', namespace: 'default', uid },
});

const podKey = '/registry/pods/default/web-1';
const setKey = '/registry/replicasets/default/web-7d';

async function onPod(
  keys: Readonly<Record<string, string>>,
  size: readonly [number, number],
  use: (screen: Screen, client: FakeClient) => Promise<void>,
): Promise<void> {
  const [columns, rows] = size;
  const client = new FakeClient({ ...demoCluster, keys }).up();
  await withScreen({ client, columns, rows }, async (screen) => {
    for (const level of ['right', 'down', 'right', 'down', 'right', 'down']) await screen.press(level);
    await screen.advance(200);
    await screen.press('v');
    await screen.advance(200);
    assert.match(screen.frame, /Value ─ pods default\/web-1/u);
    await use(screen, client);
  });
}

describe('an object in the value pane', () => {
  for (const size of sizes) {
    const name = `${size[0]}x${size[1]}`;

    it(`has its owner to go to, and back: ${name}`, async () => {
      await onPod({ [podKey]: replicaSetPod([owner]), [setKey]: replicaSet }, size, async (screen) => {
        assertGolden(screen, `value-owner-${name}`);
        await screen.press('o');
        await screen.advance(500);
        assert.match(screen.frame, /Value ─ replicasets default\/web-7d/u);
        await screen.press('[');
        await screen.advance(500);
        assert.match(screen.frame, /Value ─ pods default\/web-1/u);
      });
    });

    it(`tells what became of each of several owners: ${name}`, async () => {
      await onPod({ [podKey]: replicaSetPod([node, owner]), [setKey]: replicaSet }, size, async (screen) => {
        await screen.press('J');
        await screen.advance(500);
        await screen.press('down');
        assertGolden(screen, `value-owners-${name}`);
        await screen.press('up', 'return');
        await screen.advance(500);
        assert.match(screen.frame, /Value ─ replicasets default\/web-7d/u);
      });
    });
  }

  it('has its owner and its kubectl line below any root', async () => {
    const below = (key: string) => key.replace('/registry/', '/k8s/');
    const keys = { [below(podKey)]: replicaSetPod([owner]), [below(setKey)]: replicaSet };
    await onPod(keys, [120, 40], async (screen) => {
      assert.match(screen.frame, /kubectl -n default get pods web-1 -o json/u);
      await screen.press('o');
      await screen.advance(500);
      assert.match(screen.frame, /Value ─ replicasets default\/web-7d/u);
    });
  });

  it('says when its owner is gone, or another has its name', async () => {
    await onPod({ [podKey]: replicaSetPod([owner]) }, [120, 40], async (screen, client) => {
      await screen.press('o');
      await screen.advance(500);
      assert.match(screen.frame, new RegExp(`Owner ReplicaSet web-7d \\(uid ${uid}\\) is no longer`, 'u'));
      client.write(setKey, replicaSet.replace(uid, 'uid-of-another'), screen.clock.nowMs());
      await screen.press('o');
      await screen.advance(500);
      assert.match(screen.frame, /another with uid\s+uid-of-another has its name/u);
      assert.match(screen.frame, /Value ─ pods default\/web-1/u);
    });
  });

  it('is gone back to where it was opened from the log, and the tree was elsewhere', async () => {
    const keys = { '/a/first': 'x', [podKey]: replicaSetPod([owner]), [setKey]: replicaSet };
    const client = new FakeClient({ ...demoCluster, keys }).up();
    await withScreen({ client, columns: 120, rows: 40 }, async (screen) => {
      await screen.advance(200);
      client.write(podKey, replicaSetPod([owner]), screen.clock.nowMs());
      await screen.advance(500);
      await screen.press('3', 'v');
      await screen.advance(500);
      assert.match(screen.frame, /Value ─ pods default\/web-1/u);
      await screen.press('o');
      await screen.advance(500);
      assert.match(screen.frame, /Value ─ replicasets default\/web-7d/u);
      await screen.press('[');
      await screen.advance(500);
      assert.match(screen.frame, /Value ─ pods default\/web-1/u);
    });
  });

  it('is copied as a line of kubectl, by key and by name', async () => {
    await onPod({ [podKey]: replicaSetPod([]) }, [80, 24], async (screen) => {
      const line = 'kubectl -n default get pods web-1 -o json';
      assert.ok(screen.frame.includes(line));
      await screen.press('f', 'K');
      assert.deepEqual(screen.terminal.clipboard, [line.replace('json', 'yaml')]);
      await screen.type(':kubectl');
      await screen.press('return');
      assert.equal(screen.terminal.clipboard.length, 2);
    });
  });
});
