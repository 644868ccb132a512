import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../support/bundle.js';
import { type EtcdProcess, spawnEtcd } from '../support/etcd-process.js';
import { freePorts } from '../support/free-ports.js';
import { startEtcd } from '../support/start-etcd.js';

/** What the same requests are sent to. */
export type SubjectName = 'node-core' | '3.4' | '3.6';

export interface Subject {
  readonly name: SubjectName;
  /** `host:port` of its client URL, without TLS. */
  readonly address: string;
  stop(): Promise<void>;
}

/** A node-core member as a process of its own, which can be killed and started again. */
export interface NodeCoreProcess {
  readonly address: string;
  readonly url: string;
  readonly dataDirectory: string;
  readonly pid: number;
  log(): string;
  kill(): Promise<void>;
  terminate(): Promise<void>;
  start(): Promise<void>;
  /** Kills it and removes its data. */
  stop(): Promise<void>;
}

export async function startNodeCore(flags: readonly string[] = []): Promise<NodeCoreProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-node-'));
  const dataDirectory = join(directory, 'data');
  const [clientPort, peerPort] = await freePorts(2);
  const url = `http://127.0.0.1:${clientPort}`;
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const args = [
    ...[bundle, 'node'],
    '--name=m1',
    `--data-dir=${dataDirectory}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=m1=${peerUrl}`,
    ...flags,
  ];
  let running: EtcdProcess = await spawnEtcd(process.execPath, args);
  return {
    address: `127.0.0.1:${clientPort}`,
    url,
    dataDirectory,
    get pid() {
      return running.pid;
    },
    log: () => running.log(),
    kill: () => running.end('SIGKILL'),
    terminate: () => running.end('SIGTERM'),
    async start() {
      running = await spawnEtcd(process.execPath, args);
    },
    async stop() {
      await running.end('SIGKILL');
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export async function startSubject(name: SubjectName, flags: readonly string[]): Promise<Subject> {
  if (name === 'node-core') {
    const member = await startNodeCore(flags);
    return { name, address: member.address, stop: () => member.stop() };
  }
  const cluster = await startEtcd({ version: name, flags });
  const address = (cluster.endpoints[0] ?? '').replace('http://', '');
  return { name, address, stop: () => cluster.stop() };
}
