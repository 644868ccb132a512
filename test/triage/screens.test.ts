import { test } from 'node:test';
import { showPane } from '../members/show-pane.js';
import { silence, troubledCluster } from '../members/troubled-cluster.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { assertGolden, startMs, withScreen } from '../screens/harness.js';

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
] as const;

for (const size of sizes) {
  const name = `${size.columns}x${size.rows}`;

  test(`triage at ${name}: all well`, async () => {
    const client = new FakeClient(demoCluster).up();
    await withScreen({ client, ...size }, async (screen) => {
      await showPane(screen, '5');
      await screen.advance(3_000);
      assertGolden(screen, `triage-well-${name}`);
    });
  });

  test(`triage at ${name}: worst first, and further down`, async () => {
    const client = new FakeClient(troubledCluster(startMs)).up();
    silence(client, 'm3');
    await withScreen({ client, ...size }, async (screen) => {
      await showPane(screen, '5');
      await screen.advance(3_000);
      assertGolden(screen, `triage-troubled-${name}`);
      await screen.press('return', 'down', 'down', 'return', 'end');
      assertGolden(screen, `triage-end-${name}`);
    });
  });
}
