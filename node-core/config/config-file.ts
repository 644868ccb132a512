import { parseDocument } from 'yaml';
import { ConfigError } from './errors.js';
import type { FlagKind } from './flags.js';
import type { Settings } from './setting.js';
import { flagKind, SettingCollector } from './setting-collector.js';

/** Sections of the file, and the flags that their keys stand for. */
const sections: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'client-transport-security': {
    'cert-file': 'cert-file',
    'key-file': 'key-file',
    'client-cert-file': 'client-cert-file',
    'client-key-file': 'client-key-file',
    'client-cert-auth': 'client-cert-auth',
    'trusted-ca-file': 'trusted-ca-file',
    'auto-tls': 'auto-tls',
    'allowed-hostname': 'client-cert-allowed-hostname',
  },
  'peer-transport-security': {
    'cert-file': 'peer-cert-file',
    'key-file': 'peer-key-file',
    'client-cert-file': 'peer-client-cert-file',
    'client-key-file': 'peer-client-key-file',
    'client-cert-auth': 'peer-client-cert-auth',
    'trusted-ca-file': 'peer-trusted-ca-file',
    'auto-tls': 'peer-auto-tls',
    'allowed-cn': 'peer-cert-allowed-cn',
    'allowed-hostname': 'peer-cert-allowed-hostname',
    'skip-client-san-verification': 'peer-skip-client-san-verification',
  },
};

/** Flags that a file cannot hold at its top: they have a place in a section, or make sense typed only. */
const notAtTop: ReadonlySet<string> = new Set([
  ...Object.values(sections).flatMap((keys) => Object.values(keys)),
  'config-file',
  'version',
  'help',
]);

/** Keys that differ from the flag's name in etcd's own reading. */
const oddKeys: Readonly<Record<string, string>> = {
  'experimental-snapshot-catch-up-entries': 'experimental-snapshot-catchup-entries',
};

/**
 * Reads etcd's configuration file: YAML whose keys are flag names, TLS files in sections of their own. As in
 * etcd, durations may be plain nanoseconds. Unlike etcd, which passes over them, unknown keys are refused.
 * @param path for messages
 * @throws ConfigError
 */
export function parseConfigFile(text: string, path: string): Settings {
  const collector = new SettingCollector();
  for (const [key, value] of mapping(readYaml(text, path), `configuration file ${path}`)) {
    const section = Object.hasOwn(sections, key) ? sections[key] : undefined;
    const source = `${key} in ${path}`;
    if (section !== undefined) {
      readSection(collector, section, value, source);
    } else if (notAtTop.has(key)) {
      throw new ConfigError(`${source} is not read there by etcd: ${placeOf(key)}`);
    } else {
      take(collector, oddKeys[key] ?? key, value, source);
    }
  }
  return { ...collector.finish(), origin: 'file', unknownVariables: [] };
}

function readYaml(text: string, path: string): unknown {
  // YAML 1.1, as etcd's library reads it: `yes` and `on` are booleans.
  const document = parseDocument(text, { version: '1.1', uniqueKeys: true, logLevel: 'silent' });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const [{ line, col } = { line: 0, col: 0 }] = problem.linePos ?? [];
    const [reason] = problem.message.split('\n');
    throw new ConfigError(`configuration file ${path} is not YAML, line ${line}, column ${col}: ${reason}`);
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new ConfigError(`configuration file ${path} repeats itself by more aliases than any needs`);
  }
}

function mapping(value: unknown, what: string): [string, unknown][] {
  if (value === null || value === undefined) {
    return [];
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new ConfigError(`${what} must hold keys with values`);
  }
  return Object.entries(value);
}

function readSection(
  collector: SettingCollector,
  keys: Readonly<Record<string, string>>,
  value: unknown,
  source: string,
): void {
  for (const [key, item] of mapping(value, source)) {
    const flag = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (flag === undefined) {
      throw new ConfigError(`${key} of ${source} is not a setting that etcdscope node knows`);
    }
    take(collector, flag, item, `${key} of ${source}`);
  }
}

/** A key without a value counts as absent, and so does an empty text, as in etcd. */
function take(collector: SettingCollector, name: string, value: unknown, source: string): void {
  const kind = flagKind(name);
  if (kind === undefined) {
    collector.refuseRemoved(name, source);
    throw new ConfigError(`${source} is not a setting of etcd: see etcdscope node --help`);
  }
  const text = textOf(kind, value, source);
  if (text !== '') {
    collector.set(name, { source, text });
  }
}

function textOf(kind: FlagKind, value: unknown, source: string): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (kind === 'list' && Array.isArray(value)) {
    return value.map((item) => textOf('text', item, source)).join(',');
  }
  if (kind === 'duration' && typeof value === 'number') {
    return `${value}ns`;
  }
  if (kind === 'boolean' && typeof value !== 'boolean') {
    throw new ConfigError(`${source} must be true or false, without quotes`);
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new ConfigError(`${source} must be one value`);
}

function placeOf(name: string): string {
  const [section] = Object.entries(sections).find(([, keys]) => Object.values(keys).includes(name)) ?? [];
  return section === undefined ? 'give it as a flag' : `put it under ${section}`;
}
