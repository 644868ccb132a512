import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { EtcdError } from '../../source/client/errors.js';
import { entry, field, int, stored } from '../kube/wire-writer.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { assertGolden, type Screen, withScreen } from '../screens/harness.js';
import { eventually } from '../support/eventually.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

const cut = new EtcdError('unreachable', 'No member answers at https://10.0.0.241:2379.', 'ECONNREFUSED');

async function onScreens(
  name: string,
  happen: (screen: Screen, client: FakeClient) => Promise<void>,
): Promise<void> {
  for (const [columns, rows] of sizes) {
    const client = new FakeClient(demoCluster).up();
    await withScreen({ client, columns, rows }, async (screen) => {
      await screen.press('3');
      await happen(screen, client);
      assertGolden(screen, `watch-${name}-${columns}x${rows}`);
    });
  }
}

/** A pod with one container, as an API server stores it; what the node says is written by its kubelet. */
function pod(phase: string, isReady: boolean, node = ''): Buffer {
  const manager = node === '' ? 'replicaset-controller' : isReady ? 'kubelet' : 'scheduler';
  const time = field(4, int(1, 1_780_000_000 + phase.length));
  return stored(
    'v1',
    'Pod',
    field(1, field(1, 'web-3'), field(3, 'default'), field(17, field(1, manager), time)),
    field(2, field(2, field(1, 'main'), field(2, 'web:1.4')), field(10, node)),
    field(3, field(1, phase), field(8, field(1, 'main'), int(4, isReady ? 1 : 0))),
  );
}

