import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import type { EtcdClient } from '../client/api.js';
import { checkOptions } from '../client/check-options.js';
import { systemEnvironment } from '../client/environment.js';
import { ConnectionError } from '../connect/connection-error.js';
import { contextsPath, readContexts } from '../connect/contexts/contexts-file.js';
import { machineHostFiles } from '../connect/discovery/host-files.js';
import type { ConnectOptions } from '../connect/options.js';
import { checkConnectionFlags, parseConnection } from '../connect/parse-connection.js';
import { type Resolved, resolveConnection } from '../connect/resolve-connection.js';
import { userHome } from '../files/user-home.js';
import { safeText } from '../presentation/text.js';
import { clusterName } from './cluster-name.js';
import type { CommandIo, Invocation } from './command.js';
import { outputFormat } from './output/format.js';
import { write } from './output/write.js';
import { acceptsConnections, askLoopback } from './reachability.js';

/** How the cluster is called, and how it was found. */
export interface ConnectionTarget {
  /** The saved context's name, else the first endpoint without the scheme; confirmations ask for it. */
  readonly contextName: string;
  /** `flags`, `context`, `kubeadm`, as the inspector shows it. */
  readonly source: string;
  readonly options: ConnectOptions;
  /** What the operator did not say and should know, a sentence each. */
  readonly notes: readonly string[];
  /** The certificate files of this host's etcd, when they led here. */
  readonly readCertificates?: Resolved['readCertificates'];
  /** Where this host's API server keeps its objects, when it was told where. */
  readonly registryRoot?: Resolved['registryRoot'];
}

/** Finds the cluster, connects, runs `use`, and closes the connection whatever happens. */
export async function withClient<T>(
  invocation: Invocation,
  use: (client: EtcdClient, target: ConnectionTarget) => Promise<T>,
): Promise<T> {
  const target = await findCluster(invocation);
  const client = await openClient(target.options);
  try {
    return await use(client, target);
  } finally {
    client.close();
  }
}

/** @throws ConnectionError, EtcdError with a sentence that says why nothing can be connected to. */
export async function findCluster(invocation: Invocation): Promise<ConnectionTarget> {
  const target = await resolveTarget(invocation).catch(rethrowSafely);
  checkOptions(target.options);
  return target;
}

/** Loads the client's code, which takes a good part of a start, only when one is opened. */
export async function openClient(options: ConnectOptions): Promise<EtcdClient> {
  const { createEtcdClient } = await import('../client/client.js');
  return createEtcdClient(options, systemEnvironment);
}

async function resolveTarget(invocation: Invocation): Promise<ConnectionTarget> {
  const { flags, io } = invocation;
  checkConnectionFlags(flags, io.env);
  const resolved = await resolve(invocation);
  await tellNotes(resolved, invocation);
  const options = await parseConnection({
    flags,
    env: resolved.env,
    ground: resolved.ground,
    readFile: (path) => readFile(path),
    nowMs: io.now(),
    askPassword: io.stdin.isTTY === true ? (user) => askPassword(user, io) : undefined,
  });
  const contextName = resolved.contextName ?? safeText(clusterName(options.endpoints[0] ?? ''));
  const { source, notes, readCertificates, registryRoot } = resolved;
  return { contextName, source, options, notes, readCertificates, registryRoot };
}

function resolve({ flags, io }: Invocation): Promise<Resolved> {
  const context = flags.get('context');
  return resolveConnection({
    flags,
    env: io.env,
    contextName: typeof context === 'string' ? context : undefined,
    nowMs: io.now(),
    host: machineHostFiles(io.env['ETCDSCOPE_ROOT'] || '/'),
    readContexts: () => readContexts(contextsPath(io.env, userHome())),
    askLoopback,
    acceptsConnections,
  });
}

/** On stderr, and not for programs: who asks for JSON wants the answer alone. */
async function tellNotes({ notes }: Resolved, { flags, io }: Invocation): Promise<void> {
  if (notes.length > 0 && outputFormat(flags, 'simple') !== 'json') {
    await write(io.stderr, notes.map((note) => `${safeText(note)}\n`).join(''));
  }
}

/** What the files of a host say ends up in sentences. */
function rethrowSafely(error: unknown): never {
  if (error instanceof ConnectionError) {
    throw new ConnectionError(error.message.split('\n').map(safeText).join('\n'), error.fault);
  }
  throw error;
}

/** A member that this program started on loopback. */
export function localConnection(clientUrl: string): ConnectOptions {
  return {
    endpoints: [clientUrl],
    tls: undefined,
    user: undefined,
    dialTimeoutMs: 2_000,
    commandTimeoutMs: 5_000,
    keepaliveTimeMs: 10_000,
    keepaliveTimeoutMs: 6_000,
  };
}

/** Asks without showing what is typed, from before the question is there to be answered. */
async function askPassword(user: string, io: CommandIo): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // Only who is asked loads it.
  const { createInterface } = await import('node:readline/promises');
  const prompt = createInterface({ input: io.stdin, output: silent, terminal: true });
  try {
    const answer = prompt.question('', { signal: io.signal });
    io.stderr.write(`Password of ${safeText(user)}: `);
    return await answer;
  } catch (error) {
    if (io.signal.aborted) throw error;
    throw new Error(`no password of ${safeText(user)} was given, so nothing was asked`);
  } finally {
    prompt.close();
    io.stderr.write('\n');
  }
}
