import { errorCode } from '../files/error-code.js';
import { writeWhole } from '../files/write-whole.js';

const codeOf = (error: unknown): string => errorCode(error) ?? String(error);

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
  try {
    await writeWhole(file, 'new', async (handle) => {
      for (const chunk of chunks) await handle.writeFile(chunk);
    });
  } catch (error) {
    const code = codeOf(error);
    throw new Error(`${file} cannot be written: ${reasons[code] ?? code}.`, { cause: error });
  }
}
