import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { EtcdError } from '../../source/client/errors.js';
import type { RunResult } from '../../source/maintenance/run.js';
import { eventually } from '../support/eventually.js';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { assertGolden, type Screen, type ScreenOptions, withScreen } from './harness.js';

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
] as const;

const never = (): Promise<never> => new Promise(() => {});

/** What is on the screen only while something is waited for, and what came of it. */
async function atEachSize(
  name: string,
  options: Partial<ScreenOptions>,
  use: (screen: Screen, client: FakeClient) => Promise<void>,
): Promise<void> {
  for (const size of sizes) {
    const client = new FakeClient(demoCluster).up();
    await withScreen({ client, ...options, ...size }, async (screen) => {
      await use(screen, client);
      assertGolden(screen, `${name}-${size.columns}x${size.rows}`);
    });
  }
}

async function command(screen: Screen, line: string): Promise<void> {
  await screen.type(`:${line}`);
  await screen.press('return');
}

const ended: RunResult = {
  outcome: 'stopped',
  message: 'Stopped after m1; m3 and m2 are as they were.',
  steps: [
    {
      outcome: 'done',
      message: 'm1 gave back 252 MB',
      durationMs: 4_100,
      sizes: [
        {
          member: 'm1',
          before: { dbSize: 412_000_000, inUse: 160_000_000 },
          after: { dbSize: 160_000_000, inUse: 160_000_000 },
        },
      ],
      auditLine: '{"time":"2026-11-21T10:42:12.000Z","user":"op","action":"defragment","outcome":"done"}',
    },
  ],
  auditPath: '/home/op/.local/state/etcdscope/audit.log',
};

describe('while something is waited for', () => {
  it('an action is planned', () =>
    atEachSize('actions-planning', { writable: true }, async (screen, client) => {
      await screen.press('6');
      Object.assign(client.maintenance, { status: never });
      await screen.press('down', 'return');
    }));

  it('an action cannot be planned', () =>
    atEachSize('actions-not-planned', { writable: true }, async (screen, client) => {
      await screen.press('6');
      const silent = () => Promise.reject(new EtcdError('unreachable', 'nobody answers', 'https://a:2379'));
      Object.assign(client.maintenance, { status: silent });
      Object.assign(client.cluster, { memberList: silent });
      await screen.press('down', 'return');
      await screen.advance(2_000);
    }));

  it('an action runs, and is over', async (t) => {
    const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-state-'));
    t.after(() => rm(directory, { recursive: true, force: true }));
    const environment = { XDG_STATE_HOME: directory };
    const start = async (screen: Screen, client: FakeClient): Promise<void> => {
      Object.assign(client.maintenance, { defragment: never });
      await screen.press('6', 'down', 'return', 'pagedown', 'pagedown');
      await screen.type('prod-a');
      await screen.press('return');
      // The line of the audit log before the first step is written in real time.
      await eventually('the first member is at work', async () => {
        await screen.settle();
        return screen.frame.includes('left');
      });
      await screen.advance(2_000);
    };
    await atEachSize('actions-running', { writable: true, environment }, start);
    await atEachSize('actions-ended', { writable: true, environment }, async (screen, client) => {
      await start(screen, client);
      const event = { type: 'run-ended', result: ended } as const;
      screen.inspector.runtime.dispatch({ to: 'actions', event });
      await screen.settle();
    });
  });

  it('a change of a value is planned', () =>
    atEachSize('value-edit-planning', { writable: true }, async (screen, client) => {
      await screen.press('right', 'down');
      await screen.advance(200);
      await screen.press('v');
      await screen.advance(200);
      Object.assign(client.maintenance, { status: never });
      await screen.press('delete');
    }));

  it('clusters are looked for', () =>
    atEachSize(
      'contexts-listing',
      { clusters: { list: never, open: never } },
      async (screen) => await command(screen, 'ctx'),
    ));

  it('a search fails half way', () =>
    atEachSize('search-failed', {}, async (screen, client) => {
      await command(screen, 'search web');
      await screen.advance(1_000);
      const failing = () => Promise.reject(new EtcdError('unreachable', 'nobody answers', 'https://a:2379'));
      Object.assign(client.kv, { range: failing, txn: failing });
      await screen.press('return');
      await screen.advance(60_000);
    }));

  it('what there is to search is counted', () =>
    atEachSize('search-planning', {}, async (screen, client) => {
      Object.assign(client.kv, { range: never, txn: never });
      await command(screen, 'search web');
    }));
});

describe('keys in another order and with another separator', () => {
  it('by mod revision', () =>
    atEachSize('keys-sorted', {}, async (screen) => {
      await screen.press('right');
      await command(screen, 'sort revision');
    }));

  it('with none', () =>
    atEachSize('keys-separator', {}, async (screen) => {
      await command(screen, 'separator none');
      await screen.advance(500);
    }));

  it('chosen in the palette', () =>
    atEachSize('palette-argument', {}, async (screen) => await screen.type(':separator ')));
});
