import { createRequire } from 'node:module';
import { CompiledCode } from './compiled-code.js';

declare const __ETCDSCOPE_BUILD__: string;

/** An `import` would have Node make ready all that a module exports; its streams of files alone take 7 ms. */
const requireFromNode = createRequire(import.meta.url);
const { readFileSync } = requireFromNode('node:fs') as typeof import('node:fs');
const { fileURLToPath, pathToFileURL } = requireFromNode('node:url') as typeof import('node:url');

/** What evaluates a piece of the program, once, and answers with what it exports. */
type Chunks = Record<string, () => unknown>;

/** What a file of `parts/` is: it puts its chunks into `chunks`, and asks for others by `part:NAME/CHUNK`. */
type Part = (require: (id: string) => unknown, chunks: Chunks, meta: { readonly url: string }) => void;

/** By then a screen stands and its first keys are read, on most machines. */
const startedMs = 1_000;

const folder = fileURLToPath(new URL('./parts', import.meta.url));
const code = new CompiledCode({
  shipped: folder,
  build: __ETCDSCOPE_BUILD__,
  environment: process.env,
  onNew: keepLater,
});
const loaded = new Map<string, Chunks>();

/** A chunk of the program, which `scripts/build/parts.mjs` put into a part; read when the first chunk of it is needed. */
export function loadPart(name: string, chunk: string): unknown {
  const chunks = loaded.get(name) ?? readPart(name);
  const evaluate = chunks[chunk];
  if (evaluate === undefined) throw new Error(`the program's part ${name} has no ${chunk}: install it anew`);
  return evaluate();
}

function readPart(name: string): Chunks {
  const file = `${folder}/${name}-${__ETCDSCOPE_BUILD__}.cjs`;
  // The build writes nothing but ASCII, which is read the quickest so.
  const script = code.compile(name, file, readFileSync(file, 'latin1'));
  const chunks: Chunks = {};
  loaded.set(name, chunks);
  (script.runInThisContext() as Part)(requireFromPart, chunks, { url: pathToFileURL(file).href });
  return chunks;
}

function requireFromPart(id: string): unknown {
  const [, part, chunk] = /^part:(\w+)\/(.+)$/.exec(id) ?? [];
  return part === undefined || chunk === undefined ? requireFromNode(id) : loadPart(part, chunk);
}

/** As soon as the program has started, as one that is killed should leave its code as well; or when it ends before. */
function keepLater(): void {
  const keep = (): void => {
    clearTimeout(timer);
    process.off('exit', keep);
    code.keep();
  };
  const timer = setTimeout(keep, startedMs).unref();
  process.once('exit', keep);
}
