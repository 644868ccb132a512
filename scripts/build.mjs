/** Makes dist/etcdscope.mjs: the whole program in one file, but for the native `lmdb`. */

import { chmodSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/**
 * Built-in modules are required, not imported: a name that an old Node lacks would otherwise stop the
 * file from loading before it can say which Node it needs.
 */
const requireBuiltins = {
  name: 'require-builtins',
  setup(build) {
    build.onResolve({ filter: /^(node:)?[a-z_/0-9]+$/ }, ({ path: name, namespace }) => {
      if (namespace === 'builtin') {
        return { path: name, external: true };
      }
      return isBuiltin(name) ? { path: name, namespace: 'builtin' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path: name }) => ({
      contents: `module.exports = require(${JSON.stringify(name)});`,
    }));
  },
};

/** Ink's development blocks hold top-level awaits and load devtools; neither belongs in the program. */
const stripInkDevelopment = {
  name: 'strip-ink-development',
  setup(build) {
    build.onLoad({ filter: /[\\/]ink[\\/]build[\\/]reconciler\.js$/ }, ({ path: file }) => {
      const source = readFileSync(file, 'utf8');
      const stripped = source.replace(/^if \(process\.env\['DEV'\] === 'true'\) \{[\s\S]*?^\}\n/gmu, '');
      if (stripped === source || stripped.includes('devtools.js')) {
        throw new Error(`${file} is not the Ink that scripts/build.mjs knows: look at its DEV blocks again`);
      }
      return { contents: stripped, loader: 'js' };
    });
  },
};

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

await build({
  absWorkingDir: root,
  entryPoints: ['source/main.ts'],
  outfile: 'dist/etcdscope.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  jsx: 'automatic',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  sourcemap: process.argv.includes('--sourcemap') ? 'linked' : false,
  external: ['lmdb'],
  alias: {
    'string-width': path.join(root, 'scripts/build/string-width.mjs'),
    'string-width-package': require.resolve('string-width'),
  },
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    __ETCDSCOPE_VERSION__: JSON.stringify(version),
  },
  banner: {
    js: "#!/usr/bin/env node\nimport{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  plugins: [requireBuiltins, stripInkDevelopment, dropUnusedProtoLoader],
  logLevel: 'warning',
});
chmodSync(path.join(root, 'dist/etcdscope.mjs'), 0o755);
