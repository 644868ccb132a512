import { realLocker } from '../../../node-core/ports/real-lock.js';

/** Run as a process of its own: takes the lock on the directory given, says how it went, and stays. */
const directory = process.argv[2] ?? '';
try {
  await realLocker.acquire(directory);
  process.stdout.write('held\n');
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
}
process.stdin.resume();
