import { ConfigError } from './errors.js';
import type { Settings } from './setting.js';
import { flagKind, SettingCollector } from './setting-collector.js';

const variablePrefix = 'ETCD_';

/**
 * Reads a command line and `ETCD_*` variables, as Go's flag package does: one dash or two, `=` or a space.
 * @throws ConfigError
 */
export function readSettings(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const collector = new SettingCollector();
  const unknownVariables = readVariables(environment, collector);
  readArguments(argv, collector);
  return { ...collector.finish(), origin: 'command-line', unknownVariables };
}

/** The path of the configuration file that was asked for, by flag or variable. */
export function configFilePath(settings: Settings): string | undefined {
  return settings.given.get('config-file')?.text || undefined;
}

function readVariables(
  environment: Readonly<Record<string, string | undefined>>,
  collector: SettingCollector,
): string[] {
  const unknown: string[] = [];
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(variablePrefix) || text === undefined || text === '') {
      continue;
    }
    const name = variable.slice(variablePrefix.length).toLowerCase().replaceAll('_', '-');
    if (flagKind(name) === undefined) {
      collector.refuseRemoved(name, variable);
      unknown.push(variable);
    } else {
      collector.set(name, { source: variable, text });
    }
  }
  return unknown;
}

function readArguments(argv: readonly string[], collector: SettingCollector): void {
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [, dashes, written, text] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
    if (dashes === undefined || written === undefined || written === '') {
      throw new ConfigError(`"${argument}" is not a flag: etcdscope node takes flags only, see --help`);
    }
    const name = written === 'h' ? 'help' : written;
    const source = `--${name}`;
    const kind = flagKind(name);
    if (kind === undefined) {
      collector.refuseRemoved(name, source);
      throw new ConfigError(`${argument.split('=')[0]} is not a flag of etcd: see --help`);
    }
    const value = text ?? (kind === 'boolean' ? 'true' : rest.shift());
    if (value === undefined) {
      throw new ConfigError(`--${name} needs a value`);
    }
    collector.set(name, { source, text: value });
  }
}
