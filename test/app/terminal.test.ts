import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { runInspector } from '../../source/app/run.js';
import { exitCodeOf, guardTerminal, type Interruption, sentenceOf } from '../../source/app/terminal.js';
import type { EtcdClient } from '../../source/client/api.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { FakeClock } from '../screens/fake-clock.js';
import { FakeTerminal } from '../screens/fake-terminal.js';
import { startMs } from '../screens/harness.js';

const holdsTerminal = ({
  isAlternateScreen,
  isRaw,
  marksPastes,
  isCursorHidden,
  reportsMouse,
}: FakeTerminal) => isAlternateScreen && isRaw && marksPastes && isCursorHidden && reportsMouse;

/** React sets the modes of the terminal in effects, a few turns after the first frame. */
async function takesTerminal(terminal: FakeTerminal): Promise<void> {
  for (let turns = 0; turns < 1_000 && !holdsTerminal(terminal); turns += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await terminal.flushed();
  }
  assert.ok(holdsTerminal(terminal), 'it has the terminal');
}

async function run(
  live: (host: EventEmitter, terminal: FakeTerminal) => void | Promise<void>,
  client: EtcdClient = new FakeClient(demoCluster).up(),
) {
  const terminal = new FakeTerminal(80, 24);
  const host = new EventEmitter();
  const stderr = new PassThrough();
  let exits = 0;
  const ending = runInspector({
    client,
    contextName: 'prod-a',
    source: 'flags',
    writable: false,
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    stderr,
    environment: {},
    clock: new FakeClock(startMs),
    host,
    onExit: () => {
      exits += 1;
    },
  });
  await live(host, terminal);
  const code = await ending;
  await terminal.flushed();
  const { isAlternateScreen, isRaw, marksPastes, isCursorHidden, reportsMouse } = terminal;
  terminal.dispose();
  assert.deepEqual(
    { isAlternateScreen, isRaw, marksPastes, isCursorHidden, reportsMouse },
    {
      isAlternateScreen: false,
      isRaw: false,
      marksPastes: false,
      isCursorHidden: false,
      reportsMouse: false,
    },
    'it gave the terminal back',
  );
  assert.equal(exits, 1, 'whoever started it was told once');
  assert.deepEqual(host.eventNames(), [], 'nothing listens any more');
  return { code, said: String(stderr.read() ?? '') };
}

/** As `run`, and `end` happens once the inspector has the terminal. */
function runUntil(end: (host: EventEmitter, terminal: FakeTerminal) => void) {
  return run(async (host, terminal) => {
    await takesTerminal(terminal);
    end(host, terminal);
  });
}

describe('the end of the inspector', () => {
  it('is quiet when the operator leaves', async () => {
    assert.deepEqual(await runUntil((_, terminal) => terminal.stdin.write('q')), { code: 0, said: '' });
    assert.deepEqual(await runUntil((_, terminal) => terminal.stdin.write('\x03')), { code: 0, said: '' });
  });

  it('is a sentence and a code when a signal comes', async () => {
    for (const [signal, code] of [
      ['SIGHUP', 129],
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const ended = await runUntil((host) => host.emit(signal, signal));
      assert.deepEqual(ended, { code, said: `etcdscope ended because of ${signal}.\n` });
    }
  });

  it('is one sentence without a stack when the program is at fault', async () => {
    for (const event of ['uncaughtException', 'unhandledRejection']) {
      const ended = await runUntil((host) =>
        host.emit(event, new TypeError('x is \x1b[31mnot\x1b[0m there')),
      );
      assert.equal(ended.code, 70);
      assert.match(
        ended.said,
        /^etcdscope stopped because of a fault of its own, TypeError: x is \\x1b\[31mnot/,
      );
      assert.match(ended.said, /terminal\.test\.ts:\d+:\d+/, 'it says where');
      assert.equal(ended.said.split('\n').length, 2);
    }
  });

  it('is that same sentence when the program fails to begin', async () => {
    const client = new FakeClient(demoCluster);
    Object.assign(client, {
      onConnection: () => {
        throw new RangeError('no listeners today');
      },
    });
    const ended = await run(() => {}, client);
    assert.equal(ended.code, 70);
    assert.match(ended.said, /RangeError: no listeners today/);
  });

  it('comes with the terminal, when that goes away', async () => {
    const ended = await runUntil((_, terminal) => terminal.stdin.emit('error', new Error('read EIO')));
    assert.equal(ended.code, 129);
  });
});

describe('the terminal guard', () => {
  it('gives the terminal back when the process exits under it', () => {
    const host = new EventEmitter();
    const written: string[] = [];
    const modes: boolean[] = [];
    const stdin = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => modes.push(isRaw) });
    const stdout = new PassThrough();
    stdout.on('data', (chunk: Buffer) => written.push(chunk.toString()));
    const unguard = guardTerminal(host, stdin, stdout, () => assert.fail('an exit is no interruption'));
    host.emit('exit');
    unguard();
    assert.deepEqual(modes, [false]);
    assert.match(String(stdout.read() ?? written.join('')), /\x1b\[\?2004l\x1b\[\?1049l\x1b\[\?25h/);
  });

  it('survives a terminal that is gone', () => {
    const host = new EventEmitter();
    const gone = () => {
      throw new Error('EIO');
    };
    const stdin = Object.assign(new PassThrough(), { setRawMode: gone });
    const stdout = Object.assign(new PassThrough(), { write: gone });
    const unguard = guardTerminal(host, stdin, stdout, () => {});
    assert.doesNotThrow(() => host.emit('exit'));
    unguard();
  });

  it('has a code for every interruption, none of them success', () => {
    const interruptions: readonly Interruption[] = [
      { kind: 'signal', signal: 'SIGTERM' },
      { kind: 'terminal-gone' },
      { kind: 'fault', error: 'not even an error' },
    ];
    for (const interruption of interruptions) {
      assert.notEqual(exitCodeOf(interruption), 0);
      assert.match(sentenceOf(interruption), /^etcdscope .*\.$/);
    }
  });
});
