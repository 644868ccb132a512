import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../../../scripts/build.mjs', import.meta.url));

const programs = fileURLToPath(new URL('../programs', import.meta.url));

/** Bundles a file of `programs/` with the settings that etcdscope itself is built with. @returns the bundle's path. */
export async function buildProgram(file: string, directory: string): Promise<string> {
  const outfile = path.join(directory, `${path.parse(file).name}.mjs`);
  await run(process.execPath, [script, path.join(programs, file), outfile]);
  return outfile;
}
