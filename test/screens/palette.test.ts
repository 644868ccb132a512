import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { assertGolden, withScreen } from './harness.js';

const open = (columns = 80, rows = 24, writable = false) => ({
  client: new FakeClient(demoCluster).up(),
  columns,
  rows,
  writable,
});

describe('the command palette', () => {
  it('lists everything there is to do, and why some of it cannot be done now', async () => {
    for (const [columns, rows] of [
      [80, 24],
      [120, 40],
    ] as const) {
      await withScreen(open(columns, rows), async (screen) => {
        const before = screen.frame;
        await screen.press(':');
        assertGolden(screen, `palette-${columns}x${rows}`);
        await screen.type('compact');
        assert.match(screen.frame, /❯compact TARGET .*○ Read-only/);
        await screen.press('return');
        assert.match(screen.frame, /Command ─ Read-only/, 'it stays, and says why');
        assertGolden(screen, `palette-refused-${columns}x${rows}`);
        await screen.press('escape');
        assert.equal(screen.frame, before);
      });
    }
  });

  it('says what is missing after a name, and all that a command does where its line is cut', async () => {
    await withScreen(open(), async (screen) => {
      await screen.type(':search-value');
      assert.match(screen.frame, /││ keys whose values have these bytes as they are stored; reads all below/);
      await screen.press('return');
      assert.match(screen.frame, /Command ─ search-value needs TEXT after its name\./);
      assert.match(screen.frame, /: search-value ▏/);
      await screen.type('x');
      assert.doesNotMatch(screen.frame, /needs TEXT/);
    });
  });

  it('says that an object is not there, and stays where it was', async () => {
    const keys = { '/registry/namespaces/default': '{}', '/registry/pods/default/web': '{}' };
    const client = new FakeClient({ ...demoCluster, keys }).up();
    await withScreen({ client, columns: 80, rows: 24 }, async (screen) => {
      await screen.type(':ns nope');
      await screen.press('return');
      assert.match(screen.frame, /▲ \/registry\/namespaces\/nope is not there\./);
      await screen.type(':ns default');
      await screen.press('return');
      assert.match(screen.frame, /❯ +default +rev/);
    });
  });

  it('finds a command by a part of its name, and goes to the pane it is for', async () => {
    await withScreen(open(), async (screen) => {
      await screen.press(':');
      await screen.type('memb');
      await screen.press('return');
      assert.match(screen.frame, /╭ Members/);
      await screen.type(':wtypes');
      assert.match(screen.frame, /❯watch\.types/);
      await screen.press('return');
      assert.match(screen.frame, /╭ Watch/);
    });
  });

  it('completes with tab and takes an argument', async () => {
    await withScreen(open(), async (screen) => {
      await screen.type(':wat');
      await screen.press('tab');
      await screen.type('/registry/leases/');
      assert.match(screen.frame, /: watch \/registry\/leases\/▏/);
      await screen.press('return');
      assert.match(screen.frame, /╭ Watch ─ \/registry\/leases\//);
    });
  });

  it('asks for an argument that is needed, and says what it does not know', async () => {
    await withScreen(open(), async (screen) => {
      await screen.type(':key');
      await screen.press('return');
      assert.match(screen.frame, /: key ▏/);
      await screen.press('ctrl+u');
      await screen.type('frobnicate');
      await screen.press('return');
      assert.match(screen.frame, /There is no command frobnicate/);
      await screen.press('ctrl+u');
      await screen.type('quit now');
      await screen.press('return');
      assert.match(screen.frame, /quit takes nothing after its name/);
      assert.equal(screen.ended, undefined);
    });
  });

  it('offers again what was run, the last first', async () => {
    await withScreen(open(), async (screen) => {
      await screen.type(':watch /a/');
      await screen.press('return');
      await screen.type(':members');
      await screen.press('return');
      await screen.press(':');
      const shown = screen.lines.filter((line) => line.includes(' again '));
      assert.deepEqual(
        shown.map((line) => /│.?(members|watch \/a\/) /.exec(line)?.[1]),
        ['members', 'watch /a/'],
      );
      await screen.press('down', 'return');
      assert.match(screen.frame, /╭ Watch ─ \/a\//);
    });
  });

  it('opens the plan of an action, which still has to be confirmed', async () => {
    await withScreen(open(80, 24, true), async (screen) => {
      await screen.advance(1_000);
      await screen.type(':compact keep 10,000');
      await screen.press('return');
      assert.match(screen.frame, /╭ Compact/);
      await screen.press('escape', ':');
      await screen.type('defrag');
      await screen.press('return');
      assert.match(screen.frame, /Defragment 3 members/);
      assert.match(screen.frame, /Type prod-a to go on/);
    });
  });

  it('lets pasted text run nothing, only fill its field', async () => {
    await withScreen(open(), async (screen) => {
      await screen.press(':');
      await screen.paste('quit\r');
      assert.match(screen.frame, /: quit ▏/);
      assert.equal(screen.ended, undefined);
      await screen.press('return');
      assert.ok(screen.ended);
    });
  });

  it('is left by ctrl+c with everything else', async () => {
    await withScreen(open(), async (screen) => {
      await screen.press(':', 'ctrl+c');
      assert.ok(screen.ended);
    });
  });

  it('is read out', async () => {
    await withScreen({ ...open(), environment: { INK_SCREEN_READER: 'true' } }, async (screen) => {
      await screen.type(':zoo');
      assert.match(screen.frame, /Command: zoo/);
      assert.match(screen.frame, /Selected: zoom, There is room for one pane only/);
    });
  });
});
