import { join } from 'node:path';
import type { Disk } from '../ports/disk.js';
import { DataDirectoryError } from './errors.js';

/** How a data directory is laid out. A later one raises it, so that this program does not misread it. */
const knownFormat = 1;
const fileName = 'format';

/**
 * Reads the format of a data directory, and writes it into one that has none: a new one, or one from before
 * there was a format.
 * @param directory `member` of the data directory
 * @throws DataDirectoryError for a later format
 */
export async function checkDataFormat(disk: Disk, directory: string): Promise<void> {
  const names = await disk.list(directory);
  const text = names.includes(fileName)
    ? Buffer.from(await disk.readAll(join(directory, fileName)))
        .toString()
        .trim()
    : '';
  // Cut off between its making and its writing, the file is empty.
  if (text === '') {
    await writeFormat(disk, directory);
    return;
  }
  if (!/^\d+$/.test(text) || Number(text) > knownFormat) {
    throw new DataDirectoryError(
      `data directory ${directory} has format ${JSON.stringify(text.slice(0, 20))}, and this etcdscope knows up to ${knownFormat}: start it with the version that wrote it, or restore a snapshot`,
    );
  }
}

async function writeFormat(disk: Disk, directory: string): Promise<void> {
  await disk.makeDirectory(directory);
  const file = await disk.open(join(directory, fileName), 'create');
  try {
    await file.write(0, Buffer.from(`${knownFormat}\n`));
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.syncDirectory(directory);
}
