import { realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { loadTokenScheme } from './config/auth-token.js';
import { provideSelfSigned } from './config/auto-tls.js';
import { ConfigError } from './config/errors.js';
import { checkFounding } from './config/founding.js';
import { helpText } from './config/help.js';
import { jsonLog } from './config/json-log.js';
import { loadSettings } from './config/load-settings.js';
import { openLogOutputs } from './config/log-outputs.js';
import { buildNodeConfig, type NodeConfig } from './config/node-config.js';
import type { Settings } from './config/setting.js';
import { loadTls, type TlsSource } from './config/tls.js';
import type { ListenUrl } from './config/urls.js';
import { Values } from './config/values.js';
import { jsonGateway } from './gateway/gateway.js';
import { controlAccess } from './http/access.js';
import { clientRoutes, metricsRoutes, nothingHere } from './http/routes.js';
import { errorCode } from './ports/disk-error.js';
import { realClock } from './ports/real-clock.js';
import { realDisk } from './ports/real-disk.js';
import { realEntropy } from './ports/real-entropy.js';
import { realLocker } from './ports/real-lock.js';
import { callMetrics } from './rpc/call-metrics.js';
import { countCalls } from './rpc/call-statistics.js';
import { rpcError, toStatus } from './rpc/errors.js';
import { type Listener, openListener } from './rpc/listener.js';
import { clientServices } from './rpc/services.js';
import type { Log } from './server/log.js';
import type { Member } from './server/member.js';
import { messageOverheadBytes, startMember } from './server/start-member.js';
import { etcdVersion } from './server/version.js';
import { type ServiceManager, serviceManager } from './service-manager.js';
import { hasWal } from './wal/read.js';

/** What a member is run with: where it prints, and what ends it. */
export interface NodeIo {
  readonly stdout: Writable;
  /** Log lines, and the one sentence of a failure. */
  readonly stderr: Writable;
  /** Aborted when the member shall end. */
  readonly signal: AbortSignal;
}

/** Calls under way get this long to end when the member is asked to stop. */
const drainMs = 1_000;

/**
 * Runs one member until it is asked to stop.
 * @returns the exit code: 0 after a clean stop, 1 after a failure, which stderr then explains in a sentence
 */
export async function runNode(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  io: NodeIo,
): Promise<number> {
  try {
    const settings = await loadSettings(argv, environment);
    const page = infoPage(settings);
    if (page !== undefined) {
      io.stdout.write(page);
      return 0;
    }
    const config = buildNodeConfig(settings);
    const outputs = openLogOutputs(config.log.outputs, io);
    try {
      const log = jsonLog(outputs.write, config.log, () => realClock.wallMs());
      tellSettings(settings, log);
      await serve(config, { log, manager: serviceManager(environment, log), signal: io.signal });
    } finally {
      outputs.close();
    }
    return 0;
  } catch (error) {
    io.stderr.write(`etcdscope node: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function tellSettings({ notes, unknownVariables }: Settings, log: Log): void {
  for (const variable of unknownVariables) {
    log('warn', 'unrecognized environment variable', { 'environment-variable': variable });
  }
  for (const note of notes) {
    log('warn', note);
  }
}

function infoPage(settings: Settings): string | undefined {
  const values = new Values(settings);
  if (values.boolean('help')) {
    return helpText();
  }
  if (values.boolean('version')) {
    return `etcd Version: ${etcdVersion}\netcdscope node-core, compatible with etcd ${etcdVersion}\nNode.js Version: ${process.versions.node}\n`;
  }
  return undefined;
}

/** Resolves after a clean stop. @throws what kept the member from starting, or made it stop */
async function serve(config: NodeConfig, outside: Outside): Promise<void> {
  const directory = await makeDirectory('--data-dir', config.dataDirectory);
  const walDirectory =
    config.walDirectory === undefined ? undefined : await makeDirectory('--wal-dir', config.walDirectory);
  const locks = [await realLocker.acquire(directory)];
  // The clock's timers do not keep a process alive, and before the ports are open nothing else may.
  const alive = setInterval(() => undefined, 60_000);
  try {
    if (walDirectory !== undefined && walDirectory !== directory) {
      locks.push(await realLocker.acquire(walDirectory));
    }
    await runMember(config, { directory, walDirectory }, outside);
  } finally {
    clearInterval(alive);
    await Promise.all(locks.map((lock) => lock.release()));
  }
}

/** @returns the absolute path. @throws ConfigError */
async function makeDirectory(flag: string, path: string): Promise<string> {
  const directory = resolve(path);
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw new ConfigError(`${flag} ${directory} cannot be created: ${messageOf(error)}`);
  });
  return directory;
}

/** Whom a member talks to beside its clients. */
interface Outside {
  readonly log: Log;
  readonly manager: ServiceManager;
  /** Aborted when the member shall end. */
  readonly signal: AbortSignal;
}

/** Where a member keeps its data: both are there, and locked. */
interface Directories {
  readonly directory: string;
  readonly walDirectory: string | undefined;
}

async function runMember(
  config: NodeConfig,
  { directory, walDirectory }: Directories,
  { log, manager, signal }: Outside,
): Promise<void> {
  if (!(await hasWal(realDisk, walDirectory ?? join(directory, 'member', 'wal')))) {
    checkFounding(config);
  }
  const tls = await openTls(config, directory, log);
  const tokens = await loadTokenScheme(config.auth.token, config.auth.simpleTokenTtlMs);
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const { member, stop } = await startMember({
    dataDirectory: directory,
    founder: {
      name: config.name,
      peerUrls: config.advertisePeerUrls,
      clusterToken: config.clusterToken,
    },
    clientUrls: config.advertiseClientUrls,
    quotaBytes: config.quotaBytes,
    maxRequestBytes: config.maxRequestBytes,
    snapshotCount: config.snapshotCount,
    walDirectory,
    catchUpEntries: config.catchUpEntries,
    commitIntervalMs: config.commitIntervalMs,
    bootstrapDefragBytes: config.bootstrapDefragBytes,
    preVote: config.preVote,
    autoCompaction: config.autoCompaction,
    leaseCheckpoints: config.gates.LeaseCheckpoint,
    heartbeatMs: config.heartbeatMs,
    electionMs: config.electionMs,
    watchProgressMs: config.watchProgressMs,
    auth: {
      tokens,
      bcryptCost: config.auth.bcryptCost,
      trustCommonName: config.auth.trustCommonName,
    },
    clock: realClock,
    entropy: realEntropy,
    disk: realDisk,
    nextTurn: setImmediate,
    log,
    onFailure: (error) => failure.reject(error),
  });
  const listeners: Listener[] = [];
  let stopped: Promise<void> = Promise.resolve();
  try {
    listeners.push(...(await openListeners(config, member, tls, log)));
    void manager.ready();
    await Promise.race([aborted(signal), failure.promise]);
    log('info', 'closing etcd server', { name: config.name });
  } finally {
    void manager.stopping();
    await closeListeners(listeners);
    stopped = stop();
    // A member that failed may not be able to close its log; what it failed for is what counts.
    await stopped.catch(() => undefined);
  }
  await stopped;
  log('info', 'closed etcd server', { name: config.name });
}

/** Undefined without TLS. @throws ConfigError */
async function openTls(
  { tls: settings }: NodeConfig,
  dataDirectory: string,
  log: Log,
): Promise<TlsSource | undefined> {
  if (settings === undefined) {
    return undefined;
  }
  const { certificate } = settings;
  const wallMs = () => realClock.wallMs();
  const files =
    certificate.kind === 'files'
      ? certificate
      : await provideSelfSigned(certificate, dataDirectory, wallMs());
  return loadTls({ files, settings, wallMs, log });
}

async function openListeners(
  config: NodeConfig,
  member: Member,
  tls: TlsSource | undefined,
  log: Log,
): Promise<Listener[]> {
  const { services, methods } = countCalls(
    clientServices(member, config),
    config.extensiveMetrics ? realClock : undefined,
  );
  const grpc = {
    services,
    clock: realClock,
    maxReceiveBytes: config.maxRequestBytes + messageOverheadBytes,
    toStatus,
  };
  const routes = {
    describeFailure: (error: unknown) => toStatus(error).message,
    callMetrics: () => callMetrics(methods),
    gateway: config.grpcGateway ? jsonGateway(grpc) : undefined,
  };
  const handle = clientRoutes(member, routes);
  const httpFor = ({ isSecure }: ListenUrl) => controlAccess(handle, config.access, isSecure);
  const listeners: Listener[] = [];
  try {
    const isBeside = config.listenClientHttpUrls.length === 0;
    for (const url of config.listenClientUrls) {
      listeners.push(await listen(url, tls, { grpc, http: isBeside ? httpFor(url) : nothingHere }));
    }
    for (const url of config.listenClientHttpUrls) {
      listeners.push(await listen(url, tls, { grpc: undefined, http: httpFor(url) }));
    }
    for (const url of config.listenMetricsUrls) {
      listeners.push(await listen(url, tls, { grpc: undefined, http: metricsRoutes(member, routes) }));
    }
  } catch (error) {
    await closeListeners(listeners);
    throw error;
  }
  log('info', 'ready to serve client requests');
  config.listenClientUrls.forEach(({ host, isSecure }, position) => {
    const manner = isSecure ? 'securely' : 'insecurely; this is strongly discouraged!';
    const port = listeners[position]?.port ?? 0;
    log('info', `serving client traffic ${manner}`, { address: `${host}:${port}`, traffic: 'grpc+http' });
  });
  return listeners;
}

async function listen(
  { url, host, port, isSecure }: ListenUrl,
  tls: TlsSource | undefined,
  handlers: Pick<Parameters<typeof openListener>[0], 'grpc' | 'http'>,
): Promise<Listener> {
  if (isSecure && tls === undefined) {
    throw new ConfigError(`${url} needs --cert-file and --key-file, or --auto-tls`);
  }
  try {
    return await openListener({ host, port, tls: isSecure ? tls : undefined, clock: realClock, ...handlers });
  } catch (error) {
    throw new ConfigError(`cannot listen on ${url}: ${listenProblem(error)}`);
  }
}

function listenProblem(error: unknown): string {
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return 'another program uses this port; stop it or choose another URL';
    case 'EACCES':
      return 'this user may not open that port; choose one above 1023';
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address';
    default:
      return messageOf(error);
  }
}

async function closeListeners(listeners: readonly Listener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.drain(rpcError('stopped'), drainMs)));
  await Promise.all(listeners.map((listener) => listener.close()));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) {
      done();
    } else {
      signal.addEventListener('abort', () => done(), { once: true });
    }
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether Node was started on this very file; inside a bundle, the file is the bundle's. */
function isEntry(): boolean {
  const own = fileURLToPath(import.meta.url);
  const started = process.argv[1];
  return started !== undefined && /node-core[\\/]main\.[jt]s$/.test(own) && realpathSync(started) === own;
}

if (isEntry()) {
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  process.once('SIGINT', () => stop.abort());
  const { stdout, stderr } = process;
  void runNode(process.argv.slice(2), process.env, { stdout, stderr, signal: stop.signal }).then((code) => {
    process.exitCode = code;
  });
}
