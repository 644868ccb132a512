import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Windows opens no directories; its file systems keep names in their journal. */
const namesNeedSync = process.platform !== 'win32';

/**
 * Writes a file that only its owner reads: what `fill` writes is on the medium before the file gets its name, and
 * its name before this resolves. Otherwise nothing is left, and an older file stays as it was.
 * @param place `replace` takes the place of an older file, `new` fails with EEXIST where there is one
 * @returns what `fill` gives
 * @throws the `ErrnoException` of the file system, and what `fill` throws
 */
export async function writeWhole<T>(
  path: string,
  place: 'new' | 'replace',
  fill: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const draft = `${path}.${randomUUID()}.part`;
  const file = await open(draft, 'wx', 0o600);
  try {
    const filled = await fill(file);
    await file.sync();
    await file.close();
    // A rename would replace a file of that name; a second name for the same file does not.
    await (place === 'new' ? link(draft, path) : rename(draft, path));
    await syncNames(dirname(path));
    return filled;
  } finally {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

async function syncNames(path: string): Promise<void> {
  if (!namesNeedSync) {
    return;
  }
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
