import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { assertGolden, Screen, startMs, withScreen } from './harness.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

const open = (columns: number, rows: number) => ({ client: new FakeClient(demoCluster).up(), columns, rows });

describe('the screen', () => {
  it('says what it connects to before anything answers', async () => {
    for (const [columns, rows] of sizes) {
      await withScreen({ client: new FakeClient(demoCluster), columns, rows }, async (screen) => {
        assert.match(screen.frame, /○ connecting to https:\/\/10\.0\.0\.241:2379 and 2 more/);
        assertGolden(screen, `connecting-${columns}x${rows}`);
      });
    }
  });

  it('says in one line that it is too small, and does not fall over', async () => {
    await withScreen(open(20, 5), async (screen) => {
      assertGolden(screen, 'too-small-20x5');
      for (const [columns, rows] of [
        [1, 1],
        [39, 50],
        [300, 3],
        [2, 90],
      ] as const) {
        await screen.resize(columns, rows);
        assert.equal(screen.ended, undefined);
      }
      await screen.press('j', '?', '4');
      await screen.resize(80, 24);
      assert.match(screen.frame, /╭ Keys/, 'keys do nothing that cannot be seen');
      await screen.resize(20, 5);
      await screen.press('q');
      assert.ok(screen.ended);
    });
  });

  it('shows at any size, after any change of size, what a fresh start would show', async () => {
    const path = [
      [120, 40],
      [80, 24],
      [200, 60],
      [121, 41],
      [40, 10],
      [119, 39],
      [20, 5],
      [120, 24],
      [80, 40],
    ] as const;
    await withScreen(open(80, 24), async (screen) => {
      for (const [columns, rows] of path) {
        await screen.resize(columns, rows);
        await withScreen(open(columns, rows), async (fresh) => {
          assert.equal(screen.frame, fresh.frame, `${columns}×${rows}`);
        });
      }
    });
  });

  it('is mended by ctrl+l after something else wrote on it', async () => {
    await withScreen(open(80, 24), async (screen) => {
      const before = screen.frame;
      screen.terminal.scribble('\x1b[5;5Hbroadcast message from root\r\n\r\nthe system goes down\r\n');
      await screen.settle();
      assert.notEqual(screen.frame, before);
      await screen.press('ctrl+l');
      assert.equal(screen.frame, before);
    });
  });

  it('goes to panes by number and by tab', async () => {
    await withScreen(open(80, 24), async (screen) => {
      await screen.press('4');
      assert.match(screen.frame, /╭ Members/);
      await screen.press('tab');
      assert.match(screen.frame, /╭ Triage/);
      await screen.press('shift+tab', 'shift+tab');
      assert.match(screen.frame, /╭ Watch/);
    });
  });

  it('takes keys that come in one read as so many presses', async () => {
    await withScreen(open(80, 24), async (screen) => {
      await screen.type('4\t\t');
      assert.match(screen.frame, /╭ Actions/);
    });
  });

  it('lets pasted text run nothing', async () => {
    await withScreen(open(80, 24), async (screen) => {
      const before = screen.frame;
      await screen.paste('q');
      await screen.paste('4\r?q');
      await screen.type('234561234561234561234561234561234561q');
      assert.match(screen.frame, /What was pasted is not taken, for no field is open/);
      await screen.press('escape');
      assert.equal(screen.frame, before);
      assert.equal(screen.ended, undefined);
    });
  });

  it('zooms to the pane that has the keys, and back', async () => {
    await withScreen(open(120, 40), async (screen) => {
      const before = screen.frame;
      await screen.press('z');
      assert.doesNotMatch(screen.frame, /╭ Members/);
      await screen.press('z');
      assert.equal(screen.frame, before);
    });
  });

  it('shows all keys on ?, which then has them all to itself', async () => {
    for (const [columns, rows] of sizes) {
      await withScreen(open(columns, rows), async (screen) => {
        const before = screen.frame;
        await screen.press('?');
        assertGolden(screen, `help-${columns}x${rows}`);
        await screen.press('4', 'z', 'end');
        assert.match(screen.frame, /Keys of etcdscope/);
        assert.match(screen.frame, /─ ↑ \d+ above {2}esc close/, 'nothing more below');
        await screen.press('g');
        assert.match(screen.frame, /↓ \d+ more lines {2}esc close/);
        await screen.press('G', 'ctrl+u', 'pagedown');
        assert.match(screen.frame, /─ ↑ \d+ above {2}esc close/);
        await screen.press('escape');
        assert.equal(screen.frame, before);
      });
    }
  });

  it('says since when nobody answers, keeps what it knew, and lives', async () => {
    for (const [columns, rows] of sizes) {
      const client = new FakeClient(demoCluster).up();
      await withScreen({ client, columns, rows }, async (screen) => {
        client.down(startMs);
        await screen.advance(12_000);
        assert.match(screen.frame, /✖ no answer for 12 s/);
        assert.match(screen.frame, /connection refused/);
        assertGolden(screen, `down-${columns}x${rows}`);
        await screen.press('4');
        assert.match(screen.frame, /╭ Members/);
        client.up();
        await screen.settle();
        assert.doesNotMatch(screen.frame, /no answer for/);
      });
    }
  });

  it('ends by q and by ctrl+c, the latter from anywhere', async () => {
    await withScreen(open(80, 24), async (screen) => {
      await screen.press('q');
      assert.deepEqual(screen.ended, { interruption: undefined });
    });
    await withScreen(open(80, 24), async (screen) => {
      await screen.press('?', 'ctrl+c');
      assert.deepEqual(screen.ended, { interruption: undefined });
    });
  });

  it('gives the terminal back', async () => {
    const screen = await Screen.open(open(80, 24));
    assert.ok(screen.terminal.isAlternateScreen);
    assert.ok(screen.terminal.isRaw);
    await screen.close();
    assert.equal(screen.terminal.isRaw, false);
  });
});

describe('without colour', () => {
  it('NO_COLOR leaves weight and shape', async () => {
    await withScreen({ ...open(80, 24), environment: { NO_COLOR: '1' } }, async (screen) => {
      for (let row = 0; row < 24; row += 1) {
        for (let column = 0; column < 80; column += 1) {
          assert.equal(screen.look(column, row).colour, undefined, `${column},${row}`);
        }
      }
      assert.ok(screen.look(1, 1).inverse, 'the active tab');
    });
  });
});
