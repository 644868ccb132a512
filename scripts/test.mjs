/**
 * `npm test`: types, lint, import rules, dead code, then every test. `npm test -- FILE...` runs those
 * test files alone. ETCDSCOPE_FORBID_SKIP=1 makes a test that would skip fail (CI sets it).
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tool = (name) => path.join(root, 'node_modules', '.bin', name);

function run(title, command, args) {
  const started = performance.now();
  const { status, signal } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`${status === 0 ? '✔' : '✖'} ${title} (${seconds} s)\n`);
  if (status !== 0) {
    process.stderr.write(signal === null ? '' : `${title} was ended by ${signal}\n`);
    process.exit(status ?? 1);
  }
}

const testFlags = [
  '--import',
  'tsx',
  '--test',
  '--test-reporter=./scripts/test-summary.mjs',
  '--test-reporter-destination=stdout',
];

const named = process.argv.slice(2);
if (named.length > 0) {
  run('tests', process.execPath, ['--import', 'tsx', '--test', ...named]);
  process.exit(0);
}

run('types', process.execPath, ['node_modules/typescript-native/bin/tsc', '-p', '.']);
run('lint', tool('biome'), ['check', '--error-on-warnings', '.']);
run('imports', tool('depcruise'), ['--config', '.dependency-cruiser.cjs', 'source', 'node-core', 'proto']);
run('dead code', tool('knip'), ['--no-progress']);

const all = globSync('test/**/*.test.{ts,tsx}', { cwd: root }).sort();

/** Tests that start servers or terminals mostly wait, so they run beside one another, each in its own process. */
const waits = (file) =>
  /start-etcd|subjects\.js|openTerminal|runProgram/u.test(readFileSync(path.join(root, file), 'utf8'));
const waiting = all.filter(waits);
const busy = all.filter((file) => !waits(file));
run('tests in one process', process.execPath, [...testFlags, '--test-isolation=none', ...busy]);
run('tests with servers and terminals', process.execPath, [...testFlags, '--test-concurrency=4', ...waiting]);
