import { mkdir, open, readFile, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '../../files/error-code.js';
import { writeWhole } from '../../files/write-whole.js';
import { ConnectionError } from '../connection-error.js';
import type { Environment } from '../flags.js';
import { formatContexts, parseContexts } from './context-text.js';
import { noContexts, type SavedContexts } from './saved-context.js';

/** XDG base directories: configuration of the user's own. A relative XDG_CONFIG_HOME does not count. */
export function contextsPath(environment: Environment, home: string): string {
  const configured = environment['XDG_CONFIG_HOME'];
  const base = configured?.startsWith('/') === true ? configured : join(home, '.config');
  return join(base, 'etcdscope', 'contexts.json');
}

/** @throws ConnectionError when the file is there and cannot be read or understood. */
export async function readContexts(path: string): Promise<SavedContexts> {
  try {
    return parseContexts(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return noContexts;
    }
    throw sentence(error, `${path} cannot be read`);
  }
}

/** How often the lock is tried, `lockPauseMs` apart: for 5 s. */
const lockAttemptsDefault = 250;
const lockPauseMs = 20;

/**
 * Changes the saved contexts: one writer at a time, and every reader sees the file before or after, whole.
 * @throws ConnectionError when the file cannot be read or written, or `change` refuses.
 */
export async function updateContexts(
  path: string,
  change: (contexts: SavedContexts) => SavedContexts,
  lockAttempts = lockAttemptsDefault,
): Promise<SavedContexts> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // A link, as into a repository of dot files, stays one.
    const target = await realpath(path).catch(() => path);
    return await withLock(`${target}.lock`, lockAttempts, async () => {
      const changed = change(await readContexts(target));
      await writeWhole(target, 'replace', (file) => file.writeFile(formatContexts(changed)));
      return changed;
    });
  } catch (error) {
    throw sentence(error, `${path} cannot be written`);
  }
}

/** The lock is a file that only one can make. A writer holds it for some milliseconds. */
async function withLock<T>(path: string, attempts: number, work: () => Promise<T>): Promise<T> {
  await takeLock(path, attempts);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function takeLock(path: string, attempts: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const lock = await open(path, 'wx', 0o600);
      await lock.close();
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') {
        throw error;
      }
      if (attempt >= attempts) {
        throw new ConnectionError(
          `another etcdscope keeps the contexts locked: if none is writing them, remove ${path}.`,
        );
      }
      await pause(lockPauseMs);
    }
  }
}

function sentence(error: unknown, what: string): unknown {
  const code = errorCode(error);
  return code === undefined
    ? error
    : new ConnectionError(`${what} (${code}): check its owner and its directory.`);
}
