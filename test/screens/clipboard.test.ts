import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { copy, notToCopy } from '../../source/app/copying.js';
import type { AppState } from '../../source/store/app.js';
import { eventually } from '../support/eventually.js';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';
import { type Screen, withScreen } from './harness.js';

const open = (columns = 80, rows = 24) => ({ client: new FakeClient(demoCluster).up(), columns, rows });

async function showValue(screen: Screen, key: string): Promise<void> {
  await screen.type(`:key ${key}`);
  await screen.press('return', '2');
  await eventually(`the value of ${key} is read`, async () => {
    await screen.settle();
    return screen.inspector.runtime.getState().value.content.kind === 'present';
  });
}

/** The state with another value in place of the one that is shown. */
function withValue({ ui, value, ...others }: AppState, bytes: Uint8Array): AppState {
  assert.equal(value.content.kind, 'present');
  if (value.content.kind !== 'present') throw new Error('no value');
  const stored = { ...value.content.stored, value: bytes };
  return { ...others, ui, value: { ...value, content: { ...value.content, stored } } };
}

describe('the clipboard', () => {
  it('gets the selected key, and what is shown of one that is no text', async () => {
    await withScreen(open(), async (screen) => {
      await screen.press('c', 'down', 'down', 'c');
      assert.deepEqual(screen.terminal.clipboard, ['/config/', 'weird\\x1b[31m\\xff']);
      assert.match(screen.frame, /✔ Copied the key as it is shown/);
    });
  });

  it('gets the value, as it is stored', async () => {
    await withScreen(open(), async (screen) => {
      await showValue(screen, '/config/limits');
      await screen.press('c');
      assert.deepEqual(screen.terminal.clipboard, ['{"rate":200,"burst":50}']);
      assert.match(screen.frame, /✔ Copied the value/);
    });
  });

  it('never gets half a value, nor control characters', async () => {
    await withScreen(open(), async (screen) => {
      await showValue(screen, '/config/limits');
      const state = screen.inspector.runtime.getState();
      const large = withValue(state, new Uint8Array(80_000).fill(0x61));
      assert.match(notToCopy(large) ?? '', /terminals take at most/);
      assert.deepEqual(copy(large), []);
      const binary = withValue(state, new Uint8Array(60_000).fill(0x1b));
      assert.match(notToCopy(binary) ?? '', /terminals take at most/, 'base64 is longer');
      const [copied] = copy(withValue(state, Uint8Array.of(0x1b, 0x5d)));
      assert.deepEqual(copied, { to: 'ui', event: { type: 'copy', text: 'G10=' } });
    });
  });

  it('gets nothing where there is nothing to copy, and that is said', async () => {
    await withScreen(open(), async (screen) => {
      await screen.press('4', 'c');
      assert.match(screen.frame, /▲ Keys and values can be copied, in their panes/);
      await screen.press('2', 'c');
      assert.match(screen.frame, /▲ There is no value to copy/);
      assert.deepEqual(screen.terminal.clipboard, []);
    });
  });
});

describe('the title of the window', () => {
  it('says which cluster and whether it is well, and is given back', async () => {
    const stop = () => {};
    const client = new FakeClient(demoCluster).up();
    let terminal: Screen['terminal'] | undefined;
    await withScreen({ client, stop, contextName: 'prod\x1b]0;x\x07' }, async (screen) => {
      terminal = screen.terminal;
      assert.equal(terminal.title, '● prod\\x1b]0;x\\x07 – etcdscope');
      await screen.press('ctrl+z');
      assert.equal(terminal.title, '● prod\\x1b]0;x\\x07 – etcdscope');
      client.down(screen.clock.nowMs());
      await screen.settle();
      assert.match(terminal.title, /^✖ /);
    });
    assert.equal(terminal?.title, 'bash');
  });
});
