import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { runNode } from '../../node-core/main.js';
import { createAuthority } from '../support/certificates.js';
import { skip } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { temporaryDirectory } from './backend/temporary-backend.js';

/** A run of the member's program within this process. */
interface Run {
  readonly exit: Promise<number>;
  stdout(): string;
  stderr(): string;
  stop(): void;
}

function collect(): { stream: Writable; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}

function start(t: TestContext, argv: readonly string[], environment: Record<string, string> = {}): Run {
  const stdout = collect();
  const stderr = collect();
  const stopping = new AbortController();
  const exit = runNode(argv, environment, {
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal: stopping.signal,
  });
  const stop = () => stopping.abort();
  t.after(async () => {
    stop();
    await exit;
  });
  return { exit, stdout: stdout.text, stderr: stderr.text, stop };
}

const urls = (url: string) => [
  `--listen-client-urls=${url}`,
  '--advertise-client-urls=http://127.0.0.1:2379',
];
const anyPort = urls('http://127.0.0.1:0');

/** Lines of the log, as their messages. */
function messages(run: Run): string[] {
  return run
    .stderr()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg);
}

async function failed(run: Run): Promise<string> {
  assert.equal(await run.exit, 1);
  const lines = run.stderr().trim().split('\n');
  const sentence = lines.at(-1) ?? '';
  assert.match(sentence, /^etcdscope node: /);
  assert.doesNotMatch(run.stderr(), /\n {4}at /, 'no stack trace');
  return sentence.slice('etcdscope node: '.length);
}

test('--version and --help print and end', async (t) => {
  const version = start(t, ['--version']);
  assert.equal(await version.exit, 0);
  assert.match(version.stdout(), /^etcd Version: 3\.6\.\d+\n.*etcdscope node-core/);
  const help = start(t, ['-h']);
  assert.equal(await help.exit, 0);
  assert.match(help.stdout(), /^Usage:/);
  assert.equal(help.stderr(), '');
});

test('a member says when it serves, serves, and stops when it is asked to', async (t) => {
  const run = start(t, [`--data-dir=${temporaryDirectory(t)}`, ...anyPort], {
    ETCD_NAME: 'seven',
    ETCD_ODD: '1',
  });
  await eventually('it serves', () => run.stderr().includes('ready to serve client requests'));
  const [, port] = /"address":"127\.0\.0\.1:(\d+)"/.exec(run.stderr()) ?? [];
  const answer = await fetch(`http://127.0.0.1:${port}/health`);
  assert.equal(answer.status, 200);
  await answer.text();
  run.stop();
  assert.equal(await run.exit, 0);
  const lines = messages(run);
  assert.equal(lines[0], 'unrecognized environment variable');
  assert.equal(lines.at(-1), 'closed etcd server');
});

/** What a manager's datagram socket is sent, a line each. */
async function listenAsManager(t: TestContext): Promise<{ path: string; lines(): string[] }> {
  const path = join(temporaryDirectory(t), 'notify');
  const script =
    'import socket, sys\ns = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\ns.bind(sys.argv[1])\n' +
    "print('listening', flush=True)\nwhile True: print(s.recv(4096).decode().strip(), flush=True)";
  const listener = spawn('python3', ['-c', script, path], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => listener.kill());
  let heard = '';
  listener.stdout.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  await eventually('the manager listens', () => heard.includes('listening'));
  return { path, lines: () => heard.trim().split('\n').slice(1) };
}

test('systemd is told when the member serves, and when it stops', async (t) => {
  if (spawnSync('systemd-notify', ['--version']).error !== undefined) {
    skip(t, 'no systemd-notify on this machine');
    return;
  }
  const manager = await listenAsManager(t);
  const run = start(t, [`--data-dir=${temporaryDirectory(t)}`, ...anyPort], { NOTIFY_SOCKET: manager.path });
  await eventually('it is ready', () => manager.lines().some((line) => line === 'READY=1'));
  assert.ok(run.stderr().includes('ready to serve client requests'));
  run.stop();
  assert.equal(await run.exit, 0);
  await eventually('it has stopped', () => manager.lines().some((line) => line === 'STOPPING=1'));
});

test('a manager that cannot be told is a line in the log, and no more', async (t) => {
  const run = start(t, [`--data-dir=${temporaryDirectory(t)}`, ...anyPort], { NOTIFY_SOCKET: '/nowhere' });
  await eventually('it is said', () => run.stderr().includes('systemd could not be told'));
  run.stop();
  assert.equal(await run.exit, 0);
});

