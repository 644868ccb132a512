/**
 * Makes dist/: etcdscope.mjs, which is small, and what it loads when it needs it in parts/. Nothing else
 * is needed to run but Node, and the native `lmdb` for the bundled server alone.
 *
 *   node scripts/build.mjs [ENTRY OUTFILE]
 *
 * With ENTRY and OUTFILE another program is built with the same settings, for benchmarks to compare with.
 */

import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedDataVersionTag, setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { build } from 'esbuild';
import { makeParts } from './build/parts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const program = 'dist/etcdscope.mjs';

/** Replaces in files that match `filter`; fails when a new version of the package no longer has what is replaced. */
const edit = (name, filter, ...replacements) => ({
  name,
  setup(build) {
    build.onLoad({ filter }, ({ path: file }) => {
      const contents = replacements.reduce(
        (source, [from, to]) => {
          if (!from.test(source)) {
            throw new Error(`${file} is not the version that scripts/build.mjs knows: look at ${name} again`);
          }
          return source.replace(from, to);
        },
        readFileSync(file, 'utf8'),
      );
      return { contents, loader: 'js' };
    });
  },
});

/** Ink's development blocks hold top-level awaits and load devtools; neither belongs in the program. */
const stripInkDevelopment = edit('strip-ink-development', /[\\/]ink[\\/]build[\\/]reconciler\.js$/, [
  /^if \(process\.env\['DEV'\] === 'true'\) \{[\s\S]*?^\}\n/gmu,
  '',
]);

/**
 * Ink takes every line of every frame apart into its cells, colours and all, and puts it together again,
 * because what is written may overlap. Where each write is of whole lines of its own, which is how this
 * program draws, the lines are the frame: a frame then costs a fraction.
 */
