import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import { bundle, plainEnvironment } from '../e2e/terminal.js';
import type { Bench, BenchRow } from './bench.js';
import { buildProgram } from './support/build-program.js';
import { startRealEtcd } from './support/real-etcd.js';
import { median } from './support/statistics.js';

const rounds = 15;
const size = { cols: 120, rows: 40 };

/** A program, and what it has written once its first frame stands. */
interface Starter {
  readonly args: readonly string[];
  /** Left out: it is over when it has ended. */
  readonly firstFrame?: RegExp;
}

/** From the fork to the bytes of the first whole frame in a pseudo-terminal, in turn with what cannot be avoided. */
export const coldStart: Bench = {
  name: 'cold-start',
  summary: 'start of the inspector on a real etcd, to its first frame and to its first key',
  async run(report) {
    const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-bench-'));
    const etcd = await startRealEtcd('3.6');
    try {
      const emptyInk = await buildProgram('empty-ink.tsx', directory);
      await etcd.etcdctl('put', 'the-first-key', 'value');
      const ours = [bundle, '--endpoints', etcd.endpoints[0] ?? ''];
      await compare(
        {
          bareNode: { args: ['-e', '0'] },
          emptyInk: { args: [emptyInk], firstFrame: /an empty Ink program/u },
          firstFrame: { args: ours, firstFrame: /Members.*help/su },
          firstKey: { args: ours, firstFrame: /the-first-key/u },
        },
        report,
      );
    } finally {
      await etcd.stop();
      await rm(directory, { recursive: true });
    }
  },
};

const measured = ['bareNode', 'emptyInk', 'firstFrame', 'firstKey'] as const;
type Measured = (typeof measured)[number];

async function compare(
  starters: Readonly<Record<Measured, Starter>>,
  report: (row: BenchRow) => void,
): Promise<void> {
  const times: Record<Measured, number[]> = { bareNode: [], emptyInk: [], firstFrame: [], firstKey: [] };
  // The first round reads the files into the page cache and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const name of measured) {
      const tookMs = await startMs(starters[name]);
      if (round > 0) {
        times[name].push(tookMs);
      }
    }
  }
  const row = (what: string, ours: Measured, peerName: string, peer: Measured): void =>
    report({
      what,
      ours: median(times[ours]),
      peer: median(times[peer]),
      peerName,
      unit: 'ms',
      better: 'less',
    });
  row('start to first frame', 'firstFrame', 'bare Node', 'bareNode');
  row('start to first frame', 'firstFrame', 'empty Ink', 'emptyInk');
  row('start to first key', 'firstKey', 'bare Node', 'bareNode');
  row('start to first key', 'firstKey', 'empty Ink', 'emptyInk');
}

const boundMs = 20_000;

function startMs({ args, firstFrame }: Starter): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [...args], { ...size, env: plainEnvironment() });
    let tookMs: number | undefined;
    let written = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), boundMs);
    child.onData((data) => {
      written += data;
      if (tookMs === undefined && firstFrame?.test(written) === true) {
        tookMs = performance.now() - started;
        child.kill('SIGKILL');
      }
    });
    child.onExit(() => {
      clearTimeout(timer);
      if (tookMs !== undefined) {
        resolve(tookMs);
      } else if (firstFrame === undefined) {
        resolve(performance.now() - started);
      } else {
        reject(new Error(`no first frame of ${args.join(' ')}: ${JSON.stringify(written.slice(-500))}`));
      }
    });
  });
}
