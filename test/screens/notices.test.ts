import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { assertGolden, startMs, withScreen } from './harness.js';

describe('the notices', () => {
  it('can be read again with their times, the newest first, whole', async () => {
    for (const [columns, rows] of [
      [80, 24],
      [120, 40],
    ] as const) {
      const client = new FakeClient(demoCluster).up();
      await withScreen({ client, columns, rows }, async (screen) => {
        await screen.press('!');
        assert.match(screen.frame, /Nothing yet/);
        await screen.press('escape');
        client.down(startMs);
        await screen.advance(12_000);
        client.up();
        await screen.settle();
        await screen.type('6');
        await screen.press('return');
        const before = screen.frame;
        await screen.press('!');
        assertGolden(screen, `notices-${columns}x${rows}`);
        const said = screen.lines.filter((line) => /10:42:\d\d {2}[✔▲✖] /.test(line));
        assert.deepEqual(
          said.map((line) => /[✔▲✖]/.exec(line)?.[0]),
          ['▲', '✔', '✔', '✔', '✔', '✖', '✖', '✖', '✖'],
        );
        await screen.press('!');
        assert.equal(screen.frame, before);
      });
    }
  });

  it('never lie over the field that is typed into', async () => {
    for (const [columns, rows] of [
      [40, 10],
      [80, 24],
      [120, 40],
    ] as const) {
      const client = new FakeClient(demoCluster).up();
      await withScreen({ client, columns, rows }, async (screen) => {
        client.down(startMs);
        await screen.advance(12_000);
        const critical = () => screen.lines.filter((line) => line.startsWith(' ✖ '));
        for (const pane of ['1', '3']) {
          await screen.press(pane);
          const told = critical();
          assert.ok(told.length > 0);
          await screen.press('/');
          await screen.type('typed');
          assert.match(screen.frame, /\/ typed▏/, `pane ${pane} at ${columns}×${rows}`);
          assert.deepEqual(critical(), told);
          await screen.press('escape');
        }
      });
    }
  });

  it('show nothing raw of what a server said', async () => {
    await withScreen({ client: new FakeClient(demoCluster).up() }, async (screen) => {
      const text = 'no \x1b]0;pwned\x07 space \u202eleft';
      screen.inspector.runtime.dispatch({ to: 'ui', event: { type: 'notify', tone: 'critical', text } });
      await screen.press('!');
      assert.match(screen.frame, /no \\x1b\]0;pwned\\x07 space/);
      assert.doesNotMatch(screen.frame, /\u202e/);
    });
  });
});
