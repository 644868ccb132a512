import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byteSize } from '../presentation/quantities.js';
import type { Edited } from '../store/value-editing.js';
import { sentenceOf } from './sentence.js';
import type { Services } from './services.js';

/** Larger than any value that etcd can be told to take. */
const textMax = 64_000_000;

const lineFeed = 0x0a;

/** Editors end a text with a line end: one that was not there before is not part of the value. */
const endsLine = (text: Uint8Array): boolean => text.length === 0 || text.at(-1) === lineFeed;

function withLineEnd(text: Uint8Array): Uint8Array {
  return endsLine(text) ? text : Buffer.concat([text, Buffer.of(lineFeed)]);
}

function asBefore(edited: Uint8Array, before: Uint8Array): Uint8Array {
  const isAdded = !endsLine(before) && edited.at(-1) === lineFeed;
  return isAdded ? edited.subarray(0, -1) : edited;
}

type Environment = Services['environment'];

/** As git does: $VISUAL, but not on a terminal that only prints; with arguments, as a shell takes them. */
function editorOf(environment: Environment): string {
  const { VISUAL: visual, EDITOR: editor, TERM: terminal } = environment;
  if (visual !== undefined && visual.trim() !== '' && terminal !== 'dumb') return visual;
  return editor === undefined || editor.trim() === '' ? 'vi' : editor;
}

/** Memory rather than disk where there is such a place of the user's own. */
function baseDirectory(environment: Environment): string {
  const runtime = environment['XDG_RUNTIME_DIR'];
  return runtime?.startsWith('/') === true ? runtime : tmpdir();
}

/** undefined when the editor ended well; else why not. */
function runEditor(file: string, { environment, signal }: Services): Promise<string | undefined> {
  const editor = editorOf(environment);
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit', signal });
    child.on('error', (error) => resolve(`The editor could not be started (${error.message}).`));
    child.on('exit', (code, killedBy) => {
      if (code === 0) resolve(undefined);
      else if (code === 127) resolve(`There is no editor ${editor}: set EDITOR to one that is here.`);
      else resolve(`The editor ${editor} ended with ${killedBy ?? `exit code ${code}`}.`);
    });
  });
}

async function makeDirectory(environment: Environment): Promise<string> {
  const name = 'etcdscope-edit-';
  // mkdtemp makes it readable by its owner only.
  return mkdtemp(join(baseDirectory(environment), name)).catch(() => mkdtemp(join(tmpdir(), name)));
}

async function editIn(
  directory: string,
  text: Uint8Array,
  suffix: string,
  services: Services,
): Promise<Edited> {
  const file = join(directory, `value${suffix}`);
  await writeFile(file, withLineEnd(text), { mode: 0o600, flag: 'wx' });
  const lend = services.lendTerminal ?? ((use) => use());
  const failure = await lend(() => runEditor(file, services));
  if (failure !== undefined) return { kind: 'failed', reason: failure };
  const { size } = await stat(file);
  if (size > textMax)
    return { kind: 'failed', reason: `The text has ${byteSize(size)}, more than etcd takes.` };
  const edited = asBefore(await readFile(file), text);
  return Buffer.compare(edited, text) === 0 ? { kind: 'unchanged' } : { kind: 'text', text: edited };
}

/**
 * Lets the operator's editor have the terminal for a text in a private file, which is gone afterwards,
 * whatever happens. `suffix` tells the editor what it is: `.json`.
 */
export async function editText(text: Uint8Array, suffix: string, services: Services): Promise<Edited> {
  const { environment, signal } = services;
  let directory: string | undefined;
  const removeNow = (): void => {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  };
  signal.addEventListener('abort', removeNow, { once: true });
  try {
    directory = await makeDirectory(environment);
    return await editIn(directory, text, suffix, services);
  } catch (error) {
    return { kind: 'failed', reason: `The value could not be edited: ${sentenceOf(error)}.` };
  } finally {
    signal.removeEventListener('abort', removeNow);
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  }
}
