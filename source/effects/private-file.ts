import { link, open, rm } from 'node:fs/promises';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'there is such a file already; name another, nothing is overwritten',
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'its directory is no directory',
  EACCES: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/**
 * Writes a new file that only its owner can read: all of it or nothing, and never over another.
 * Rejects with one sentence.
 */
export async function writePrivateFile(file: string, chunks: Iterable<string>): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      for (const chunk of chunks) await handle.write(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A rename would replace a file of that name; a second name for the same file does not.
    await link(draft, file);
  } catch (error) {
    const code = codeOf(error);
    throw new Error(`${file} cannot be written: ${reasons[code] ?? code}.`, { cause: error });
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}
