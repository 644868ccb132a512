import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import stringWidth from 'string-width';
import { domainEvent } from '../../source/store/app.js';
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

  it('finds kinds below any other root that is open, the one that the cursor is in', async () => {
    const kinds = ['namespaces/shop', 'pods/shop/web-1', 'configmaps/shop/one'];
    const ofRoot = (root: string) => kinds.map((path) => [`${root}${path}`, '1'] as const);
    const keys = Object.fromEntries([...ofRoot('/a/k8s/'), ...ofRoot('/registry/')]);
    const client = new FakeClient({ ...demoCluster, keys }).up();
    await withScreen({ client }, async (screen) => {
      await run(screen, 'pods');
      assert.match(screen.frame, /Keys ─ \/registry\/pods\//);
      await screen.press('home', 'right');
      await screen.advance(200);
      await screen.press('down', 'right');
      await screen.advance(200);
      await run(screen, 'pods shop');
      assert.match(screen.frame, /Keys ─ \/a\/k8s\/pods\/shop\//);
    });
  });

  it('says so where there is no registry', async () => {
    const client = new FakeClient({ ...demoCluster, keys: { '/app/a': '1' } }).up();
    await withScreen({ client }, async (screen) => {
      await run(screen, 'pods');
      assert.match(screen.frame, /No Kubernetes registry is among the keys/);
    });
  });

  it('says of a namespace that is not there that it is not, beside those that are', async () => {
    await onScreen(async (screen) => {
      await run(screen, 'cm');
      await run(screen, 'pods nope');
      assert.match(screen.frame, /\/registry\/pods\/nope\/ is not there\./);
      assert.equal(selected(screen), 'pods/');
      await run(screen, `at ${demoCluster.revision - 3}`);
      await run(screen, 'cm nope');
      assert.match(screen.frame, /\/registry\/configmaps\/nope\/ was not there then\./);
      assert.equal(selected(screen), 'configmaps/');
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

  it('is a click on a name of wide characters, also in a title that is cut in its middle', async () => {
    const parts = ['設定', '店舗-東京', `長い名前${'名'.repeat(20)}`, '最後'];
    const bytes = Buffer.from(`/${parts.join('/')}/鍵`).toString('latin1');
    for (const [columns, isCut] of [
      [120, false],
      [60, true],
    ] as const) {
      const client = new FakeClient({ ...demoCluster, keys: { [bytes]: '1', '/a': '2' } }).up();
      await withScreen({ client, columns, rows: 24 }, async (screen) => {
        for (const _ of parts) await screen.press('down', 'right');
        await screen.press('down');
        const title = screen.lines[2] ?? '';
        assert.match(title, isCut ? /Keys ─ \/設定\/店舗.*….*\/最後\/ ─+╮$/ : /\/最後\/ ─+╮$/);
        const columnOf = (text: string): number => stringWidth(title.slice(0, title.indexOf(text)));
        // Both cells of its last character.
        for (const cell of [columnOf('最後') + 2, columnOf('最後') + 3]) {
          await screen.click(cell, 2);
          assert.equal(selected(screen), '最後/');
        }
        if (isCut) {
          await screen.click(columnOf('…'), 2);
          assert.equal(selected(screen), '最後/', 'what is not there leads nowhere');
        }
        await screen.click(columnOf('店舗') + 1, 2);
        assert.equal(selected(screen), '店舗-東京/');
      });
    }
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
        const edge = { type: 'oldest-found', oldest: 28_900_112 } as const;
        screen.inspector.runtime.dispatch(domainEvent('time', edge));
        await screen.settle();
        assertGolden(screen, `past-${size.columns}x${size.rows}`);
        await screen.press('escape');
        assert.doesNotMatch(screen.frame, /PAST/);
        await screen.press('t');
        assertGolden(screen, `past-asking-${size.columns}x${size.rows}`);
      });
    }
  });
});
