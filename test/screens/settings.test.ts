import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Settings } from '../../source/store/ui-settings.js';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { assertGolden, type Screen, withScreen } from './harness.js';

const client = () => new FakeClient(demoCluster).up();

/** The border of the pane that has the keys. */
const border = (screen: Screen) => screen.look(0, 2).colour;

const blue = 4;
const cyan = 6;

describe('settings', () => {
  it('change how it looks at once, and are only kept when that is said', async () => {
    const saved: Settings[] = [];
    const keeping = {
      file: '/home/op/.config/etcdscope/config.json',
      settings: { skin: undefined, mouse: true },
      problems: [],
      save: async (settings: Settings) => void saved.push(settings),
    };
    await withScreen({ client: client(), keeping }, async (screen) => {
      assert.equal(border(screen), cyan);
      await screen.type(':skin li');
      assert.match(screen.frame, /❯skin light/);
      await screen.press('return');
      assert.equal(border(screen), blue);
      await screen.type(':skin none');
      await screen.press('return');
      assert.equal(border(screen), undefined);
      assert.deepEqual(saved, []);
      await screen.type(':save');
      await screen.press('return');
      assert.deepEqual(saved, [{ skin: 'none', mouse: true }]);
      assert.match(screen.frame, /The settings are in \/home\/op\/\.config\/etcdscope\/config\.json now/);
    });
  });

  it('that were kept are used; what is wrong with them is said, and lasts', async () => {
    for (const [columns, rows] of [
      [80, 24],
      [120, 40],
    ] as const) {
      const keeping = {
        file: '/etc/x.json',
        settings: { skin: 'light', mouse: false } as const,
        problems: ['/etc/x.json has a field "keys" that etcdscope does not know (it knows skin, mouse).'],
        save: () => Promise.reject(new Error('The settings cannot be written to /etc/x.json (EACCES).')),
      };
      await withScreen({ client: client(), keeping, columns, rows }, async (screen) => {
        await screen.advance(1_000);
        assertGolden(screen, `settings-wrong-${columns}x${rows}`);
        await screen.type(':save');
        await screen.press('return');
        assert.match(screen.frame, /The settings cannot be written to \/etc\/x\.json \(EACCES\)/);
        if (columns === 80) assert.equal(border(screen), blue);
      });
    }
  });

  it('draw ASCII alone where that is asked for, or the terminal is a console', async () => {
    for (const [columns, rows] of [
      [80, 24],
      [120, 40],
    ] as const) {
      await withScreen({ client: client(), columns, rows }, async (screen) => {
        await screen.type(':ascii on');
        await screen.press('return');
        assert.match(screen.frame, /^[ -~\n]*$/u);
        assertGolden(screen, `ascii-${columns}x${rows}`);
        await screen.type(':ascii off');
        await screen.press('return');
        assert.match(screen.frame, /╭/u);
      });
    }
    await withScreen({ client: client(), environment: { TERM: 'linux' } }, async (screen) => {
      assert.match(screen.frame, /^[ -~\n]*$/u);
    });
    await withScreen({ client: client(), environment: { TERM: 'xterm', LC_ALL: 'C' } }, async (screen) => {
      assert.match(screen.frame, /╭/u);
    });
  });

  it('of an unknown name are refused in words', async () => {
    await withScreen({ client: client() }, async (screen) => {
      await screen.type(':skin pink');
      await screen.press('return');
      assert.match(screen.frame, /skin takes one of: dark, light, colour-blind, none/);
    });
  });
});
