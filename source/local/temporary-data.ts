import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const prefix = 'etcdscope-local-';

/** A fresh directory for the data of a local cluster that is thrown away with it. */
export function makeTemporaryData(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), prefix));
}

/** Removes a directory that `makeTemporaryData` made, or one inside it; any other is left alone. */
export async function removeTemporaryData(directory: string): Promise<void> {
  const inside = path.relative(tmpdir(), path.resolve(directory));
  if (inside.startsWith(prefix)) {
    await rm(directory, { recursive: true, force: true });
  }
}
