import { test } from 'node:test';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { assertGolden, startMs, withScreen } from '../screens/harness.js';
import { showPane } from './show-pane.js';
import { silence, troubledCluster } from './troubled-cluster.js';

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
] as const;

for (const size of sizes) {
  const name = `${size.columns}x${size.rows}`;

  test(`members at ${name}: three that are well, and all about one of them`, async () => {
    const client = new FakeClient(demoCluster).up();
    await withScreen({ client, ...size }, async (screen) => {
      await showPane(screen, '4');
      client.write('/registry/pods/default/web-3', '{}', startMs);
      await screen.advance(5_000);
      assertGolden(screen, `members-well-${name}`);
      await screen.press('down', 'return');
      assertGolden(screen, `member-details-${name}`);
    });
  });

  test(`members at ${name}: an alarm, a full quota, a certificate, and a member lost meanwhile`, async () => {
    const client = new FakeClient(troubledCluster(startMs)).up();
    await withScreen({ client, ...size }, async (screen) => {
      await showPane(screen, '4');
      await screen.advance(3_000);
      silence(client, 'm3');
      await screen.advance(3_000);
      await screen.press('escape');
      assertGolden(screen, `members-troubled-${name}`);
    });
  });
}
