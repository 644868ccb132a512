import { readFile } from 'node:fs/promises';
import { parseConfigFile } from './config-file.js';
import { ConfigError } from './errors.js';
import type { Settings } from './setting.js';
import { configFilePath, readSettings } from './settings.js';

/**
 * The settings a member is started with: a configuration file if one is named, and then nothing else, as in
 * etcd; else flags and variables.
 * @throws ConfigError
 */
export async function loadSettings(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Settings> {
  const typed = readSettings(argv, environment);
  const path = configFilePath(typed);
  if (path === undefined || typed.given.has('help') || typed.given.has('version')) {
    return typed;
  }
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`--config-file cannot be read: ${reason}`);
  }
  const settings = parseConfigFile(text, path);
  const note = `settings are read from ${path}: other flags and ETCD_ variables are ignored`;
  return { ...settings, notes: [note, ...settings.notes] };
}
