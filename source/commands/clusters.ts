import { readFile } from 'node:fs/promises';
import type { EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';
import { contextsPath, readContexts } from '../connect/contexts/contexts-file.js';
import { noContexts, type SavedContexts } from '../connect/contexts/saved-context.js';
import { machineHostFiles } from '../connect/discovery/host-files.js';
import { type ConnectionFlagName, type Environment, type GivenFlags, setting } from '../connect/flags.js';
import type { ConnectOptions } from '../connect/options.js';
import { parseConnection } from '../connect/parse-connection.js';
import { ofCluster, type Resolved, resolveConnection } from '../connect/resolve-connection.js';
import type { Clusters, OpenedCluster } from '../effects/switching.js';
import { userHome } from '../files/user-home.js';
import type { ClusterChoice, ClusterChoices } from '../store/contexts.js';
import { clusterName } from './cluster-name.js';
import type { CommandIo } from './command.js';
import { openClient } from './connection.js';
import { acceptsConnections, askLoopback } from './reachability.js';

/** What the session began with, and how to come back to it. */
export interface StartedCluster {
  readonly contextName: string;
  readonly source: string;
  readonly options: ConnectOptions;
  readonly readCertificates?: Resolved['readCertificates'];
  readonly registryRoot?: Resolved['registryRoot'];
}

/** How long to wait for answers is the operator's habit; everything else belongs to the cluster it was given for. */
const kept: readonly string[] = ['dial-timeout', 'command-timeout', 'keepalive-time', 'keepalive-timeout'];

const contextId = (name: string): string => `context:${name}`;
const startedId = 'started';
const hostId = 'host';

/** The clusters that a running session can go to: the one it began with, saved contexts, this host's own. */
export function clustersOf(started: StartedCluster, flags: GivenFlags, io: CommandIo): Clusters {
  const keptFlags: GivenFlags = new Map([...flags].filter(([name]) => kept.includes(name)));
  const path = contextsPath(io.env, userHome());
  const resolve = (contextName: string | undefined, env: Environment): Promise<Resolved> =>
    resolveConnection({
      flags: keptFlags,
      env,
      contextName,
      nowMs: io.now(),
      host: machineHostFiles(io.env['ETCDSCOPE_ROOT'] || '/'),
      readContexts: () => (contextName === undefined ? Promise.resolve(noContexts) : readContexts(path)),
      askLoopback,
      acceptsConnections,
    });
  const resolveHost = () => resolve(undefined, withoutCluster(io.env));
  return {
    list: () => listClusters(started, path, resolveHost),
    open: async (id, askPassword, signal) => {
      if (id === startedId) {
        const { options, ...target } = started;
        return openCluster(options, { ...target, notes: [] }, signal);
      }
      const resolved =
        id === hostId ? await resolveHost() : await resolve(id.slice(contextId('').length), io.env);
      const options = await parseConnection({
        flags: keptFlags,
        env: resolved.env,
        ground: resolved.ground,
        readFile: (file) => readFile(file),
        nowMs: io.now(),
        askPassword,
      });
      const { source, notes, readCertificates, registryRoot } = resolved;
      const contextName = resolved.contextName ?? clusterName(options.endpoints[0] ?? '');
      return openCluster(options, { contextName, source, notes, readCertificates, registryRoot }, signal);
    },
  };
}

/** What the shell exports was meant for the cluster it names. */
function withoutCluster(env: Environment): Environment {
  const flags: readonly ConnectionFlagName[] = [...ofCluster, 'password'];
  const variables = new Set(flags.flatMap((name) => setting(name, new Map(), env)?.source ?? []));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !variables.has(name)));
}

async function listClusters(
  started: StartedCluster,
  path: string,
  resolveHost: () => Promise<Resolved>,
): Promise<ClusterChoices> {
  const [contexts, host] = await Promise.allSettled([readContexts(path), resolveHost()]);
  const saved = contexts.status === 'fulfilled' ? contexts.value : noContexts;
  const problems = contexts.status === 'rejected' ? [messageOf(contexts.reason)] : [];
  return {
    choices: [
      ...startedChoice(started, saved),
      ...savedChoices(saved),
      ...(host.status === 'fulfilled' ? hostChoice(host.value, started) : []),
    ],
    problems,
  };
}

/** A session that began with a saved context comes back to it by its name. */
function startedChoice(started: StartedCluster, saved: SavedContexts): readonly ClusterChoice[] {
  const { contextName, source, options } = started;
  if (source === 'context' && saved.contexts.has(contextName)) return [];
  return [{ id: startedId, name: contextName, source, detail: options.endpoints.join(', ') }];
}

function savedChoices({ contexts }: SavedContexts): readonly ClusterChoice[] {
  return [...contexts].map(([name, { values }]) => ({
    id: contextId(name),
    name,
    source: 'saved',
    detail: [values.get('endpoints') ?? '', ...(values.has('user') ? [`as ${values.get('user')}`] : [])].join(
      ' ',
    ),
  }));
}

/** What the files of this host say; the same as the session began with is not named twice. */
function hostChoice({ ground, source, notes }: Resolved, started: StartedCluster): readonly ClusterChoice[] {
  const endpoints = ground?.values.get('endpoints') ?? '';
  const [first = ''] = endpoints.split(',');
  if (endpoints === '' || source === started.source || started.options.endpoints.includes(first)) return [];
  return [{ id: hostId, name: clusterName(first), source, detail: notes[0] ?? endpoints }];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const probeKey = new TextEncoder().encode('health');

/** Connected, logged in and answered, or nothing is left open. */
async function openCluster(
  options: ConnectOptions,
  target: Omit<OpenedCluster, 'client'>,
  signal: AbortSignal,
): Promise<OpenedCluster> {
  signal.throwIfAborted();
  const client = await openClient(options);
  try {
    await firstAnswer(client, signal);
    return { client, ...target };
  } catch (error) {
    client.close();
    throw error;
  }
}

/** One serializable look at one key, which needs no leader; that it is not permitted is an answer, too. */
async function firstAnswer({ kv }: EtcdClient, signal: AbortSignal): Promise<void> {
  const request = { key: probeKey, countOnly: true, serializable: true };
  try {
    await kv.range(request, { signal });
  } catch (error) {
    if (!(error instanceof EtcdError) || error.kind !== 'permission-denied') throw error;
  }
}
