import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { showPane } from '../members/show-pane.js';
import { silence } from '../members/troubled-cluster.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { assertGolden, type Screen, withScreen } from '../screens/harness.js';
import { eventually } from '../support/eventually.js';

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
] as const;

async function stateDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-state-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** The audit log is a real file: waits for it in real time, while the screen's time stands still. */
async function settleUntil(screen: Screen, text: string): Promise<void> {
  await eventually(`the screen says ${text}`, async () => {
    await screen.settle();
    return screen.frame.includes(text);
  });
}

for (const size of sizes) {
  const name = `${size.columns}x${size.rows}`;

  test(`actions at ${name}: off while read-only, and how to turn them on`, async () => {
    const client = new FakeClient(demoCluster).up();
    await withScreen({ client, ...size }, async (screen) => {
      await showPane(screen, '6');
      await screen.press('return');
      assertGolden(screen, `actions-read-only-${name}`);
    });
  });

  test(`actions at ${name}: the plan of a compaction, from its target to its confirmation`, async () => {
    const client = new FakeClient(demoCluster).up();
    await withScreen({ client, ...size, writable: true }, async (screen) => {
      await showPane(screen, '6');
      await screen.advance(1_000);
      assertGolden(screen, `actions-list-${name}`);
      await screen.press('return', 'ctrl+u');
      await screen.type('1763719200');
      await screen.press('return');
      assert.match(screen.frame, /1763719200 is the Unix time of 2025-11-2\d/);
      await screen.press('escape', 'return');
      assertGolden(screen, `actions-target-${name}`);
      await screen.press('return');
      assertGolden(screen, `actions-compact-plan-${name}`);
    });
  });

  test(`actions at ${name}: a defragmentation is planned, confirmed and run, member after member`, async (t) => {
    const directory = await stateDirectory(t);
    const [single] = demoCluster.members;
    assert.ok(single);
    const cluster = { ...demoCluster, members: [single], leaderId: single.id };
    const client = new FakeClient(cluster).up();
    const environment = { XDG_STATE_HOME: directory };
    await withScreen({ client, ...size, writable: true, environment }, async (screen) => {
      await showPane(screen, '6');
      await screen.press('down', 'return');
      assertGolden(screen, `actions-defragment-plan-${name}`);
      await screen.press('pagedown');
      await screen.type('prod-a');
      await screen.press('return');
      await settleUntil(screen, '─ done');
      const lines = (await readFile(join(directory, 'etcdscope', 'audit.log'), 'utf8')).trimEnd().split('\n');
      assert.equal(lines.length, 2);
      await screen.press('escape');
      assert.ok(screen.frame.includes('m1 gave back 0 B'), screen.frame);
    });
  });

  test(`actions at ${name}: a plan with a failed check says so and has nothing to type`, async () => {
    const client = new FakeClient(demoCluster).up();
    silence(client, 'm3');
    await withScreen({ client, ...size, writable: true }, async (screen) => {
      await showPane(screen, '6');
      await screen.press('down', 'return');
      assertGolden(screen, `actions-refused-${name}`);
    });
  });
}
