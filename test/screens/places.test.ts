import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { assertGolden, type Screen, withScreen } from './harness.js';

const onScreen = (use: (screen: Screen) => Promise<void>) =>
  withScreen({ client: new FakeClient(demoCluster).up() }, use);

async function run(screen: Screen, line: string): Promise<void> {
  await screen.type(`:${line}`);
  await screen.press('return');
}

/** The selected row, without its count or revision. */
const selected = ({ lines }: Screen): string | undefined =>
  lines.map((line) => /│❯ *[▸▾]? *(\S+)/u.exec(line)?.[1]).find((name) => name !== undefined);

describe('going to places', () => {
  it('finds a kind by its name, its short name and with a namespace', async () => {
    await onScreen(async (screen) => {
      await run(screen, 'po');
      assert.equal(selected(screen), 'pods/');
      assert.match(screen.frame, /Keys ─ \/registry\/pods\//);
      await run(screen, 'pods default');
      assert.match(screen.frame, /Keys ─ \/registry\/pods\/default\//);
      await run(screen, 'cm');
      assert.equal(selected(screen), 'configmaps/');
    });
  });

  it('says so where there is no registry', async () => {
    const client = new FakeClient({ ...demoCluster, keys: { '/app/a': '1' } }).up();
    await withScreen({ client }, async (screen) => {
      await run(screen, 'pods');
      assert.match(screen.frame, /No Kubernetes registry is among the keys/);
    });
  });

  it('goes back and forward through panes, rows and the past', async () => {
    await onScreen(async (screen) => {
      await run(screen, 'pods default');
      await run(screen, 'cm');
      await screen.press('3');
      assert.match(screen.frame, /╭ Watch/);
      await screen.press('[');
      assert.match(screen.frame, /╭ Keys/);
      assert.equal(selected(screen), 'configmaps/');
      await screen.press('[');
      assert.match(screen.frame, /Keys ─ \/registry\/pods\/default\//);
      await screen.type('\x1b[1;3C');
      assert.equal(selected(screen), 'configmaps/');
      await screen.press(']');
      assert.match(screen.frame, /╭ Watch/);
      await screen.press(']');
      assert.match(screen.frame, /There is nothing to go forward to/);
    });
  });

  it('is a click on a part of the title, or on the cluster', async () => {
    await onScreen(async (screen) => {
      await run(screen, 'pods default');
      const row = screen.lines.findIndex((line) => line.includes('Keys ─ /registry/pods/default/'));
      const column = screen.lines[row]?.indexOf('registry') ?? 0;
      await screen.click(column, row);
      assert.equal(selected(screen), '/registry/');
      await screen.click(screen.lines[0]?.indexOf('prod-a') ?? 0, 0);
      assert.match(screen.frame, /╭ Clusters/);
    });
  });

  it('is the past, and says so everywhere', async () => {
    for (const size of [
      { columns: 80, rows: 24 },
      { columns: 120, rows: 40 },
    ]) {
      const client = new FakeClient(demoCluster).up();
      await withScreen({ client, ...size }, async (screen) => {
        await run(screen, 'cm');
        await run(screen, `at ${demoCluster.revision - 3}`);
        assertGolden(screen, `past-${size.columns}x${size.rows}`);
        await screen.press('escape');
        assert.doesNotMatch(screen.frame, /PAST/);
        await screen.press('t');
        assertGolden(screen, `past-asking-${size.columns}x${size.rows}`);
      });
    }
  });
});
