import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CertificateFiles } from './certificates.js';
import { type EtcdBinaries, type EtcdVersion, findEtcd } from './etcd-binaries.js';
import { type EtcdProcess, spawnEtcd } from './etcd-process.js';
import { freePorts } from './free-ports.js';

const run = promisify(execFile);

export interface EtcdTls {
  readonly server: CertificateFiles;
  /** PEM file of the authority that signed both. */
  readonly authorityFile: string;
  /** What `etcdctl` shows; members ask for it with `requireClient`. */
  readonly client?: CertificateFiles;
  readonly requireClient?: boolean;
}

export interface EtcdOptions {
  readonly version: EtcdVersion;
  readonly members?: number;
  readonly tls?: EtcdTls;
  /** Turns authentication on, with user `root` and this password. */
  readonly auth?: { readonly rootPassword: string };
  /** More flags for every member, such as `--quota-backend-bytes=2097152`. */
  readonly flags?: readonly string[];
}

/** A cluster of real etcd processes on loopback ports, with its data in a temporary directory. */
export interface RunningEtcd {
  readonly version: EtcdVersion;
  /** Client URLs by member. */
  readonly endpoints: readonly string[];
  readonly directory: string;
  /** Process ids by member; undefined for one that does not run. */
  pids(): readonly (number | undefined)[];
  /** SIGKILL, for one member (by index) or for all. */
  kill(member?: number): Promise<void>;
  /** SIGTERM, for one member or for all; the data stays. */
  terminate(member?: number): Promise<void>;
  /** Starts the members that do not run on their old ports and data, with other extra flags when given. */
  restart(flags?: readonly string[]): Promise<void>;
  /** Runs the version's own etcdctl against all endpoints and gives its stdout. */
  etcdctl(...args: readonly string[]): Promise<string>;
  /** The same with something on its stdin. */
  etcdctlWithInput(input: string, ...args: readonly string[]): Promise<string>;
  /** Ends all processes and removes the data. */
  stop(): Promise<void>;
}

interface Member {
  readonly name: string;
  readonly clientUrl: string;
  readonly peerUrl: string;
  process: EtcdProcess | undefined;
}

const startAttempts = 4;

/** Starts a cluster and waits until every member serves; ask `haveEtcd` before. */
export async function startEtcd(options: EtcdOptions): Promise<RunningEtcd> {
  const binaries = findEtcd(options.version);
  if (binaries === undefined) {
    throw new Error(`etcd ${options.version} is not here: ask haveEtcd() before startEtcd()`);
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options, binaries);
    } catch (error) {
      const portTaken = error instanceof Error && error.message.includes('address already in use');
      if (!portTaken || attempt === startAttempts) {
        throw error;
      }
    }
  }
}

async function startOnce(options: EtcdOptions, binaries: EtcdBinaries): Promise<RunningEtcd> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-etcd-'));
  const members = await planMembers(options);
  const start = (flags: readonly string[]) => startMissing(members, binaries.etcd, directory, options, flags);
  const end = (signal: 'SIGTERM' | 'SIGKILL', index?: number) => endMembers(members, signal, index);
  const stop = async () => {
    await end('SIGKILL');
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  };
  const etcdctl = etcdctlOf(binaries.etcdctl, members, options);
  try {
    await start(options.flags ?? []);
    if (options.auth !== undefined) {
      await enableAuth(etcdctl, options.auth.rootPassword);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const credentials = options.auth === undefined ? undefined : `root:${options.auth.rootPassword}`;
  return {
    version: options.version,
    endpoints: members.map((member) => member.clientUrl),
    directory,
    pids: () => members.map((member) => member.process?.pid),
    kill: (index) => end('SIGKILL', index),
    terminate: (index) => end('SIGTERM', index),
    restart: (flags) => start(flags ?? options.flags ?? []),
    etcdctl: (...args) => etcdctl(args, credentials),
    etcdctlWithInput: (input, ...args) => etcdctl(args, credentials, input),
    stop,
  };
}

async function planMembers(options: EtcdOptions): Promise<readonly Member[]> {
  const count = options.members ?? 1;
  const ports = await freePorts(2 * count);
  const scheme = options.tls === undefined ? 'http' : 'https';
  return Array.from({ length: count }, (_, index) => ({
    name: `m${index + 1}`,
    clientUrl: `${scheme}://127.0.0.1:${ports[2 * index]}`,
    peerUrl: `http://127.0.0.1:${ports[2 * index + 1]}`,
    process: undefined,
  }));
}

async function startMissing(
  members: readonly Member[],
  binary: string,
  directory: string,
  options: EtcdOptions,
  flags: readonly string[],
): Promise<void> {
  const starts = members
    .filter((member) => member.process === undefined)
    .map(async (member) => {
      const args = [...memberFlags(member, members, directory, options), ...flags];
      member.process = await spawnEtcd(binary, args);
    });
  const failed = (await Promise.allSettled(starts)).find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    throw failed.reason;
  }
}

