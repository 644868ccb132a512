import { constants } from 'node:fs';
import { access, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of the host that is looked at. Rejections are those of `node:fs`, with a `code`. */
export interface HostFiles {
  /** A whole file of at most `fileBytesMax` bytes; `EFBIG` for more, `EISDIR` for what is no file. */
  read(path: string): Promise<Buffer>;
  /** The names in a directory, sorted. */
  list(path: string): Promise<readonly string[]>;
  /** Whether it is there, as far as this user may know. */
  exists(path: string): Promise<boolean>;
  /** Where the file is for this process: below the root of the search. */
  actualPath(path: string): string;
}

/** Manifests and certificates have a few kilobytes. */
export const fileBytesMax = 256 * 1024;
/** Directories that hold more names than this are not what is looked for. */
const namesMax = 1_000;

/** The host whose root directory is `root`: `/`, or where its disk is mounted, as `/host` in a debug pod. */
export function machineHostFiles(root: string): HostFiles {
  const actualPath = (path: string): string => join(root, path);
  return {
    actualPath,
    read: (path) => readBounded(actualPath(path)),
    list: async (path) => (await readdir(actualPath(path))).sort().slice(0, namesMax),
    exists: (path) =>
      access(actualPath(path)).then(
        () => true,
        () => false,
      ),
  };
}

async function readBounded(path: string): Promise<Buffer> {
  // Without O_NONBLOCK a named pipe would wait for a writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) {
      throw failure('EISDIR', 'is no file');
    }
    const bytes = Buffer.alloc(fileBytesMax + 1);
    let length = 0;
    for (let more = -1; more !== 0; length += more) {
      more = (await file.read(bytes, length, bytes.length - length)).bytesRead;
    }
    if (length > fileBytesMax) {
      throw failure('EFBIG', `larger than ${fileBytesMax / 1024} KiB`);
    }
    return Buffer.from(bytes.subarray(0, length));
  } finally {
    await file.close();
  }
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
