/**
 * `npm test`: types, lint, import rules, dead code, then every test. `npm test -- FILE...` runs those
 * test files alone. ETCDSCOPE_FORBID_SKIP=1 makes a test that would skip fail (CI sets it).
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
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

const testFlags = ['--import', 'tsx', '--test', '--test-reporter=dot', '--test-reporter-destination=stdout'];
const closing = ['--test-reporter=./scripts/test-summary.mjs', '--test-reporter-destination=stdout'];

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
const alone = all.filter((file) => /^test\/(e2e|conformance)\//u.test(file));
const together = all.filter((file) => !alone.includes(file));
run('tests in one process', process.execPath, [
  ...testFlags,
  ...closing,
  '--test-isolation=none',
  ...together,
]);
run('tests with processes of their own', process.execPath, [
  ...testFlags,
  ...closing,
  '--test-concurrency=2',
  ...alone,
]);
