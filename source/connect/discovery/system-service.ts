import { readNamedFile } from '../pem-files.js';
import { readEnvironmentFile } from './environment-file.js';
import type { HostFiles } from './host-files.js';
import { ifThere } from './if-there.js';
import { type Settings, settingsFromArguments, settingsFromVariables } from './settings.js';
import { readServiceUnit } from './systemd-unit.js';
import { argumentsOf, splitWords, type Variables } from './words.js';

/** A program that systemd runs. */
export interface SystemService {
  /** The unit's file. */
  readonly path: string;
  /** Flags, over what its variables say. */
  readonly settings: Settings;
  readonly variables: Variables;
}

/** From the most to the least important; a unit hides those of its name that come later. */
const unitDirectories = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

/**
 * The first unit whose name begins with the program's and that runs it; the one of just its name before others.
 * @throws ConnectionError when a file that it needs may not be read.
 */
export async function findService(host: HostFiles, program: string): Promise<SystemService | undefined> {
  const paths = new Map<string, string>();
  for (const directory of unitDirectories.toReversed()) {
    for (const name of await namesIn(host, directory)) {
      if (name.startsWith(program) && name.endsWith('.service')) {
        paths.set(name, `${directory}/${name}`);
      }
    }
  }
  const isOther = ([name]: readonly [string, string]): number => Number(name !== `${program}.service`);
  for (const [name, path] of [...paths].toSorted((one, other) => isOther(one) - isOther(other))) {
    const service = await readService(host, path, name, program);
    if (service !== undefined) {
      return service;
    }
  }
  return undefined;
}

async function readService(
  host: HostFiles,
  path: string,
  name: string,
  program: string,
): Promise<SystemService | undefined> {
  const text = await readText(host, path);
  if (text === undefined) {
    return undefined;
  }
  const unit = readServiceUnit(name, [text, ...(await dropInsOf(host, name))]);
  const variables = new Map(unit.environment);
  for (const file of unit.environmentFiles) {
    for (const [variable, value] of readEnvironmentFile((await readText(host, file)) ?? '')) {
      variables.set(variable, value);
    }
  }
  const args = argumentsOf(program, splitWords(unit.execStart ?? '', variables), variables);
  return (
    args && {
      path,
      variables,
      settings: new Map([...settingsFromVariables(variables), ...settingsFromArguments(args)]),
    }
  );
}

async function dropInsOf(host: HostFiles, unitName: string): Promise<readonly string[]> {
  const paths = new Map<string, string>();
  for (const directory of unitDirectories.toReversed()) {
    for (const name of await namesIn(host, `${directory}/${unitName}.d`)) {
      if (name.endsWith('.conf')) {
        paths.set(name, `${directory}/${unitName}.d/${name}`);
      }
    }
  }
  const inOrder = [...paths].sort(([one], [other]) => (one < other ? -1 : 1));
  const texts = await Promise.all(inOrder.map(([, path]) => readText(host, path)));
  return texts.filter((text) => text !== undefined);
}

async function readText(host: HostFiles, path: string): Promise<string | undefined> {
  const bytes = await ifThere(readNamedFile({ value: path, source: 'systemd' }, 'file', host.read));
  return bytes?.toString('utf8');
}

/** Names in a directory; none when there is no such directory, or it is closed to this user. */
export function namesIn(host: HostFiles, directory: string): Promise<readonly string[]> {
  return host.list(directory).catch(() => []);
}
