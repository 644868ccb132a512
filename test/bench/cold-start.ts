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

/** A program, where it keeps what it keeps, and what it has written once its first frame stands. */
interface Starter {
  readonly args: readonly string[];
  /** XDG_CACHE_HOME: an empty one for each start where it is left out, as after an installation. */
  readonly cache?: string;
  /** Left out: it is over when it has ended. */
  readonly firstFrame?: RegExp;
}

/**
 * From the fork to the bytes of the first whole frame in a pseudo-terminal, in turn with what cannot be avoided. The
 * first start after an installation compiles the program; later ones find what it left in its cache, where Node
 * writes it as the program starts and ends. They end with a key, as the operator ends them; Ink alone has no cache.
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
      const cache = path.join(directory, 'cache');
      await compare(
        {
          bareNode: { args: ['-e', '0'] },
          emptyInk: { args: [emptyInk], firstFrame: /an empty Ink program/u },
          firstEver: { args: ours, firstFrame: /Members.*help/su },
          firstFrame: { args: ours, cache, firstFrame: /Members.*help/su },
          firstKey: { args: ours, cache, firstFrame: /the-first-key/u },
        },
        report,
      );
    } finally {
      await etcd.stop();
      await rm(directory, { recursive: true });
    }
  },
};

const measured = ['bareNode', 'emptyInk', 'firstEver', 'firstFrame', 'firstKey'] as const;
type Measured = (typeof measured)[number];

async function compare(
  starters: Readonly<Record<Measured, Starter>>,
  report: (row: BenchRow) => void,
): Promise<void> {
  const starts: Record<Measured, Start[]> = {
    bareNode: [],
    emptyInk: [],
    firstEver: [],
    firstFrame: [],
    firstKey: [],
  };
  // The first round reads the files into the page cache, fills the program's own, and is not counted.
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
  row('first start ever to first frame', 'firstEver', 'empty Ink', 'emptyInk');
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

async function startOnce(starter: Starter): Promise<Start> {
  const own =
    starter.cache === undefined ? await mkdtemp(path.join(tmpdir(), 'etcdscope-cache-')) : undefined;
  try {
    return await startWith(starter, starter.cache ?? own ?? '');
  } finally {
    if (own !== undefined) await rm(own, { recursive: true });
  }
}

function startWith({ args, firstFrame }: Starter, cache: string): Promise<Start> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const env = { ...plainEnvironment(), XDG_CACHE_HOME: cache };
    const child = spawn(process.execPath, [...args], { ...size, env });
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
