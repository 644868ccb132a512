import { mkdirSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

const othersMayWrite = 0o022;

/** By then a screen stands and its first keys are read, on most machines. */
const startedMs = 1_500;

/**
 * Lets Node keep the program's compiled code from one start to the next, in `$XDG_CACHE_HOME/etcdscope/code`
 * (`~/.cache` by default); Node checks that it fits the program's text before it uses it. What is read from there
 * runs, so nobody but this process' user may be able to write it: under `sudo` with the caller's home, say, the
 * program starts without. `NODE_DISABLE_COMPILE_CACHE=1` turns it off.
 *
 * It is written once the program has started, not only when it ends: one that is killed leaves it, too.
 */
export function keepCompiledCode(environment: Readonly<Record<string, string | undefined>>): void {
  const base = environment['XDG_CACHE_HOME'] || path.join(homedir(), '.cache');
  const directory = path.join(base, 'etcdscope', 'code');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (isOwn(base) && isOwn(path.dirname(directory)) && isOwn(directory)) {
      // Since Node 22.1.
      nodeModule.enableCompileCache?.(directory);
      // Since Node 22.10.
      setTimeout(() => nodeModule.flushCompileCache?.(), startedMs).unref();
    }
  } catch {
    // A home that may not be written to: the start takes longer, and nothing else changes.
  }
}

function isOwn(directory: string): boolean {
  const { uid, mode } = statSync(directory);
  return uid === process.getuid?.() && (mode & othersMayWrite) === 0;
}
