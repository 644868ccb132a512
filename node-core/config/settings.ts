import { ConfigError } from './errors.js';
import { type FlagName, flags, isFlagName } from './flags.js';
import { isUnsupportedFlag } from './unsupported-flags.js';

/** Where a value comes from, as the operator wrote it: `--name` or `ETCD_NAME`. */
export interface Setting {
  readonly source: string;
  readonly text: string;
}

/** What was given; flags win over variables. */
export interface Settings {
  readonly given: ReadonlyMap<FlagName, Setting>;
  /** `ETCD_` variables that no etcd knows: etcd warns of them and goes on. */
  readonly unknownVariables: readonly string[];
}

const variablePrefix = 'ETCD_';

/**
 * Reads a command line and `ETCD_*` variables, as Go's flag package does: one dash or two, `=` or a space.
 * @throws ConfigError
 */
export function readSettings(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const given = new Map<FlagName, Setting>();
  const unknownVariables = readVariables(environment, given);
  readArguments(argv, given);
  return { given, unknownVariables };
}

function readVariables(
  environment: Readonly<Record<string, string | undefined>>,
  given: Map<FlagName, Setting>,
): string[] {
  const unknown: string[] = [];
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(variablePrefix) || text === undefined || text === '') {
      continue;
    }
    const name = variable.slice(variablePrefix.length).toLowerCase().replaceAll('_', '-');
    if (isFlagName(name)) {
      given.set(name, { source: variable, text });
    } else if (isUnsupportedFlag(name)) {
      throw new ConfigError(`etcdscope node does not support ${variable} (--${name}) yet: unset it`);
    } else {
      unknown.push(variable);
    }
  }
  return unknown;
}

function readArguments(argv: readonly string[], given: Map<FlagName, Setting>): void {
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [, dashes, written, text] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
    if (dashes === undefined || written === undefined || written === '') {
      throw new ConfigError(`"${argument}" is not a flag: etcdscope node takes flags only, see --help`);
    }
    const name = known(written === 'h' ? 'help' : written, argument);
    const source = `--${name}`;
    if (text !== undefined) {
      given.set(name, { source, text });
    } else if (flags[name].kind === 'boolean') {
      given.set(name, { source, text: 'true' });
    } else {
      const next = rest.shift();
      if (next === undefined) {
        throw new ConfigError(`--${name} needs a value`);
      }
      given.set(name, { source, text: next });
    }
  }
}

function known(name: string, argument: string): FlagName {
  if (isFlagName(name)) {
    return name;
  }
  if (isUnsupportedFlag(name)) {
    throw new ConfigError(`etcdscope node does not support --${name} yet: leave it out, or use etcd itself`);
  }
  throw new ConfigError(`${argument.split('=')[0]} is not a flag of etcd: see --help`);
}
