/**
 * Brings a checkout to where its npm scripts can run: packages as the lock file says, generated
 * codecs, and with `--build` the bundle. Plain JavaScript without packages, because it runs first,
 * on whatever Node the machine has.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = path.join(root, 'node_modules', '.etcdscope-lock-hash');

function run(command, args) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    const reason = result.error?.message ?? `exit code ${result.status ?? result.signal}`;
    process.stderr.write(
      `setup: \`${command} ${args.join(' ')}\` failed (${reason}); mend what it says above and run again\n`,
    );
    process.exit(1);
  }
}

const lockHash = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockHash) {
  process.stderr.write('setup: installing packages (once per lock file)\n');
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
  writeFileSync(stamp, lockHash);
}
const node = path.join(root, 'node_modules', '.bin', 'node');
run(node, ['--import', 'tsx/esm', 'scripts/generate-proto.ts']);
if (process.argv.includes('--build')) {
  run(node, ['scripts/build.mjs']);
}
