import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { type Screen, withScreen } from './harness.js';

const open = (columns: number, rows: number) => ({ client: new FakeClient(demoCluster).up(), columns, rows });

/** The cell where a text begins on the screen. */
function cellOf(screen: Screen, text: string): readonly [number, number] {
  const row = screen.lines.findIndex((line) => line.includes(text));
  assert.ok(row >= 0, `${text} is on the screen`);
  return [screen.lines[row]?.indexOf(text) ?? -1, row];
}

const reports = (screen: Screen) => screen.terminal.reportsMouse;

describe('the mouse', () => {
  it('drags the line between left and right, within bounds, and nothing else', async () => {
    await withScreen(open(120, 40), async (screen) => {
      const drag = (column: number, row: number) => screen.type(`\x1b[<32;${column + 1};${row + 1}M`);
      const rightEdge = () => screen.lines[1]?.indexOf('╮') ?? -1;
      const [column, row] = [rightEdge(), 5];
      assert.equal(column, 59);
      await screen.click(column, row);
      await drag(83, row);
      assert.equal(rightEdge(), 83);
      await drag(119, row);
      assert.equal(rightEdge(), 89);
      await screen.click(10, row);
      await drag(40, row);
      assert.equal(rightEdge(), 89, 'a drag that began elsewhere');
      await screen.type(':split 50');
      await screen.press('return');
      assert.equal(rightEdge(), 59);
    });
  });

  it('goes to a pane and to a line of it', async () => {
    await withScreen(open(120, 40), async (screen) => {
      await screen.click(...cellOf(screen, 'm3    follower'));
      assert.match(screen.frame, /❯● m3/);
      assert.equal(screen.inspector.runtime.getState().ui.focus, 'members');
      await screen.click(...cellOf(screen, 'm1    follower'));
      assert.match(screen.frame, /❯● m1/);
      await screen.click(...cellOf(screen, '/registry/'));
      assert.match(screen.frame, /❯▸ \/registry\//);
      await screen.click(...cellOf(screen, 'Select a key'));
      assert.equal(screen.inspector.runtime.getState().ui.focus, 'value');
    });
  });

  it('goes to an entry of several lines by any of them', async () => {
    await withScreen({ ...open(80, 24), writable: true }, async (screen) => {
      await screen.advance(1_000);
      await screen.press('6');
      await screen.click(...cellOf(screen, 'would come back'));
      assert.match(screen.frame, /❯Defragment/);
      await screen.click(...cellOf(screen, 'newest revision'));
      assert.match(screen.frame, /❯Compact/);
    });
  });

  it('goes to a tab', async () => {
    await withScreen(open(80, 24), async (screen) => {
      await screen.click(...cellOf(screen, '4 Members'));
      assert.match(screen.frame, /╭ Members/);
      await screen.click(79, 1);
      await screen.click(3, 0);
      assert.match(screen.frame, /╭ Members/, 'nothing is there');
    });
  });

  it('turns what is under the pointer, whoever has the keys', async () => {
    await withScreen(open(120, 40), async (screen) => {
      await screen.wheel(...cellOf(screen, '/config/'), 1);
      assert.match(screen.frame, /❯ {2}weird/);
      await screen.press('4');
      await screen.wheel(...cellOf(screen, '/config/'), -1);
      assert.match(screen.frame, /❯▸ \/config\//);
      assert.equal(screen.inspector.runtime.getState().ui.focus, 'members');
    });
  });

  it('turns what lies over the panes and clicks through nothing', async () => {
    await withScreen(open(80, 24), async (screen) => {
      const members = cellOf(screen, '4 Members');
      await screen.press('?');
      await screen.wheel(40, 12, 1);
      assert.equal(screen.inspector.runtime.getState().ui.reader?.top, 3);
      await screen.click(...members);
      await screen.press('escape', ':');
      await screen.wheel(40, 12, 1);
      assert.equal(screen.inspector.runtime.getState().ui.palette?.selected, 3);
      await screen.press('escape');
      assert.match(screen.frame, /╭ Keys/);
    });
  });

  it('types nothing, however its reports are cut', async () => {
    await withScreen(open(80, 24), async (screen) => {
      await screen.press('/');
      await screen.type('con\x1b[<35;4');
      await screen.type('0;12M\x1b[<2;1;1Mf');
      assert.match(screen.frame, /\/ conf▏/);
    });
  });

  it('can be left to the terminal, and comes back after the shell had it', async () => {
    const stop = () => {};
    await withScreen({ ...open(80, 24), stop }, async (screen) => {
      assert.equal(reports(screen), true);
      await screen.press('ctrl+z');
      assert.equal(reports(screen), true);
      await screen.type(':mouse off');
      await screen.press('return');
      assert.equal(reports(screen), false);
      await screen.click(...cellOf(screen, '4 Members'));
      assert.match(screen.frame, /╭ Keys/);
      await screen.type(':mouse on');
      await screen.press('return');
      assert.equal(reports(screen), true);
    });
  });

  it('is left alone where nobody sees a pointer', async () => {
    await withScreen({ ...open(80, 24), environment: { INK_SCREEN_READER: 'true' } }, async (screen) => {
      assert.equal(reports(screen), false);
    });
  });
});
