import { existsSync } from 'node:fs';

const memoryDirectory = '/dev/shm';

/** What servers answer does not depend on the disk, and waiting for it would be most of the time. */
export function keepDataInMemory(): void {
  if (existsSync(memoryDirectory)) {
    process.env['TMPDIR'] = memoryDirectory;
  }
}