const keepWholeLines = edit('keep-whole-lines', /[\\/]ink[\\/]build[\\/]output\.js$/, [
  /^ {4}get\(\) \{\n/mu,
  `    get() {
        const lines = new Array(this.height).fill(undefined);
        const put = (line, y) => {
            if (!(y in lines) || lines[y] !== undefined) return false;
            lines[y] = line.trimEnd();
            return true;
        };
        const areWhole = this.operations.every(({ type, x, y, text, transformers }) =>
            type === 'write' && x === 0 && text.split('\\n').every((line, index) =>
                put(transformers.reduce((changed, transform) => transform(changed, index), line), y + index)));
        if (areWhole) return { output: lines.map((line) => line ?? '').join('\\n'), height: lines.length };
`,
]);

/** A frame and what marks its beginning and its end go to the terminal in one write instead of three. */
const writeFramesAtOnce = edit(
  'write-frames-at-once',
  /[\\/]ink[\\/]build[\\/]ink\.js$/,
  [
    /(?<=if \(shouldSync && shouldWrite\) \{\n +)(?=this\.options\.stdout\.write\(bsu\);)/u,
    'this.options.stdout.cork?.();',
  ],
  [
    /(?<=if \(shouldSync && shouldWrite\) \{\n +this\.options\.stdout\.write\(esu\);)/u,
    'this.options.stdout.uncork?.();',
  ],
);

/**
 * Yoga asks `fetch` for its own data URL, and with it Node loads its whole HTTP client: 20 ms of each start. And it
 * takes base64 apart character by character in code that runs but once: 5 ms. Made at once it is there at once, and
 * nobody has to wait for it at the top of a module.
 */
const loadYogaAtOnce = edit(
  'load-yoga-at-once',
  /[\\/]yoga-layout[\\/]dist[\\/]binaries[\\/]/,
  [
    /\(function\(\)\{return w\|\|"function"!=typeof WebAssembly\.instantiateStreaming[\s\S]*?\}\)\(\)\.catch\(ca\);return\{\}/u,
    'a(new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(H.slice(37),"base64")),d));return{}',
  ],
  [/return loadYoga\.ready/u, 'return h'],
);
const beginYogaAtOnce = edit('begin-yoga-at-once', /[\\/]yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/, [
  /await loadYoga\(\)/u,
  'loadYoga()',
]);

/**
 * Ink takes each text apart into its escape sequences, character by character, several times a frame, to keep out
 * what would move the cursor. Texts of nothing but plain characters and colours pass as they are.
 */
const passPlainTexts = edit('pass-plain-texts', /[\\/]ink[\\/]build[\\/]sanitize-ansi\.js$/, [
  /^ {4}if \(!hasAnsiControlCharacters\(text\)\) \{\n/mu,
  `    if (!/[^ -~\\u00a1-\\u02ff\\u2000-\\u20cf\\u2100-\\u2bff\\u001b]|\\u001b(?!\\[[\\d;]*m)/.test(text)) return text;
    if (!hasAnsiControlCharacters(text)) {
`,
]);

/**
 * The first segmenter takes 15 ms to make and each further one 4 ms, which six modules do before anything is
 * drawn. Most frames need none.
 */
const segmenterWhenUsed = [
  /(?<=^const \w+ = )new Intl\.Segmenter\((.*)\);$/mu,
  '{ segment(text) { return (this.made ??= new Intl.Segmenter($1)).segment(text); } };',
];
const makeSegmentersWhenUsed = edit(
  'make-segmenters-when-used',
  /[\\/]((string-width|wrap-ansi)[\\/]index|slice-ansi[\\/]tokenize-ansi|ansi-tokenize[\\/]build[\\/]tokenize)\.js$/,
  segmenterWhenUsed,
);

/** Ink looks at lines of ASCII alone without taking them apart into graphemes; the program's own signs need that no more. */
const compareSignsAtOnce = edit(
  'compare-signs-at-once',
  /[\\/]ink[\\/]build[\\/]line-update\.js$/,
  segmenterWhenUsed,
  [/(?<=^const printableAscii = )\/\^\[ -~\]\*\$\/u;/mu, '/^[ -~\\u2500-\\u25fc·×–−…←↑→↓⏎✔✖❯]*$/u;'],
);

/**
 * meow can normalize a package.json and run other programs, which nobody asks for here: 100 kB that each start would
 * read, and a built-in module that takes 3 ms.
 */
const dropPackageNormalizer = edit(
  'drop-package-normalizer',
  /[\\/]meow[\\/]build[\\/]dependencies\.js$/,
  [
    /^var normalizeExports = .*\nconst normalizePackageData = .*$/mu,
    'const normalizePackageData = () => {};',
  ],
  [/^import \{ execFile \} from 'node:child_process';$/mu, 'const execFile = () => {};'],
);

/** grpc-js loads .proto files for channelz and ORCA only, which nobody turns on here. */
const dropUnusedProtoLoader = {
  name: 'drop-unused-proto-loader',
  setup(build) {
    build.onResolve({ filter: /^@grpc\/proto-loader$/ }, () => ({
      path: 'proto-loader',
      namespace: 'unused',
    }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** A thread's program as text: it needs no file then, wherever the parts of the program lie. */
const bcryptWorker = await build({
  absWorkingDir: root,
  entryPoints: ['node-core/auth/bcrypt-worker.ts'],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  minify: true,
  legalComments: 'none',
});

/** How all of it is built. */
const settings = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // A literal with classes of Unicode is taken apart when its file is parsed, 20 ms for those of emoji alone;
  // as `new RegExp` in a module that is evaluated late, when it is needed.
  supported: { 'regexp-set-notation': false, 'regexp-unicode-property-escapes': false },
  jsx: 'automatic',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  external: ['lmdb'],
  alias: {
    'string-width': path.join(root, 'scripts/build/string-width.mjs'),
    'string-width-package': require.resolve('string-width'),
  },
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    __ETCDSCOPE_VERSION__: JSON.stringify(version),
    __ETCDSCOPE_BCRYPT_WORKER__: JSON.stringify(bcryptWorker.outputFiles[0].text),
  },
  plugins: [
    stripInkDevelopment,
    keepWholeLines,
    writeFramesAtOnce,
    compareSignsAtOnce,
    loadYogaAtOnce,
    beginYogaAtOnce,
    passPlainTexts,
    makeSegmentersWhenUsed,
    dropPackageNormalizer,
    dropUnusedProtoLoader,
  ],
  logLevel: 'warning',
};

/** A program in one file. */
const buildFile = (entry, outfile, define = {}) =>
  build({
    ...settings,
    entryPoints: [entry],
    outfile,
    define: { ...settings.define, ...define },
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });

/** The code of a text and of all functions in it, as the Node that runs this compiles it (`source/compiled-code.ts`). */
function compile(text) {
  setFlagsFromString('--no-lazy');
  const script = new Script(text);
  // What it was compiled with is part of the code, and must be what a start finds.
  setFlagsFromString('--lazy');
  return script.createCachedData();
}

async function buildProgram() {
  const parts = await makeParts(
    await build({
      ...settings,
      entryPoints: ['source/cli.ts'],
      outdir: root,
      outExtension: { '.js': '.mjs' },
      splitting: true,
      metafile: true,
      write: false,
    }),
  );
  const folder = path.join(root, 'dist');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'parts'), { recursive: true });
  const hash = createHash('sha256');
  for (const [name, text] of parts) hash.update(`${name}\n${text}\n`);
  const id = hash.digest('hex').slice(0, 12);
  for (const [name, text] of parts) {
    const file = path.join(folder, 'parts', `${name}-${id}`);
    writeFileSync(`${file}.cjs`, text);
    writeFileSync(`${file}-${cachedDataVersionTag().toString(16)}.code`, compile(text));
  }
  // A thread's program; a file of its own.
  await buildFile('source/effects/value-worker.ts', 'dist/parts/value-worker.mjs');
  await buildFile('source/main.ts', program, { __ETCDSCOPE_BUILD__: JSON.stringify(id) });
  chmodSync(path.join(root, program), 0o755);
}

const [entry, outfile] = process.argv.slice(2);
await (entry === undefined ? buildProgram() : buildFile(entry, outfile));