describe('the watch pane on the screen', () => {
  it('draws cuts, returns and holes', () =>
    onScreens('troubled', async (screen, client) => {
      client.write('/registry/pods/default/web-1', '{"kind":"Pod"}', screen.clock.nowMs());
      await screen.advance(1_000);
      client.tell({ kind: 'interrupted', error: cut, nextRevision: 29_253_469 });
      await screen.advance(4_000);
      client.tell({ kind: 'created', revision: 29_253_468, endpoint: 'https://10.0.0.242:2379' });
      await screen.advance(500);
      client.write('/registry/secrets/default/token', 'hunter2', screen.clock.nowMs());
      await screen.advance(1_000);
      client.tell({ kind: 'interrupted', error: cut, nextRevision: 29_253_470 });
      client.tell({ kind: 'created', revision: 29_253_469, endpoint: 'https://10.0.0.243:2379' });
      client.tell({ kind: 'hole', fromRevision: 29_253_470, toRevision: 29_253_800 });
      await screen.advance(1_000);
    }));

  it('stands still while it is paused, and counts', () =>
    onScreens('paused', async (screen, client) => {
      for (let change = 0; change < 60; change += 1) {
        client.write(`/config/feature/${change}`, `{"on":${change % 2 === 0}}`, screen.clock.nowMs());
        await screen.advance(20);
        if (change === 50) await screen.press('space', 'up', 'up');
      }
      await screen.advance(1_000);
    }));

  it('says what happened in words, and folds noise', () =>
    onScreens('words', async (screen, client) => {
      const write = async (key: string, value: Uint8Array | string | undefined): Promise<void> => {
        client.write(key, value, screen.clock.nowMs());
        await screen.advance(500);
      };
      const key = '/registry/pods/default/web-3';
      await write(key, pod('Pending', false));
      await write('/registry/leases/kube-node-lease/n2', 'renewed');
      await write(key, pod('Pending', false, 'n2'));
      await write('/registry/events/default/web-3.17f', 'Scheduled');
      await write(key, pod('Running', true, 'n2'));
      await write('/config/limits', '{"rate":500,"burst":50}');
      await write('/registry/leases/kube-node-lease/n2', 'renewed');
      await write(key, undefined);
    }));

  it('filters', () =>
    onScreens('filtered', async (screen, client) => {
      for (const key of ['/config/a', '/registry/pods/default/web-1', '/registry/leases/n1', '/config/b']) {
        client.write(key, 'value', screen.clock.nowMs());
        await screen.advance(200);
      }
      await screen.press('p', '/', 'c', 'o', 'n');
    }));

  it('shows all of a change: what differs, who, when, before and now', () =>
    onScreens('change', async (screen, client) => {
      const key = '/registry/pods/default/web-3';
      for (const value of [pod('Pending', false), pod('Running', true, 'n2')]) {
        client.write(key, value, screen.clock.nowMs());
        await screen.advance(500);
      }
      await screen.press('return');
      assert.match(screen.frame, /spec\.nodeName/);
    }));

  it('shows what a file in a ConfigMap was before, line by line', () =>
    onScreens('change-text', async (screen, client) => {
      const map = (mode: string): string =>
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'app', namespace: 'shop' },
          data: { 'app.conf': `listen: 80\nmode: ${mode}\nlog: info\n`, old: 'x' },
        });
      client.write('/registry/configmaps/shop/app', map('safe'), screen.clock.nowMs());
      client.write(
        '/registry/configmaps/shop/app',
        map('fast').replace('"old"', '"new"'),
        screen.clock.nowMs(),
      );
      await screen.advance(500);
      await screen.press('d');
    }));

  it('keeps what a Secret holds to itself until it is asked for', async () => {
    const secret = (password: string): Buffer =>
      stored('v1', 'Secret', field(1, field(1, 'db'), field(3, 'shop')), entry(2, 'password', password));
    for (const [columns, rows] of sizes) {
      const client = new FakeClient(demoCluster).up();
      await withScreen({ client, columns, rows }, async (screen) => {
        await screen.press('3');
        client.write('/registry/secrets/shop/db', secret('hunter2'), screen.clock.nowMs());
        client.write('/registry/secrets/shop/db', secret('hunter3'), screen.clock.nowMs());
        await screen.advance(500);
        const hidden = /hunter|aHVudGVy/;
        assert.doesNotMatch(screen.frame, hidden);
        await screen.press('return');
        assert.match(screen.frame, /data\.password/);
        assert.doesNotMatch(screen.frame, hidden);
        assertGolden(screen, `watch-change-secret-${columns}x${rows}`);
        await screen.press('m');
        assert.match(screen.frame, /aHVudGVyMg==.*→.*aHVudGVyMw==/);
        await screen.press('p');
        assert.match(screen.frame, /created at rev/);
        assert.doesNotMatch(screen.frame, hidden, 'the next one is masked again');
      });
    }
  });

  it('switches each rule of noise', () =>
    onScreens('noise', async (screen, client) => {
      for (const key of ['/registry/leases/kube-node-lease/n1', '/registry/events/default/a', '/config/x']) {
        client.write(key, 'v', screen.clock.nowMs());
        await screen.advance(500);
      }
      assert.doesNotMatch(screen.frame, /leases kube-node-lease/);
      await screen.press('n', 'space', 'down', 'down');
      assert.match(screen.frame, /1 kind folded · 1 change/);
    }));

  it('shows who changes most', () =>
    onScreens('top', async (screen, client) => {
      for (let second = 0; second < 12; second += 1) {
        for (let count = 0; count < 5; count += 1) {
          client.write(`/registry/leases/kube-node-lease/n${count}`, 'renewed', screen.clock.nowMs());
        }
        client.write(
          '/registry/pods/default/web-3',
          pod('Running', second % 2 === 0, 'n2'),
          screen.clock.nowMs(),
        );
        client.write('/config/limits', `{"rate":${second}}`.padEnd(20_000), screen.clock.nowMs());
        await screen.advance(1_000);
      }
      await screen.press('r', 'down');
    }));

  it('goes from who changes most to what changes', async () => {
    const client = new FakeClient(demoCluster).up();
    await withScreen({ client, columns: 80, rows: 24 }, async (screen) => {
      await screen.press('3');
      for (let count = 0; count < 5; count += 1) {
        client.write('/registry/leases/kube-node-lease/n1', `${count}`, screen.clock.nowMs());
        client.write(
          '/registry/pods/default/web-3',
          pod('Running', count % 2 === 0, 'n2'),
          screen.clock.nowMs(),
        );
        await screen.advance(1_000);
      }
      await screen.press('f');
      assert.match(screen.frame, /only pods default\/web-3/);
      await screen.press('r', 'b', 'b');
      assert.match(screen.frame, /by writer/);
      assert.match(screen.frame, /kubelet/);
      await screen.press('b', 'return');
      assert.match(screen.frame, /\/kind:leases/);
      assert.match(screen.frame, /leases kube-node-lease\/n1/);
      assert.doesNotMatch(screen.frame, /web-3/);
      await screen.press('escape');
      assert.match(screen.frame, /web-3/);
      assert.match(screen.frame, /1 kind folded/, 'what was noise before is noise again');
    });
  });

  it('says what is wrong with a filter, and keeps the one before', async () => {
    for (const [columns, rows] of sizes) {
      const client = new FakeClient(demoCluster).up();
      await withScreen({ client, columns, rows }, async (screen) => {
        await screen.press('3');
        client.write('/config/a', 'v', screen.clock.nowMs());
        client.write('/config/b', 'v', screen.clock.nowMs());
        await screen.advance(500);
        await screen.press('/');
        assert.match(screen.frame, /kind:pods · ns:shop/);
        await screen.type('re:a$');
        assert.doesNotMatch(screen.frame, /config\/b/);
        await screen.type('(');
        assertGolden(screen, `watch-filter-problem-${columns}x${rows}`);
        await screen.press('return');
        assert.match(screen.frame, /This is no filter: in re:a\$\(, a \( has no \)/);
        assert.match(screen.frame, /\/ re:a\$\(▏/, 'it stays in its field, to be mended');
        await screen.press('backspace', 'return');
        assert.match(screen.frame, /Watch ─ .* ─ \/re:a\$ /);
      });
    }
  });

  it('follows one key, noise or not', async () => {
    const client = new FakeClient(demoCluster).up();
    await withScreen({ client, columns: 80, rows: 24 }, async (screen) => {
      await screen.press('3');
      for (const key of ['/config/a', '/config/b', '/config/a', '/config/c']) {
        client.write(key, 'v', screen.clock.nowMs());
        await screen.advance(500);
      }
      await screen.press('up', 'f');
      assert.match(screen.lines[2] ?? '', /only \/config\/a/);
      assert.doesNotMatch(screen.frame, /config\/[bc]/);
      await screen.press('f');
      assert.match(screen.frame, /config\/b/);
    });
  });

  it('exports what it shows to a new file of its owner', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-export-'));
    const file = path.join(directory, 'log.jsonl');
    const client = new FakeClient(demoCluster).up();
    try {
      await withScreen({ client, columns: 120, rows: 40 }, async (screen) => {
        await screen.press('3');
        for (const key of ['/config/a', '/registry/secrets/shop/db', '/registry/leases/x/n1']) {
          client.write(key, 'hunter2', screen.clock.nowMs());
        }
        await screen.advance(500);
        await screen.press(':');
        await screen.type(`export ${file}`);
        await screen.press('return');
        await eventually('the file', () => existsSync(file));
        await eventually('the notice', async () => {
          await screen.settle();
          return /holds 2 changes.*not in it: 1 entry/s.test(screen.frame.replaceAll(/\s+/g, ' '));
        });
        const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
        const told = lines.map((line) => JSON.parse(line) as { type: string; kv?: Record<string, unknown> });
        assert.deepEqual(
          told.map(({ type }) => type),
          ['created', 'put', 'put'],
        );
        assert.equal(told[1]?.kv?.['value'], 'hunter2');
        assert.deepEqual([told[2]?.kv?.['value'], told[2]?.kv?.['masked']], [undefined, true]);
        assert.equal((await stat(file)).mode & 0o777, 0o600);
        await screen.press(':');
        await screen.type(`export ${file}`);
        await screen.press('return');
        await eventually('the refusal', async () => {
          await screen.settle();
          return /there is such a file already/.test(screen.frame.replaceAll(/\s+/g, ' '));
        });
        assert.deepEqual(await readdir(directory), ['log.jsonl']);
      });
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
