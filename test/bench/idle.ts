import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bundle } from '../support/bundle.js';
import type { Bench } from './bench.js';
import { buildProgram } from './support/build-program.js';
import { memoryUse, threadSeconds } from './support/process-usage.js';
import { startRealEtcd } from './support/real-etcd.js';
import { WatchedScreen } from './support/watched-screen.js';

const keys = 20;
/** The start is over, and what is quiet is looked at less often. */
const settleMs = 30_000;
const restMs = 40_000;

interface Rest {
  readonly cpuPercent: number;
  readonly bytesPerSecond: number;
  readonly residentBytes: number;
}

/** The inspector in front of a cluster where nothing happens, against Ink with a clock, which both have to move. */
export const idle: Bench = {
  name: 'idle',
  summary: 'user and system time at rest, 120×40, quiet cluster, against an Ink program that shows a clock',
  async run(report) {
    const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-bench-'));
    const etcd = await startRealEtcd('3.6');
    try {
      for (let index = 0; index < keys; index++) {
        await etcd.etcdctl('put', `/registry/pods/ns/pod-${index}`, 'value');
      }
      const clock = await buildProgram('clock-ink.tsx', directory);
      const [ours, peer] = await Promise.all([
        atRest([bundle, '--endpoints', etcd.endpoints[0] ?? ''], /healthy.*registry/su),
        atRest([clock], /\d:\d/u),
      ]);
      const both = { peerName: 'Ink with a clock', better: 'less' } as const;
      report({ what: 'CPU', unit: '%', ours: ours.cpuPercent, peer: peer.cpuPercent, ...both });
      report({ what: 'written', unit: 'B/s', ours: ours.bytesPerSecond, peer: peer.bytesPerSecond, ...both });
      const [mine, its] = [ours.residentBytes / 1e6, peer.residentBytes / 1e6];
      report({ what: 'resident', unit: 'MB', ours: mine, peer: its, ...both });
    } finally {
      await etcd.stop();
      await rm(directory, { recursive: true });
    }
  },
};

async function atRest(command: readonly string[], stands: RegExp): Promise<Rest> {
  const screen = new WatchedScreen(command);
  try {
    await screen.until(`for ${stands}`, () => stands.test(screen.text()));
    await pause(settleMs);
    const before = { seconds: threadSeconds(screen.pid), bytes: screen.bytes, ms: performance.now() };
    await pause(restMs);
    const took = (performance.now() - before.ms) / 1_000;
    return {
      cpuPercent: ((threadSeconds(screen.pid) - before.seconds) / took) * 100,
      bytesPerSecond: (screen.bytes - before.bytes) / took,
      residentBytes: memoryUse(screen.pid).residentBytes,
    };
  } finally {
    await screen.close();
  }
}
