import { mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../files/error-code.js';
import { writeWhole } from '../files/write-whole.js';
import { defaultSettings, type Settings } from '../store/ui-settings.js';
import { type ReadSettings, readSettings, settingsText } from './settings-text.js';

/** `$XDG_CONFIG_HOME/etcdscope/config.json`; a relative XDG_CONFIG_HOME is ignored, as its specification says. */
export function settingsPath(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const configured = environment['XDG_CONFIG_HOME'] ?? '';
  const folder = path.isAbsolute(configured) ? configured : path.join(home, '.config');
  return path.join(folder, 'etcdscope', 'config.json');
}

/** A file that is longer was not written for this. */
const bytesMax = 65_536;

const codeOf = (error: unknown): string => errorCode(error) ?? String(error);

const missing = ['ENOENT', 'ENOTDIR'];

async function textOf(file: string): Promise<string> {
  const found = await stat(file);
  if (!found.isFile()) throw Object.assign(new Error('no file'), { code: 'it is no regular file' });
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytesMax), 0, bytesMax, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Never fails: a file that cannot be read is a problem to show, a missing one is none. */
export async function loadSettings(file: string): Promise<ReadSettings> {
  try {
    return readSettings(await textOf(file), file);
  } catch (error) {
    if (missing.includes(codeOf(error))) return { settings: defaultSettings, problems: [] };
    const problem = `${file} cannot be read (${codeOf(error)}); the defaults are used.`;
    return { settings: defaultSettings, problems: [problem] };
  }
}

/** Writes all of it or nothing; rejects with one sentence. */
export async function saveSettings(file: string, settings: Settings): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeWhole(file, 'replace', (handle) => handle.writeFile(settingsText(settings)));
  } catch (error) {
    throw new Error(`The settings cannot be written to ${file} (${codeOf(error)}).`, { cause: error });
  }
}
