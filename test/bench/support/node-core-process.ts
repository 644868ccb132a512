import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../support/free-ports.js';

export interface NodeCoreProcess {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The built bundle as a server on fresh data; resolves when it serves. */
export async function startNodeCore(): Promise<NodeCoreProcess> {
  const bundle = fileURLToPath(new URL('../../../dist/etcdscope.mjs', import.meta.url));
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-bench-'));
  const [clientPort = 0, peerPort = 0] = await freePorts(2);
  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const child = spawn(
    process.execPath,
    [
      bundle,
      'node',
      `--data-dir=${directory}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await untilReady(child.stderr.setEncoding('utf8'));
  return {
    name: 'node-core',
    port: clientPort,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Goes on reading afterwards, so that the server never waits for room in the pipe. */
function untilReady(stderr: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    stderr.on('data', (chunk: string) => {
      text = (text + chunk).slice(-4_096);
      if (text.includes('ready to serve client requests')) {
        resolve();
      }
    });
    stderr.once('end', () => reject(new Error(`node-core ended before it was ready: ${text}`)));
  });
}
