import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import * as etcd from '../../proto/generated/etcdserverpb.js';
import { unfinishedSentence } from '../../source/app/leaving.js';
import { eventually } from '../support/eventually.js';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { assertGolden, type Screen, withScreen } from './harness.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

describe('the shell behind the inspector', () => {
  it('gets its terminal on ctrl+z, and the screen is whole again afterwards', async () => {
    const seen: { isRaw: boolean; isAlternateScreen?: boolean; isCursorHidden?: boolean }[] = [];
    let screen: Screen | undefined;
    const stop = (): void => {
      const terminal = screen?.terminal;
      assert.ok(terminal);
      const look: (typeof seen)[number] = { isRaw: terminal.isRaw };
      seen.push(look);
      terminal.emulator.write('', () => {
        look.isAlternateScreen = terminal.isAlternateScreen;
        look.isCursorHidden = terminal.isCursorHidden;
      });
      terminal.scribble('\x1b[1;1H[1]+  Stopped  etcdscope\r\n$ fg\r\n');
    };
    await withScreen({ client: new FakeClient(demoCluster).up(), stop }, async (opened) => {
      screen = opened;
      const before = screen.frame;
      await screen.press('ctrl+z');
      assert.deepEqual(seen, [{ isRaw: false, isAlternateScreen: false, isCursorHidden: false }]);
      assert.equal(screen.frame, before);
      assert.ok(screen.terminal.isRaw);
      assert.ok(screen.terminal.isAlternateScreen);
      assert.ok(screen.terminal.marksPastes);
      assert.ok(screen.terminal.isCursorHidden);
      await screen.press('?', 'ctrl+z');
      assert.equal(seen.length, 2, 'from anywhere');
    });
  });

  it('may have had it without our knowing: the screen is drawn again when the process goes on', async () => {
    const host = new EventEmitter();
    await withScreen({ client: new FakeClient(demoCluster).up(), host }, async (screen) => {
      const before = screen.frame;
      screen.terminal.stdin.setRawMode?.(false);
      screen.terminal.scribble('\x1b[?1049l\x1b[?25h$ kill -STOP 4711\r\n');
      host.emit('SIGCONT', 'SIGCONT');
      await screen.settle();
      assert.equal(screen.frame, before);
      assert.ok(screen.terminal.isRaw && screen.terminal.isAlternateScreen);
    });
    assert.deepEqual(host.eventNames(), []);
  });
});

/** A defragmentation of one member that lasts until it is told to end. */
async function withRun(
  t: TestContext,
  [columns, rows]: readonly [number, number],
  use: (screen: Screen, endStep: () => void, audit: () => Promise<string>) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-leaving-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const [single] = demoCluster.members;
  assert.ok(single);
  const client = new FakeClient({ ...demoCluster, members: [single], leaderId: single.id }).up();
  const { promise, resolve } = Promise.withResolvers<etcd.DefragmentResponse>();
  let isAsked = false;
  const defragment = () => {
    isAsked = true;
    return promise;
  };
  Object.assign(client.maintenance, { defragment });
  const environment = { XDG_STATE_HOME: directory };
  await withScreen({ client, columns, rows, writable: true, environment }, async (screen) => {
    await screen.type(':defrag');
    await screen.press('return', 'pagedown');
    await screen.type('prod-a');
    await screen.press('return');
    await eventually('the member is asked', async () => {
      await screen.settle();
      return isAsked;
    });
    await use(
      screen,
      () => resolve(etcd.DefragmentResponse.create({})),
      () => readFile(join(directory, 'etcdscope', 'audit.log'), 'utf8'),
    );
    resolve(etcd.DefragmentResponse.create({}));
    await eventually('the run is over', async () => {
      await screen.settle();
      return screen.inspector.runtime.getState().actions.past.length === 1;
    });
  });
}

describe('leaving while an action runs', () => {
  it('asks first, and waits for the end of the step when that is wanted', async (t) => {
    for (const size of sizes) {
      await withRun(t, size, async (screen, endStep, audit) => {
        await screen.press('ctrl+c');
        assert.equal(screen.ended, undefined);
        assert.match(screen.frame, /A step is under way on m1\. Leaving now does not stop it/);
        assertGolden(screen, `leaving-${size.join('x')}`);
        await screen.press('return');
        assert.equal(screen.ended, undefined, 'the step is under way');
        endStep();
        await eventually('it ended', async () => {
          await screen.settle();
          return screen.ended !== undefined;
        });
        assert.equal((await audit()).trimEnd().split('\n').length, 2, 'the step is in the audit log');
      });
    }
  });

  it('can be thought better of, and is possible at once', async (t) => {
    await withRun(t, [80, 24], async (screen) => {
      await screen.press('ctrl+c', 'escape');
      assert.doesNotMatch(screen.frame, /Leave while/);
      assert.equal(screen.ended, undefined);
      await screen.press('ctrl+c');
      await screen.type('q1:');
      assert.equal(screen.ended, undefined);
      await screen.press('ctrl+c');
      assert.ok(screen.ended);
      assert.match(
        unfinishedSentence(screen.inspector.runtime.getState()) ?? '',
        /^A step was under way on m1 when etcdscope ended/,
      );
    });
  });

  it('is not asked about once nothing runs any more', async (t) => {
    await withRun(t, [80, 24], async (screen, endStep) => {
      await screen.press('ctrl+c');
      endStep();
      await eventually('the question is gone', async () => {
        await screen.settle();
        return !screen.frame.includes('Leave while');
      });
      assert.equal(screen.ended, undefined);
      assert.equal(unfinishedSentence(screen.inspector.runtime.getState()), undefined);
    });
  });
});
