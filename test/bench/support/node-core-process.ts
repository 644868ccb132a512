import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { bundle } from '../../support/bundle.js';
import { freePorts } from '../../support/free-ports.js';
import type { Target } from './target.js';

/** The built bundle as a server on fresh data; resolves when it serves. */
export async function startNodeCore(): Promise<Target> {
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-bench-'));
  const [clientPort = 0, peerPort = 0] = await freePorts(2);
  const flags = memberFlags(directory, `http://127.0.0.1:${clientPort}`, `http://127.0.0.1:${peerPort}`);
  const start = () => spawnNode(flags);
  let child = start();
  await untilReady(child);
  return {
    name: 'node-core',
    port: clientPort,
    pid: () => child.pid ?? 0,
    terminate: () => terminate(child),
    async restart() {
      child = start();
      await untilReady(child);
    },
    async stop() {
      await terminate(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function memberFlags(directory: string, client: string, peer: string): string[] {
  return [
    `--data-dir=${directory}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    `--quota-backend-bytes=${8 * 2 ** 30}`,
  ];
}

function spawnNode(flags: readonly string[]): ChildProcess {
  const options = (process.env['ETCDSCOPE_BENCH_NODE_OPTIONS'] ?? '').split(' ').filter(Boolean);
  return spawn(process.execPath, [...options, bundle, 'node', ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function terminate(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

/** Goes on reading afterwards, so that the server never waits for room in the pipe. */
function untilReady({ stderr }: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    (stderr as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-4_096);
      if (text.includes('ready to serve client requests')) {
        resolve();
      }
    });
    stderr?.once('end', () => reject(new Error(`node-core ended before it was ready: ${text}`)));
  });
}
