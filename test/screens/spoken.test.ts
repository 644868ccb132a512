import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { withScreen } from './harness.js';

const spoken = () => ({
  client: new FakeClient(demoCluster).up(),
  environment: { INK_SCREEN_READER: 'true' },
  columns: 100,
  rows: 40,
});

describe('with a screen reader', () => {
  it('the state of the cluster comes first, and no border is read out', async () => {
    await withScreen(spoken(), async (screen) => {
      await screen.press('4');
      assert.match(screen.lines[0] ?? '', /^prod-a, healthy, 3\/3 members, leader m2/);
      assert.match(screen.frame, /Members: /);
      assert.match(screen.frame, /Selected: .*m1/);
      assert.doesNotMatch(screen.frame, /[╭╮╰╯│─]/);
    });
  });

  it('says in words what signs say, and does not read out the room between columns', async () => {
    await withScreen(spoken(), async (screen) => {
      for (const pane of ['1', '3', '4', '5', '6']) {
        await screen.press(pane);
        assert.doesNotMatch(screen.frame, /[▸▾●○▲✖•▁▂▃▄▅▆▇█┄]/, pane);
        assert.doesNotMatch(screen.frame, /\S {2,}\S/, pane);
      }
      await screen.press('1');
      assert.match(screen.frame, /^Selected: closed \/config\/, 3$/m);
    });
  });

  it('says nothing anew when only time has passed', async () => {
    await withScreen(spoken(), async (screen) => {
      const before = screen.lines[0];
      await screen.advance(1_000);
      assert.equal(screen.lines[0], before);
    });
  });

  it('reads the keys on ?', async () => {
    await withScreen(spoken(), async (screen) => {
      await screen.press('?');
      assert.match(screen.frame, /^Keys$/m);
      await screen.press('pagedown');
      assert.match(screen.frame, /^Everywhere$/m);
      assert.match(screen.frame, /^ctrl\+l: draw the screen again$/m);
    });
  });
});
