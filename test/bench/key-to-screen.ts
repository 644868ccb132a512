import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bundle } from '../support/bundle.js';
import type { RunningEtcd } from '../support/start-etcd.js';
import type { Bench, BenchRow } from './bench.js';
import { buildProgram } from './support/build-program.js';
import { cpuSeconds, memoryUse } from './support/process-usage.js';
import { startRealEtcd } from './support/real-etcd.js';
import { median, percentile } from './support/statistics.js';
import { WatchedScreen } from './support/watched-screen.js';

const txnsPerSecond = 100;
const eventsPerSecond = txnsPerSecond * 100;
const rounds = 3;
const pressesEach = 100;
/** Presses fall anywhere between two redraws of the log. */
const pauseBetweenMs = { min: 40, max: 110 };
const warmUpMs = 2_000;
const quietMs = 3_000;
const flowMs = 3_000;
const stillKeys = 12;

interface Measured {
  readonly latenciesMs: readonly number[];
  readonly bytesPerSecond: number;
  readonly loadCpu: number;
  readonly restCpu: number;
  readonly residentBytes: number;
}

/** A key press until the moved selection stands on the screen, while 10,000 changes a second go through the log. */
export const keyToScreen: Bench = {
  name: 'key-to-screen',
  summary: `a key's way to the screen at 120×40 while the log takes ${eventsPerSecond} events/s, against a raw ANSI writer`,
  async run(report) {
    const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-bench-'));
    const etcd = await startRealEtcd('3.6', ['--quota-backend-bytes=8589934592']);
    try {
      const endpoint = etcd.endpoints[0] ?? '';
      const [rawWriter, writer] = await Promise.all([
        buildProgram('raw-writer.ts', directory),
        buildProgram('event-writer.ts', directory),
      ]);
      for (let index = 0; index < stillKeys; index++) {
        await etcd.etcdctl('put', `/a/key-${String(index).padStart(2, '0')}`, `value ${index}`);
      }
      const ours: Measured[] = [];
      const peer: Measured[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(await measure([bundle, '--endpoints', endpoint], openTree, etcd, writer));
        peer.push(await measure([rawWriter, endpoint], async () => undefined, etcd, writer));
      }
      tell(ours, peer, report);
    } finally {
      await etcd.stop();
      await rm(directory, { recursive: true });
    }
  },
};

/** Opens the first directory, whose keys do not change, and goes to the first of them. */
async function openTree(screen: WatchedScreen): Promise<void> {
  await screen.until('for the tree', () => /❯.*▸ \/a\//u.test(screen.text()));
  screen.type('l');
  await screen.until('for its keys', () => screen.text().includes('key-11'));
  screen.type('l');
}

async function measure(
  command: readonly string[],
  prepare: (screen: WatchedScreen) => Promise<void>,
  etcd: RunningEtcd,
  writerProgram: string,
): Promise<Measured> {
  const screen = new WatchedScreen(command);
  const writer = startWriter(writerProgram, etcd);
  try {
    await prepare(screen);
    await screen.until('for the selection', () => /❯.*key-00/u.test(screen.text()));
    await screen.until('for changes', () => changesShown(screen) > eventsPerSecond);
    await pause(warmUpMs);
    const latenciesMs = await pressKeys(screen);
    const flow = await measureFlow(screen);
    writer.kill('SIGTERM');
    await once(writer, 'close');
    return { latenciesMs, ...flow, ...(await atRest(screen)) };
  } finally {
    writer.kill('SIGKILL');
    await screen.close();
  }
}

/** How many changes the log says it has taken; both programs show it. */
function changesShown(screen: WatchedScreen): number {
  const [, all = '0'] =
    /(?:last [\d,]+ of )?([\d,]+)(?= changes| \([\d,.]+ [kM]?B\) ─╯)/u.exec(screen.text()) ?? [];
  return Number(all.replaceAll(',', ''));
}

/** The comparison holds only while the load is there: when it did not arrive on the screen, that is an error. */
async function measureFlow(screen: WatchedScreen): Promise<Pick<Measured, 'bytesPerSecond' | 'loadCpu'>> {
  const before = {
    ms: performance.now(),
    changes: changesShown(screen),
    bytes: screen.bytes,
    cpu: cpuSeconds(screen.pid),
  };
  await pause(flowMs);
  const seconds = (performance.now() - before.ms) / 1_000;
  const arrived = (changesShown(screen) - before.changes) / seconds;
  if (Math.abs(arrived - eventsPerSecond) > 0.1 * eventsPerSecond) {
    throw new Error(
      `${Math.round(arrived)} events/s arrived on the screen: this machine is too slow or too busy`,
    );
  }
  return {
    bytesPerSecond: (screen.bytes - before.bytes) / seconds,
    loadCpu: (cpuSeconds(screen.pid) - before.cpu) / seconds,
  };
}

/** Down and up in turn, so that there is always a key to go to. */
async function pressKeys(screen: WatchedScreen): Promise<readonly number[]> {
  const latenciesMs: number[] = [];
  for (let press = 0; press < pressesEach; press++) {
    const [key, target] = press % 2 === 0 ? ['j', 'key-01'] : ['k', 'key-00'];
    const row = screen
      .text()
      .split('\n')
      .findIndex((line) => line.includes(target));
    const pressedMs = performance.now();
    screen.type(key);
    const arrivedMs = await screen.until(`for ${target}`, () => screen.line(row).slice(0, 4).includes('❯'));
    latenciesMs.push(arrivedMs - pressedMs);
    await pause(pauseBetweenMs.min + Math.random() * (pauseBetweenMs.max - pauseBetweenMs.min));
  }
  return latenciesMs;
}

async function atRest(screen: WatchedScreen): Promise<Pick<Measured, 'restCpu' | 'residentBytes'>> {
  await pause(warmUpMs);
  const before = cpuSeconds(screen.pid);
  await pause(quietMs);
  const restCpu = ((cpuSeconds(screen.pid) - before) * 1_000) / quietMs;
  return { restCpu, residentBytes: memoryUse(screen.pid).residentBytes };
}

function startWriter(program: string, etcd: RunningEtcd): ChildProcess {
  return spawn(process.execPath, [program, etcd.endpoints[0] ?? '', `${txnsPerSecond}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function tell(ours: readonly Measured[], peer: readonly Measured[], report: (row: BenchRow) => void): void {
  const compare = (what: string, unit: string, figure: (measured: readonly Measured[]) => number): void =>
    report({
      what,
      unit,
      ours: figure(ours),
      peer: figure(peer),
      peerName: 'raw ANSI writer',
      better: 'less',
    });
  const latency = (share: number) => (measured: readonly Measured[]) =>
    percentile(
      measured.flatMap(({ latenciesMs }) => latenciesMs),
      share,
    );
  const middle = (figure: (measured: Measured) => number) => (measured: readonly Measured[]) =>
    median(measured.map(figure));
  compare('key to screen, p50', 'ms', latency(0.5));
  compare('key to screen, p99', 'ms', latency(0.99));
  compare(
    'written under load',
    'kB/s',
    middle(({ bytesPerSecond }) => bytesPerSecond / 1_000),
  );
  compare(
    'CPU under load',
    '%',
    middle(({ loadCpu }) => loadCpu * 100),
  );
  compare(
    'CPU at rest',
    '%',
    middle(({ restCpu }) => restCpu * 100),
  );
  compare(
    'resident after load',
    'MB',
    middle((measured) => measured.residentBytes / 1e6),
  );
}
