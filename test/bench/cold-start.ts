import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import { plainEnvironment } from '../e2e/terminal.js';
import { bundle } from '../support/bundle.js';
import type { Bench, BenchRow } from './bench.js';
import { buildProgram } from './support/build-program.js';
import { threadSeconds } from './support/process-usage.js';
import { startRealEtcd } from './support/real-etcd.js';
import { median } from './support/statistics.js';

const rounds = 15;
const size = { cols: 120, rows: 40 };

/** A program, and what it has written once its first frame stands. */
interface Starter {
  readonly args: readonly string[];
  /** Variables of its own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Left out: it is over when it has ended. */
  readonly firstFrame?: RegExp;
}

/**
 * From the fork to the bytes of the first whole frame in a pseudo-terminal, in turn with what cannot be avoided. The
 * code that the build left beside the program is used; without it the program is compiled as it starts, which is what
 * another Node than the build's does the first time. They end with a key, as the operator ends them.
 */
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
      const env = { XDG_CACHE_HOME: path.join(directory, 'cache') };
      await compare(
        {
          bareNode: { args: ['-e', '0'] },
          emptyInk: { args: [emptyInk], firstFrame: /an empty Ink program/u },
          compiling: {
            args: ours,
            env: { ...env, NODE_DISABLE_COMPILE_CACHE: '1' },
            firstFrame: /Members.*help/su,
          },
          firstFrame: { args: ours, env, firstFrame: /Members.*help/su },
          firstKey: { args: ours, env, firstFrame: /the-first-key/u },
        },
        report,
      );
    } finally {
      await etcd.stop();
      await rm(directory, { recursive: true });
    }
  },
};

const measured = ['bareNode', 'emptyInk', 'compiling', 'firstFrame', 'firstKey'] as const;
type Measured = (typeof measured)[number];

async function compare(
  starters: Readonly<Record<Measured, Starter>>,
  report: (row: BenchRow) => void,
): Promise<void> {
  const starts: Record<Measured, Start[]> = {
    bareNode: [],
    emptyInk: [],
    compiling: [],
    firstFrame: [],
    firstKey: [],
  };
  // The first round reads the files into the page cache, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const name of measured) {
      const start = await startOnce(starters[name]);
      if (round > 0) {
        starts[name].push(start);
      }
    }
  }
  const row = (what: string, ours: Measured, peerName: string, peer: Measured): void => {
    const both = { peerName, unit: 'ms', better: 'less' } as const;
    const middle = (name: Measured, figure: (start: Start) => number) => median(starts[name].map(figure));
    const took = ({ tookMs }: Start) => tookMs;
    report({ what, ours: middle(ours, took), peer: middle(peer, took), ...both });
    if (peer === 'bareNode') return;
    const used = ({ cpuMs }: Start) => cpuMs;
    report({ what: '  CPU until then', ours: middle(ours, used), peer: middle(peer, used), ...both });
  };
  row('start that compiles, to first frame', 'compiling', 'empty Ink', 'emptyInk');
  row('start to first frame', 'firstFrame', 'bare Node', 'bareNode');
  row('start to first frame', 'firstFrame', 'empty Ink', 'emptyInk');
  row('start to first key', 'firstKey', 'bare Node', 'bareNode');
  row('start to first key', 'firstKey', 'empty Ink', 'emptyInk');
}

interface Start {
  readonly tookMs: number;
  /** User and system time of the program until its first frame arrived; NaN where it is over by then. */
  readonly cpuMs: number;
}

const boundMs = 20_000;

/** What does not end by the key is killed after so long: Ink alone knows no key. */
const patienceMs = 3_000;

function startOnce({ args, env = {}, firstFrame }: Starter): Promise<Start> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [...args], { ...size, env: { ...plainEnvironment(), ...env } });
    let start: Start | undefined;
    let written = '';
    let timer = setTimeout(() => child.kill('SIGKILL'), boundMs);
    child.onData((data) => {
      written += data;
      if (start === undefined && firstFrame?.test(written) === true) {
        start = { tookMs: performance.now() - started, cpuMs: threadSeconds(child.pid) * 1_000 };
        child.write('q');
        clearTimeout(timer);
        timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      }
    });
    child.onExit(() => {
      clearTimeout(timer);
      if (start !== undefined) {
        resolve(start);
      } else if (firstFrame === undefined) {
        resolve({ tookMs: performance.now() - started, cpuMs: Number.NaN });
      } else {
        reject(new Error(`no first frame of ${args.join(' ')}: ${JSON.stringify(written.slice(-500))}`));
      }
    });
  });
}