function memberFlags(
  member: Member,
  members: readonly Member[],
  directory: string,
  options: EtcdOptions,
): readonly string[] {
  return [
    `--name=${member.name}`,
    `--data-dir=${join(directory, member.name)}`,
    `--listen-client-urls=${member.clientUrl}`,
    `--advertise-client-urls=${member.clientUrl}`,
    `--listen-peer-urls=${member.peerUrl}`,
    `--initial-advertise-peer-urls=${member.peerUrl}`,
    `--initial-cluster=${members.map((each) => `${each.name}=${each.peerUrl}`).join(',')}`,
    '--bcrypt-cost=4',
    ...tlsFlags(options.tls),
  ];
}

function tlsFlags(tls: EtcdTls | undefined): readonly string[] {
  if (tls === undefined) {
    return [];
  }
  const flags = [`--cert-file=${tls.server.certificateFile}`, `--key-file=${tls.server.keyFile}`];
  return tls.requireClient === true
    ? [...flags, `--trusted-ca-file=${tls.authorityFile}`, '--client-cert-auth']
    : flags;
}

async function endMembers(
  members: readonly Member[],
  signal: 'SIGTERM' | 'SIGKILL',
  index: number | undefined,
): Promise<void> {
  const ending = members.filter((_, at) => index === undefined || at === index);
  await Promise.all(
    ending.map(async (member) => {
      await member.process?.end(signal);
      member.process = undefined;
    }),
  );
}

type Etcdctl = (args: readonly string[], credentials?: string, input?: string) => Promise<string>;

function etcdctlOf(binary: string, members: readonly Member[], options: EtcdOptions): Etcdctl {
  const endpoints = members.map((member) => member.clientUrl).join(',');
  return async (args, credentials, input) => {
    const environment = {
      PATH: process.env['PATH'],
      ETCDCTL_API: '3',
      ETCDCTL_ENDPOINTS: endpoints,
      ...(credentials === undefined ? {} : { ETCDCTL_USER: credentials }),
      ...etcdctlTls(options.tls),
    };
    const running = run(binary, args, { env: environment, maxBuffer: 64 * 1024 * 1024 });
    if (input !== undefined) running.child.stdin?.end(input);
    return (await running).stdout;
  };
}

function etcdctlTls(tls: EtcdTls | undefined): Record<string, string> {
  if (tls === undefined) {
    return {};
  }
  const client =
    tls.client === undefined
      ? {}
      : { ETCDCTL_CERT: tls.client.certificateFile, ETCDCTL_KEY: tls.client.keyFile };
  return { ETCDCTL_CACERT: tls.authorityFile, ...client };
}

async function enableAuth(etcdctl: Etcdctl, rootPassword: string): Promise<void> {
  await etcdctl(['user', 'add', `root:${rootPassword}`]);
  await etcdctl(['user', 'grant-role', 'root', 'root']);
  await etcdctl(['auth', 'enable'], `root:${rootPassword}`);
}
