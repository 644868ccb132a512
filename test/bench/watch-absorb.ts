import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Bench, BenchRow } from './bench.js';
import { buildProgram } from './support/build-program.js';
import { startRealEtcd } from './support/real-etcd.js';
import { median } from './support/statistics.js';

/** What a program that takes a flood tells of itself. */
export interface Absorbed {
  readonly events: number;
  /** Entries of the log that the filter had not looked at in the end. */
  readonly behind: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Resident memory, after against before. */
  readonly grownBytes: number;
  /** How late the event loop was, 99 of 100 times at most: what a key would have waited. */
  readonly delayP99Ms: number;
}

const run = promisify(execFile);
const txnsPerSecond = 200;
const eventsPerSecond = txnsPerSecond * 100;
const rounds = 3;
const seconds = 6;

/** What the inspector's log costs over a bare watch, under 20,000 events a second, with and without filters. */
export const watchAbsorb: Bench = {
  name: 'watch-absorb',
  summary: `the log under ${eventsPerSecond} events/s, against a client that only counts them`,
  async run(report) {
    const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-bench-'));
    const etcd = await startRealEtcd('3.6', ['--quota-backend-bytes=8589934592']);
    const endpoint = etcd.endpoints[0] ?? '';
    try {
      const [absorber, writer] = await Promise.all([
        buildProgram('watch-absorber.ts', path.join(directory, 'absorber')),
        buildProgram('event-writer.ts', path.join(directory, 'writer')),
      ]);
      const load = spawn(process.execPath, [writer, endpoint, `${txnsPerSecond}`], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      try {
        await compare(absorber, endpoint, report);
      } finally {
        await ended(load);
      }
    } finally {
      await etcd.stop();
      await rm(directory, { recursive: true });
    }
  },
};

async function ended(load: ChildProcess): Promise<void> {
  if (load.exitCode !== null) throw new Error('the writer ended before it was told to');
  load.kill('SIGKILL');
  await once(load, 'close');
}

const modes = [
  ['log', []],
  ['log, re:web-[0-4]*$', ['re:web-[0-4]*$']],
  ['log, by:kubelet', ['by:kubelet']],
] as const;

async function compare(absorber: string, endpoint: string, report: (row: BenchRow) => void): Promise<void> {
  const absorb = async (mode: string, more: readonly string[]): Promise<Absorbed> => {
    const args = ['--expose-gc', absorber, endpoint, `${seconds}`, mode, ...more];
    return JSON.parse((await run(process.execPath, args)).stdout) as Absorbed;
  };
  const peers: Absorbed[] = [];
  const ours = modes.map(() => [] as Absorbed[]);
  for (let round = 0; round < rounds; round += 1) {
    peers.push(await absorb('raw', []));
    for (const [index, [, filter]] of modes.entries()) ours[index]?.push(await absorb('log', filter));
  }
  for (const [index, [name]] of modes.entries()) tell(name, ours[index] ?? [], peers, report);
}

function tell(
  name: string,
  ours: readonly Absorbed[],
  peers: readonly Absorbed[],
  report: (row: BenchRow) => void,
): void {
  const row = (
    what: string,
    unit: string,
    better: BenchRow['better'],
    figure: (absorbed: Absorbed) => number,
    note?: string,
  ): void =>
    report({
      what: `${name}: ${what}`,
      ours: median(ours.map(figure)),
      peer: median(peers.map(figure)),
      peerName: 'a bare watch',
      unit,
      better,
      ...(note === undefined ? {} : { note }),
    });
  row('events taken', '/s', 'more', ({ events, seconds: each }) => events / each);
  row('CPU', '%', 'less', ({ cpuSeconds, seconds: each }) => (cpuSeconds / each) * 100);
  row('event loop late, p99', 'ms', 'less', ({ delayP99Ms }) => delayP99Ms);
  const behind = median(ours.map((absorbed) => absorbed.behind));
  row('memory grown', 'MB', 'less', ({ grownBytes }) => Math.max(0, grownBytes) / 1e6, `behind by ${behind}`);
}
