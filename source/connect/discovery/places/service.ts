import { ConnectionError } from '../../connection-error.js';
import { readNamedFile } from '../../pem-files.js';
import { readEnvironmentFile } from '../environment-file.js';
import { sightingOf } from '../etcd-server.js';
import { guessedClients, operatorsPair } from '../guessed-clients.js';
import type { HostFiles } from '../host-files.js';
import { ifThere } from '../if-there.js';
import {
  readYamlFile,
  type Settings,
  settingsFromConfiguration,
  settingsFromVariables,
  withConfigurationFile,
} from '../settings.js';
import type { Place, Sighting } from '../sighting.js';
import { findService, namesIn } from '../system-service.js';
import { baseName, type Variables } from '../words.js';

/** etcd as a service of the host: its unit, else the files where its settings usually are. */
export const service: Place = {
  source: 'service',
  looksAt: 'etcd.service, /etc/etcd/*.yml, /etc/etcd.env and /etc/default/etcd',
  look,
};

interface Configured {
  readonly source: string;
  readonly evidence: string;
  readonly settings: Settings;
  readonly variables: Variables;
}

const asItIs = (path: string): string => path;

async function look(host: HostFiles): Promise<Sighting | undefined> {
  const unit = await readUnit(host);
  const configured = unit !== undefined && saysWhere(unit.settings) ? unit : await readFiles(host);
  if (configured !== undefined) {
    const { source, evidence, settings, variables } = configured;
    const clients = [
      ...operatorsPair(variables, asItIs),
      ...(await guessedClients(host, settings.get('cert-file'))),
    ];
    return sightingOf(settings, { source, evidence, hostPath: asItIs, clients });
  }
  if (unit !== undefined) {
    throw new ConnectionError(`${unit.evidence} sets no address, so it is etcd's own, which is tried below.`);
  }
  return undefined;
}

/** A service that is installed says nothing yet; one that has an address or a certificate was set up. */
function saysWhere(settings: Settings): boolean {
  return ['listen-client-urls', 'advertise-client-urls', 'cert-file'].some((name) => settings.has(name));
}

async function readUnit(host: HostFiles): Promise<Configured | undefined> {
  const found = await findService(host, 'etcd');
  return (
    found && {
      source: 'systemd',
      evidence: `systemd unit ${found.path}`,
      settings: await withConfigurationFile(found.settings, host, 'systemd', asItIs),
      variables: found.variables,
    }
  );
}

async function readFiles(host: HostFiles): Promise<Configured | undefined> {
  const names = (await namesIn(host, '/etc/etcd')).filter((name) => /\.(ya?ml|conf|env)$/u.test(name));
  const paths = [
    ...names.map((name) => `/etc/etcd/${name}`),
    '/etc/etcd.env',
    '/etc/default/etcd',
    '/etc/sysconfig/etcd',
  ];
  let problem: ConnectionError | undefined;
  for (const path of paths) {
    try {
      const configured = await ifThere(readConfigured(host, path));
      if (configured !== undefined && saysWhere(configured.settings)) {
        return configured;
      }
    } catch (error) {
      if (!(error instanceof ConnectionError)) {
        throw error;
      }
      problem ??= error;
    }
  }
  if (problem !== undefined) {
    throw problem;
  }
  return undefined;
}

async function readConfigured(host: HostFiles, path: string): Promise<Configured> {
  const source = baseName(path);
  const file = { value: path, source };
  const evidence = `etcd's settings in ${path}`;
  const text = (await readNamedFile(file, 'file', host.read)).toString('utf8');
  if (/\.ya?ml$/u.test(path) || (path.endsWith('.conf') && !/^\s*(export\s+)?ETCD_/mu.test(text))) {
    const settings = settingsFromConfiguration(await readYamlFile(host, file));
    return { source, evidence, settings, variables: new Map() };
  }
  const variables = readEnvironmentFile(text);
  return { source, evidence, settings: settingsFromVariables(variables), variables };
}
