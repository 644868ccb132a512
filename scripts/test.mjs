/**
 * `npm test`: types, lint, import rules, dead code, then the tests, but those that hold node-core against the real
 * etcds request by request: they are `npm run conformance` (`--conformance` here), which CI runs as well.
 * `npm test -- FILE...` runs those test files alone. ETCDSCOPE_FORBID_SKIP=1 makes a test that would skip fail (CI
 * sets it).
 */
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tool = (name) => path.join(root, 'node_modules', '.bin', name);

/** Runs one command to its end; false when it failed. Its output comes as it is written. */
function run(title, command, args) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (status, signal) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const end = signal === null ? '' : `, ended by ${signal}`;
      process.stderr.write(`${status === 0 ? '✔' : '✖'} ${title} (${seconds} s${end})\n`);
      resolve(status === 0);
    });
  });
}

/** Runs commands beside one another; ends this process when one failed, after all of them have ended. */
async function runAll(...commands) {
  const outcomes = await Promise.all(commands.map((command) => run(...command)));
  if (outcomes.includes(false)) {
    process.exit(1);
  }
}

/** A test that hangs fails with its name in the end; no test takes a tenth of this. */
const hangMs = 600_000;

const testFlags = [
  '--import',
  'tsx/esm',
  '--test',
  `--test-timeout=${hangMs}`,
  '--test-reporter=./scripts/test-summary.mjs',
  '--test-reporter-destination=stdout',
];

/**
 * Tests that start servers or terminals mostly wait, so they run beside one another, each in its own process; so do
 * those that play programs, which keep one process long.
 */
const besideOneAnother = (title, files) => [
  title,
  process.execPath,
  [...testFlags, '--test-concurrency=4', ...files],
];

const words = process.argv.slice(2);
const all = globSync('test/**/*.test.{ts,tsx}', { cwd: root }).sort();
const isConformance = (file) => /^test\/(conformance|differential)\//u.test(file);
if (words[0] === '--conformance') {
  await runAll(besideOneAnother('conformance', all.filter(isConformance)));
  process.exit(0);
}
if (words.length > 0) {
  await runAll(['tests', process.execPath, ['--import', 'tsx/esm', '--test', ...words]]);
  process.exit(0);
}

await runAll(
  ['types', process.execPath, ['node_modules/typescript-native/bin/tsc', '-p', '.']],
  ['lint', tool('biome'), ['check', '--error-on-warnings', '.']],
  ['imports', tool('depcruise'), ['--config', '.dependency-cruiser.cjs', 'source', 'node-core', 'proto']],
  ['dead code', tool('knip'), ['--no-progress']],
);

const usual = all.filter((file) => !isConformance(file));
const waits = (file) =>
  /^test\/(e2e|simulation|crash)\//u.test(file) ||
  /start-etcd|subjects\.js|openTerminal|runProgram/u.test(readFileSync(path.join(root, file), 'utf8'));
const waiting = usual.filter(waits);
const busy = usual.filter((file) => !waits(file));
/** Hundreds of screens are drawn and thrown away in one process: rarer collections of what is new spare a tenth. */
const roomForTheNew = '--max-semi-space-size=64';
await runAll(
  ['tests in one process', process.execPath, [roomForTheNew, ...testFlags, '--test-isolation=none', ...busy]],
  besideOneAnother('tests with servers and terminals', waiting),
);
