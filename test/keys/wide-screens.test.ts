import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EtcdError } from '../../source/client/errors.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { assertGolden, type Screen, withScreen } from '../screens/harness.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

/** Kinds with how many objects each has, and of how many bytes. */
const kinds: readonly (readonly [kind: string, objects: number, bytes: number])[] = [
  ['configmaps', 60, 20_000],
  ['events', 3_000, 900],
  ['minions', 4, 6_000],
  ['pods', 800, 7_000],
  ['secrets', 120, 1_500],
  ['services/endpoints', 40, 500],
  ['services/specs', 40, 700],
];

const namespaces = ['default', 'kube-system', 'shop', 'shop-staging', 'überwachung-監視'];

function registry(): Record<string, Buffer> {
  const keys: Record<string, Buffer> = {};
  for (const [kind, objects, bytes] of kinds) {
    for (let index = 0; index < objects; index += 1) {
      const namespace = Buffer.from(namespaces[(index * index) % namespaces.length] ?? '').toString('latin1');
      const place = kind === 'minions' ? '' : `${namespace}/`;
      const name = `${index % 3 === 0 ? 'cart' : 'web'}-${String((index * 7_919) % 10_007).padStart(5, '0')}`;
      keys[`/registry/${kind}/${place}${name}`] = Buffer.alloc(bytes + (index % 5) * (bytes / 10), 'v');
    }
  }
  return keys;
}

const cluster = { ...demoCluster, keys: registry() };

/** From now on so many more requests for keys are answered. */
function answerOnly(client: FakeClient, most: number): void {
  const { range, txn } = client.kv;
  let left = most;
  const held =
    <Request, Answer>(ask: (request: Request) => Promise<Answer>) =>
    (request: Request): Promise<Answer> => {
      left -= 1;
      return left < 0 ? new Promise(() => {}) : ask(request);
    };
  Object.assign(client.kv, { range: held(range), txn: held(txn) });
}

async function atEachSize(
  use: (screen: Screen, client: FakeClient, size: string) => Promise<void>,
): Promise<void> {
  for (const [columns, rows] of sizes) {
    const client = new FakeClient(cluster).up();
    await withScreen({ client, columns, rows }, (screen) => use(screen, client, `${columns}x${rows}`));
  }
}

async function command(screen: Screen, line: string): Promise<void> {
  await screen.press(':');
  await screen.type(line);
  await screen.press('return');
}

/** Timers that tell of progress fall due; answers come at once. */
const waits = (screen: Screen): Promise<void> => screen.advance(1_000);

describe('a search of everything on the screen', () => {
  it('tells what it costs, how far it is, and what it found', async () => {
    await atEachSize(async (screen, client, size) => {
      await command(screen, 'search cart-09');
      await waits(screen);
      assertGolden(screen, `search-cost-${size}`);
      answerOnly(client, 4);
      await screen.press('return');
      await waits(screen);
      assertGolden(screen, `search-running-${size}`);
      await screen.press('escape');
      await waits(screen);
      assertGolden(screen, `search-stopped-${size}`);
    });
    await atEachSize(async (screen, _, size) => {
      await command(screen, 'search cart-09');
      await waits(screen);
      await screen.press('return');
      await waits(screen);
      assertGolden(screen, `search-results-${size}`);
    });
  });

  it('tells what reading values costs', async () => {
    await atEachSize(async (screen, _, size) => {
      await command(screen, 'search-value password');
      await waits(screen);
      assertGolden(screen, `search-value-cost-${size}`);
    });
  });
});

describe('what fills the database on the screen', () => {
  it('is shown by kind, then inside one kind, and by namespace', async () => {
    await atEachSize(async (screen, _, size) => {
      await command(screen, 'du kind');
      await waits(screen);
      assertGolden(screen, `du-kinds-${size}`);
      await screen.press('right');
      await waits(screen);
      assertGolden(screen, `du-inside-${size}`);
      await screen.press('escape', 'escape');
      await command(screen, 'du-namespaces');
      await waits(screen);
      assertGolden(screen, `du-namespaces-${size}`);
      await screen.press('escape');
      await command(screen, 'du');
      await waits(screen);
      assertGolden(screen, `du-prefixes-${size}`);
    });
  });

  it('is found out anew by a key when it failed', async () => {
    const client = new FakeClient(cluster).up();
    await withScreen({ client, columns: 80, rows: 24 }, async (screen) => {
      const { range, txn } = client.kv;
      const failing = () =>
        Promise.reject(new EtcdError('unreachable', 'Nobody answers.', '', 'https://a:2379'));
      Object.assign(client.kv, { range: failing, txn: failing });
      await command(screen, 'kinds');
      await waits(screen);
      assert.match(screen.frame, /✖ Nobody answers\..*r try again/su);
      Object.assign(client.kv, { range, txn });
      await screen.press('r');
      await waits(screen);
      assert.match(screen.frame, /❯ \w+.*4,064 keys, about/su);
      assert.doesNotMatch(screen.frame, /try again/u);
    });
  });

  it('has the keys first, and says how far the bytes are', async () => {
    await atEachSize(async (screen, client, size) => {
      answerOnly(client, 12);
      await command(screen, 'kinds');
      await waits(screen);
      assertGolden(screen, `du-progress-${size}`);
    });
  });
});
