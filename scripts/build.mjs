/**
 * Makes dist/: etcdscope.mjs, which is small, and what it loads when it needs it in chunks/. Nothing else
 * is needed to run but Node, and the native `lmdb` for the bundled server alone.
 *
 *   node scripts/build.mjs [--sourcemap] [ENTRY OUTFILE]
 *
 * With ENTRY and OUTFILE another program is built with the same settings, for benchmarks to compare with.
 */

import { chmodSync, globSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const { values, positionals } = parseArgs({
  options: { sourcemap: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const program = 'dist/etcdscope.mjs';
const [entry = 'source/main.ts', outfile = program] = positionals;

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
 * takes base64 apart character by character in code that runs but once: 5 ms.
 */
const decodeYogaAtOnce = edit(
  'decode-yoga-at-once',
  /[\\/]yoga-layout[\\/]dist[\\/]binaries[\\/]/,
  [/"function"!=typeof fetch\?Promise/u, 'true?Promise'],
  [
    /try\{var b=xa\(a\.slice\(37\)\),c=new Uint8Array\(b\.length\);for\(.*?\)c\[a\]=b\.charCodeAt\(a\);var d=c\}/u,
    'try{var d=new Uint8Array(Buffer.from(a.slice(37),"base64"))}',
  ],
);

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
 * The first segmenter takes 15 ms to make and each further one 4 ms, which five modules do before anything is
 * drawn. Most frames need none.
 */
const segmenterWhenUsed = [
  /(?<=^const \w+ = )new Intl\.Segmenter\((.*)\);$/mu,
  '{ segment(text) { return (this.made ??= new Intl.Segmenter($1)).segment(text); } };',
];
const makeSegmentersWhenUsed = edit(
  'make-segmenters-when-used',
  /[\\/]((string-width|wrap-ansi)[\\/]index|slice-ansi[\\/]tokenize-ansi)\.js$/,
  segmenterWhenUsed,
);

/** Ink looks at lines of ASCII alone without taking them apart into graphemes; the program's own signs need that no more. */
const compareSignsAtOnce = edit(
  'compare-signs-at-once',
  /[\\/]ink[\\/]build[\\/]line-update\.js$/,
  segmenterWhenUsed,
  [/(?<=^const printableAscii = )\/\^\[ -~\]\*\$\/u;/mu, '/^[ -~\\u2500-\\u25fc·×–−…←↑→↓⏎✔✖❯]*$/u;'],
);

/** meow can normalize a package.json, which nobody asks for here: 100 kB that each start would read. */
const dropPackageNormalizer = edit('drop-package-normalizer', /[\\/]meow[\\/]build[\\/]dependencies\.js$/, [
  /^var normalizeExports = .*\nconst normalizePackageData = .*$/mu,
  'const normalizePackageData = () => {};',
]);

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

const outdir = path.resolve(root, path.dirname(outfile));
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    { in: entry, out: path.basename(outfile, '.mjs') },
    // A thread's program; it shares chunks with the others, and lies beside them.
    { in: 'source/effects/value-worker.ts', out: 'chunks/value-worker' },
  ],
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  metafile: true,
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
  sourcemap: values.sourcemap ? 'linked' : false,
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
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  plugins: [
    stripInkDevelopment,
    keepWholeLines,
    writeFramesAtOnce,
    compareSignsAtOnce,
    decodeYogaAtOnce,
    passPlainTexts,
    makeSegmentersWhenUsed,
    dropPackageNormalizer,
    dropUnusedProtoLoader,
  ],
  logLevel: 'warning',
});
chmodSync(path.join(outdir, path.basename(outfile)), 0o755);

// Chunks of an earlier build; beside another program than this one there may be more that share the folder.
const written = new Set(Object.keys(metafile.outputs).map((file) => path.resolve(root, file)));
for (const file of globSync(path.join(outdir, 'chunks', '*'))) {
  if (outfile === program && !written.has(file)) {
    rmSync(file);
  }
}
