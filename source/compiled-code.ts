import { createRequire } from 'node:module';
import type { Script } from 'node:vm';
import { userHome } from './files/user-home.js';

/** As in `parts.ts`. */
const requireFromNode = createRequire(import.meta.url);
const fs = requireFromNode('node:fs') as typeof import('node:fs');
const path = requireFromNode('node:path') as typeof import('node:path');
const { cachedDataVersionTag } = requireFromNode('node:v8') as typeof import('node:v8');
const vm = requireFromNode('node:vm') as typeof import('node:vm');

const othersMayWrite = 0o022;

/** Of a CRC-32, little endian: what a kept file begins with. */
const sumBytes = 4;

const suffix = '.code';

interface Compiled {
  readonly part: string;
  readonly script: Script;
  /** No code that was kept could be used. */
  readonly isNew: boolean;
}

export interface CodePlaces {
  /** Where the build left the program's parts and their code. */
  readonly shipped: string;
  /** Tells the texts of one build from those of every other. */
  readonly build: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called when something was compiled for which nothing kept could be used, the first time: `keep` keeps it. */
  readonly onNew: () => void;
}

/**
 * The program's code as V8 compiled it, kept from one start to the next: functions that it compiled when they were
 * called, too, which Node's own cache does not keep. The build leaves all of it beside the program, for the Node that
 * built it. Another Node leaves what it compiled in `$XDG_CACHE_HOME/etcdscope/code` (`~/.cache` by default) once the
 * program has started. What is read from there runs, so nobody but this process' user may be able to write it: under
 * `sudo` with the caller's home, say, the program starts without. `NODE_DISABLE_COMPILE_CACHE=1` turns both off.
 *
 * V8 checks of code that it is for this V8 and its settings, and of the text only how long it is.
 */
export class CompiledCode {
  readonly #isOff: boolean;
  readonly #shipped: string;
  readonly #build: string;
  readonly #kept: string;
  readonly #onNew: () => void;
  readonly #tag = cachedDataVersionTag();
  readonly #compiled: Compiled[] = [];

  constructor({ shipped, build, environment, onNew }: CodePlaces) {
    this.#isOff = environment['NODE_DISABLE_COMPILE_CACHE'] !== undefined;
    this.#shipped = shipped;
    this.#build = build;
    this.#onNew = onNew;
    const caches = environment['XDG_CACHE_HOME'] || path.join(userHome(), '.cache');
    this.#kept = path.join(caches, 'etcdscope', 'code');
  }

  compile(part: string, filename: string, text: string): Script {
    const cachedData = this.#isOff ? undefined : this.#find(part);
    const script = new vm.Script(text, { filename, ...(cachedData !== undefined && { cachedData }) });
    const isNew = !this.#isOff && script.cachedDataRejected !== false;
    if (isNew && !this.#compiled.some((each) => each.isNew)) this.#onNew();
    this.#compiled.push({ part, script, isNew });
    return script;
  }

  /** All parts, not the new ones alone: those that another command left have only the functions which that one called. */
  keep(): void {
    // Other settings of V8 came meanwhile, which are part of its code: no start would find it.
    if (cachedDataVersionTag() !== this.#tag) return;
    try {
      fs.mkdirSync(this.#kept, { recursive: true, mode: 0o700 });
      if (!isOwn(this.#kept)) return;
      this.#removeOtherBuilds();
      for (const { part, script } of this.#compiled) {
        replace(path.join(this.#kept, this.#fileOf(part)), script.createCachedData());
      }
    } catch {
      // A home that may not be written to: the start takes longer, and nothing else changes.
    }
  }

  #fileOf(part: string): string {
    return `${part}-${this.#build}-${this.#tag.toString(16)}${suffix}`;
  }

  #find(part: string): Buffer | undefined {
    const file = this.#fileOf(part);
    return read(path.join(this.#shipped, file)) ?? this.#findKept(path.join(this.#kept, file));
  }

  #findKept(file: string): Buffer | undefined {
    const kept = isOwn(this.#kept) ? read(file) : undefined;
    if (kept === undefined || kept.length < sumBytes) return undefined;
    const data = kept.subarray(sumBytes);
    return kept.readUInt32LE() === sumOf(data) ? data : undefined;
  }

  #removeOtherBuilds(): void {
    for (const file of fs.readdirSync(this.#kept)) {
      if (file.endsWith(suffix) && !file.includes(`-${this.#build}-`)) fs.rmSync(path.join(this.#kept, file));
    }
  }
}

function read(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Whether nobody else may write there, nor put another folder in its place. */
function isOwn(folder: string): boolean {
  const places = [folder, path.dirname(folder), path.dirname(path.dirname(folder))];
  return places.every((place) => {
    const stat = fs.statSync(place, { throwIfNoEntry: false });
    return stat !== undefined && stat.uid === process.getuid?.() && (stat.mode & othersMayWrite) === 0;
  });
}

/** Tells what a power cut left half written, which V8 would run. Undefined before Node 22.2. */
function sumOf(data: Buffer): number | undefined {
  const { crc32 } = requireFromNode('node:zlib') as Partial<typeof import('node:zlib')>;
  return crc32?.(data);
}

function replace(file: string, data: Buffer): void {
  const sum = sumOf(data);
  if (sum === undefined) return;
  const head = Buffer.alloc(sumBytes);
  head.writeUInt32LE(sum);
  const draft = `${file}.${process.pid}.part`;
  fs.writeFileSync(draft, Buffer.concat([head, data]), { mode: 0o600 });
  fs.renameSync(draft, file);
}
