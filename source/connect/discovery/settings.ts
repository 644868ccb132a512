import { ConnectionError } from '../connection-error.js';
import { type NamedFile, readNamedFile } from '../pem-files.js';
import type { HostFiles } from './host-files.js';
import type { Variables } from './words.js';
import { YamlError } from './yaml/lines.js';
import { readYaml } from './yaml/read-yaml.js';
import { at, textOf, type YamlValue } from './yaml/value.js';

/** How a server was told to run: values by the name of the flag, without dashes. */
export type Settings = ReadonlyMap<string, string>;

/** `--name=value`, `--name value`, and `--name` alone for `true`, as Go's flag package reads them. */
export function settingsFromArguments(words: readonly string[]): Settings {
  const settings = new Map<string, string>();
  words.forEach((word, index) => {
    const [, name, value] = /^--?([a-z][a-z0-9-]*)(?:=(.*))?$/su.exec(word) ?? [];
    if (name !== undefined) {
      const next = words[index + 1];
      settings.set(name, value ?? (next === undefined || next.startsWith('-') ? 'true' : next));
    }
  });
  return settings;
}

/** etcd reads `ETCD_CERT_FILE` as `--cert-file`. */
export function settingsFromVariables(variables: Variables): Settings {
  const settings = new Map<string, string>();
  for (const [name, value] of variables) {
    if (/^ETCD_[A-Z]/u.test(name) && value !== '') {
      settings.set(name.slice('ETCD_'.length).toLowerCase().replaceAll('_', '-'), value);
    }
  }
  return settings;
}

/** The sections of etcd's configuration file, and what goes before the names in them to make the flag's. */
const sections = { 'client-transport-security': '', 'peer-transport-security': 'peer-' };

/** etcd's own configuration file (`--config-file`). */
export function settingsFromConfiguration(document: YamlValue): Settings {
  const settings = new Map(scalarsOf(document, ''));
  for (const [section, prefix] of Object.entries(sections)) {
    for (const [name, value] of scalarsOf(at(document, section), prefix)) {
      settings.set(name, value);
    }
  }
  return settings;
}

function scalarsOf(value: YamlValue | undefined, prefix: string): readonly (readonly [string, string])[] {
  const entries = value instanceof Map ? [...value] : [];
  return entries.flatMap(([name, inner]) => {
    const text = textOf(inner);
    return text === undefined ? [] : [[`${prefix}${name}`, text] as const];
  });
}

/** Reads a YAML file of the host. @throws ConnectionError */
export async function readYamlFile(host: HostFiles, file: NamedFile): Promise<YamlValue> {
  const bytes = await readNamedFile(file, 'file', host.read);
  try {
    return readYaml(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof YamlError) {
      throw new ConnectionError(
        `file ${file.value} (${file.source}) cannot be understood, ${error.message}: give --endpoints and the certificates instead.`,
      );
    }
    throw error;
  }
}

/** With a configuration file etcd looks at nothing else. */
export async function withConfigurationFile(
  settings: Settings,
  host: HostFiles,
  source: string,
  hostPath: (path: string) => string,
): Promise<Settings> {
  const path = settings.get('config-file');
  return path === undefined
    ? settings
    : settingsFromConfiguration(await readYamlFile(host, { value: hostPath(path), source }));
}
