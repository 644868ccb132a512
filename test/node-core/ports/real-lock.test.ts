import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DirectoryLockedError } from '../../../node-core/ports/lock.js';
import { realLocker } from '../../../node-core/ports/real-lock.js';
import { skip } from '../../support/etcd-binaries.js';

const holderScript = fileURLToPath(new URL('./hold-lock.ts', import.meta.url));

interface Holder {
  readonly process: ChildProcessWithoutNullStreams;
  /** `held`, or why not. */
  readonly outcome: string;
}

let directory = '';
const started: ChildProcessWithoutNullStreams[] = [];

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etcdscope-lock-'));
});

after(async () => {
  await Promise.all(
    started.filter((child) => child.exitCode === null && child.signalCode === null).map(kill),
  );
  await rm(directory, { recursive: true, force: true });
});

async function startHolder(path: string, wrapper: readonly string[] = []): Promise<Holder> {
  const [command = process.execPath, ...args] = [
    ...wrapper,
    process.execPath,
    '--import',
    'tsx/esm',
    holderScript,
    path,
  ];
  const child = spawn(command, args);
  started.push(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  for await (const line of createInterface(child.stdout)) {
    return { process: child, outcome: line };
  }
  throw new Error(`the lock holder ended without a word: ${errors}`);
}

async function kill(child: ChildProcessWithoutNullStreams): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function freshDirectory(name: string): Promise<string> {
  const path = join(directory, name);
  await mkdir(path);
  return path;
}

test('a directory is held by one process, whose id the refusal tells, until it is killed', async () => {
  const path = await freshDirectory('killed');
  const holder = await startHolder(path);
  assert.equal(holder.outcome, 'held');

  await assert.rejects(
    realLocker.acquire(path),
    (error: unknown) => error instanceof DirectoryLockedError && error.holderPid === holder.process.pid,
  );
  await kill(holder.process);

  const lock = await realLocker.acquire(path);
  const late = await startHolder(path);
  assert.match(late.outcome, new RegExp(`is in use by process ${process.pid}: stop that one first`));
  await lock.release();
});

test('a holder that is stopped still holds', async (t) => {
  if (process.platform === 'win32') {
    skip(t, 'Windows has no SIGSTOP');
    return;
  }
  const path = await freshDirectory('stopped');
  const holder = await startHolder(path);
  holder.process.kill('SIGSTOP');
  await assert.rejects(realLocker.acquire(path), DirectoryLockedError);
  await kill(holder.process);
});

test('the lock is on the directory, not on the path it is reached by', async () => {
  const path = await freshDirectory('real');
  const alias = join(directory, 'alias');
  await symlink(path, alias);
  const lock = await realLocker.acquire(path);
  await assert.rejects(realLocker.acquire(alias), DirectoryLockedError);
  await lock.release();
});

test('a directory with a path longer than a socket address can be locked, released and locked again', async () => {
  const path = await freshDirectory('long'.repeat(50));
  for (let round = 0; round < 2; round += 1) {
    const lock = await realLocker.acquire(path);
    await assert.rejects(realLocker.acquire(path), DirectoryLockedError);
    await lock.release();
  }
});

test('of many starters at once over a killed one exactly one wins', async () => {
  const path = await freshDirectory('crowd');
  await kill((await startHolder(path)).process);
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => realLocker.acquire(path)));
  const winners = attempts.filter((attempt) => attempt.status === 'fulfilled');
  assert.equal(winners.length, 1);
  await winners[0]?.value.release();
});

test('a holder in another network namespace, as in a container, is seen', async (t) => {
  const unshare = ['unshare', '--map-root-user', '--net'];
  if (process.platform !== 'linux' || spawnSync('unshare', [...unshare.slice(1), 'true']).status !== 0) {
    skip(t, 'needs Linux and the right to make a network namespace');
    return;
  }
  const path = await freshDirectory('namespaces');
  const holder = await startHolder(path, unshare);
  assert.equal(holder.outcome, 'held');
  await assert.rejects(realLocker.acquire(path), DirectoryLockedError);
  await kill(holder.process);
  await (await realLocker.acquire(path)).release();
});

test('a directory that is not there is the system’s error, not a claim', async () => {
  await assert.rejects(realLocker.acquire(join(directory, 'absent')), { code: 'ENOENT' });
});
