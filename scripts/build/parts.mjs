/**
 * The program in parts: a file each that is read, compiled and kept compiled as one, because each file more costs a
 * start about a millisecond. Inside a part everything is evaluated only when it is asked for.
 */

import path from 'node:path';
import { build } from 'esbuild';

/**
 * What is loaded together, by the modules that begin it. What several parts need is in `shared`, unless `cli`
 * has it, which every start loads; what no part begins is in `commands`.
 */
const beginnings = {
  cli: ['source/cli.ts'],
  inspector: [
    'source/commands/inspect.ts',
    'source/app/run.tsx',
    'source/effects/value-thread.ts',
    'source/heap-bounds.ts',
  ],
  client: ['source/client/client.ts'],
  node: [
    'source/commands/node.ts',
    'node-core/main.ts',
    'node-core/restore/restore.ts',
    'node-core/ports/real-clock.ts',
    'node-core/ports/real-disk.ts',
  ],
};

const partOfBeginning = new Map(
  Object.entries(beginnings).flatMap(([part, modules]) => modules.map((module) => [module, part])),
);

/** All that is evaluated when `chunk` is. */
function reachedFrom(chunk, outputs, reached = new Set()) {
  if (reached.has(chunk)) return reached;
  reached.add(chunk);
  for (const { path: imported, kind, external } of outputs[chunk].imports) {
    if (!external && kind === 'import-statement') reachedFrom(imported, outputs, reached);
  }
  return reached;
}

/** Where a chunk goes that `parts` need. Commands load the client or the node anyway, but not the inspector. */
function partFor(parts) {
  if (parts.has('cli')) return 'cli';
  const [first = 'commands', ...others] = [...parts].filter((part) => part !== 'commands');
  return others.length > 0 || (first === 'inspector' && parts.size > 1) ? 'shared' : first;
}

/** @returns for each chunk the part that it belongs to. */
function assign(outputs) {
  const wanted = new Map(Object.keys(outputs).map((chunk) => [chunk, new Set()]));
  for (const [chunk, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint === undefined) continue;
    const part = partOfBeginning.get(entryPoint) ?? 'commands';
    for (const each of reachedFrom(chunk, outputs)) wanted.get(each).add(part);
  }
  return new Map([...wanted].map(([chunk, parts]) => [chunk, partFor(parts)]));
}

/** Chunks of other parts are asked for by the part and their name. */
const linkParts = (part, chunks, partOfChunk) => ({
  name: 'link-parts',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/.*\.mjs$/ }, ({ path: asked }) => {
      const chunk = path.basename(asked);
      const itsPart = partOfChunk.get(chunk);
      return itsPart === part
        ? { path: chunk, namespace: 'chunk' }
        : { path: `part:${itsPart}/${chunk}`, external: true };
    });
    build.onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path: chunk }) => ({
      contents: chunks.get(chunk),
      loader: 'js',
    }));
  },
});

/**
 * With nothing but ASCII, so that a text is read as fast as it can be and takes a byte a character. esbuild leaves
 * others in regular expressions, where an escape means the same, also that of a half of a pair.
 */
const asAscii = (text) =>
  text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The text of one part: a function that answers with one function for each chunk. */
async function writePart(part, chunks, partOfChunk) {
  const own = [...chunks.keys()].filter((chunk) => partOfChunk.get(chunk) === part).sort();
  const contents = own.map((chunk) => `exports[${JSON.stringify(chunk)}]=()=>require('./${chunk}');`);
  const { outputFiles } = await build({
    stdin: { contents: contents.join('\n'), loader: 'js' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    supported: { 'dynamic-import': false },
    define: { 'import.meta': '__meta' },
    banner: { js: '(function(require,exports,__meta){' },
    footer: { js: '})' },
    minify: true,
    legalComments: 'none',
    external: ['lmdb'],
    plugins: [linkParts(part, chunks, partOfChunk)],
    logLevel: 'warning',
  });
  return asAscii(outputFiles[0].text);
}

/**
 * @param result what esbuild made with `splitting`, `metafile` and without `write`
 * @returns the text of each part by its name
 */
export async function makeParts({ metafile, outputFiles }) {
  const byName = (entries) => new Map(entries.map(([file, value]) => [path.basename(file), value]));
  const partOfChunk = byName([...assign(metafile.outputs)]);
  const chunks = byName(outputFiles.map(({ path: file, text }) => [file, text]));
  const parts = [...new Set(partOfChunk.values())].sort();
  return new Map(
    await Promise.all(parts.map(async (part) => [part, await writePart(part, chunks, partOfChunk)])),
  );
}