test('a configuration file stands alone: flags and variables beside it are ignored', async (t) => {
  const directory = temporaryDirectory(t);
  const file = join(directory, 'etcd.yaml');
  const log = join(directory, 'etcd.log');
  const data = join(directory, 'data');
  await writeFile(
    file,
    `name: from-file\ndata-dir: ${data}\nlisten-client-urls: http://127.0.0.1:0\nlog-outputs: [stderr, ${log}]\n`,
  );
  const run = start(t, ['--config-file', file, '--name=from-flag'], { ETCD_NAME: 'from-variable' });
  await eventually('it serves', () => run.stderr().includes('ready to serve'));
  run.stop();
  assert.equal(await run.exit, 0);
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  assert.deepEqual(lines, run.stderr().trim().split('\n'), 'every line in both');
  assert.equal(JSON.parse(lines.at(-1) ?? '').name, 'from-file');
  assert.match(JSON.parse(lines[0] ?? '').msg, /^settings are read from .*: other flags and ETCD_ variables/);
});

test('only one member at a time works in a data directory', async (t) => {
  const flags = [`--data-dir=${temporaryDirectory(t)}`, ...anyPort];
  const first = start(t, flags);
  await eventually('the first serves', () => first.stderr().includes('ready to serve'));
  assert.match(
    await failed(start(t, flags)),
    /is in use by .*: stop that one first, or use another --data-dir/,
  );
  first.stop();
  assert.equal(await first.exit, 0);
  const next = start(t, flags);
  await eventually('the next serves', () => next.stderr().includes('ready to serve'));
});

test('a port that is taken is named', async (t) => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  t.after(() => blocker.close());
  const url = `http://127.0.0.1:${portOf(blocker)}`;
  const sentence = await failed(start(t, [`--data-dir=${temporaryDirectory(t)}`, ...urls(url)]));
  assert.equal(
    sentence,
    `cannot listen on ${url}: another program uses this port; stop it or choose another URL`,
  );
});

function portOf(server: Server): number {
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

test('an address of another machine is named', async (t) => {
  const run = start(t, [`--data-dir=${temporaryDirectory(t)}`, ...urls('http://192.0.2.1:2379')]);
  assert.match(
    await failed(run),
    /^cannot listen on http:\/\/192\.0\.2\.1:2379: this machine has no such address/,
  );
});

test('flags that make no sense end the start before anything is opened', async (t) => {
  assert.match(await failed(start(t, ['--nonsense'])), /^--nonsense is not a flag of etcd: see --help$/);
  assert.match(await failed(start(t, ['--enable-v2'])), /--enable-v2 was removed from etcd/);
  assert.match(await failed(start(t, ['--listen-client-urls=x'])), /is not a URL/);
});

test('a data directory that is a file, or of etcd, is named', async (t) => {
  const directory = temporaryDirectory(t);
  const file = join(directory, 'file');
  await writeFile(file, '');
  assert.match(
    await failed(start(t, [`--data-dir=${file}`, ...anyPort])),
    /^--data-dir .* cannot be created: EEXIST/,
  );
  await mkdir(join(directory, 'etcd', 'member', 'snap'), { recursive: true });
  await writeFile(join(directory, 'etcd', 'member', 'snap', 'db'), '');
  const ofEtcd = start(t, [`--data-dir=${join(directory, 'etcd')}`, ...anyPort]);
  assert.match(await failed(ofEtcd), /holds a database of etcd itself/);
});

test('a certificate that cannot be used is named', async (t) => {
  const authority = await createAuthority();
  t.after(() => authority.remove());
  const one = await authority.issue({ commonName: 'one' });
  const two = await authority.issue({ commonName: 'two' });
  const flags = [`--data-dir=${temporaryDirectory(t)}`, ...urls('https://127.0.0.1:0')];
  const mixed = [`--cert-file=${one.certificateFile}`, `--key-file=${two.keyFile}`];
  assert.match(await failed(start(t, [...flags, ...mixed])), /is not the key of --cert-file/);
  const missing = ['--cert-file=/nowhere.crt', `--key-file=${two.keyFile}`];
  assert.match(await failed(start(t, [...flags, ...missing])), /--cert-file cannot be read: ENOENT/);
});

test('a member that is told to stop before it serves does not serve', async (t) => {
  const run = start(t, [`--data-dir=${temporaryDirectory(t)}`, ...anyPort]);
  run.stop();
  assert.equal(await run.exit, 0);
});
