import type { TestContext } from 'node:test';
import type { Clock } from '../../../node-core/ports/clock.js';
import type { Disk } from '../../../node-core/ports/disk.js';
import { realClock } from '../../../node-core/ports/real-clock.js';
import { realDisk } from '../../../node-core/ports/real-disk.js';
import { realEntropy } from '../../../node-core/ports/real-entropy.js';
import {
  type StartedMember,
  type StartOptions,
  startMember,
} from '../../../node-core/server/start-member.js';
import { temporaryDirectory } from '../backend/temporary-backend.js';

/** A member of this process on a directory of its own, without a port. */
export interface TestMember extends StartedMember {
  readonly directory: string;
}

export interface TestMemberOptions extends Partial<StartOptions> {
  readonly directory?: string;
  /** Its disk will fail, and stopping may then fail, too. */
  readonly diskFails?: boolean;
}

export async function startTestMember(t: TestContext, options: TestMemberOptions = {}): Promise<TestMember> {
  const { directory = temporaryDirectory(t), diskFails = false, ...rest } = options;
  const started = await startMember({
    dataDirectory: directory,
    founder: { name: 'm1', peerUrls: ['http://localhost:2380'], clusterToken: 'etcd-cluster' },
    clientUrls: ['http://localhost:2379'],
    quotaBytes: 0,
    maxRequestBytes: 1_572_864,
    snapshotCount: 10_000,
    heartbeatMs: 100,
    electionMs: 1_000,
    watchProgressMs: 600_000,
    auth: { tokens: { kind: 'simple', ttlMs: 300_000 }, bcryptCost: 4, trustCommonName: false },
    clock: keepingAlive(realClock),
    entropy: realEntropy,
    disk: smallSegments(realDisk),
    nextTurn: setImmediate,
    log: () => undefined,
    onFailure: () => undefined,
    ...rest,
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= started.stop();
    return stopped;
  };
  t.after(() => (diskFails ? stop().catch(() => undefined) : stop()));
  return { member: started.member, stop, directory };
}

/** A clock whose timers keep the test's process alive. */
export function keepingAlive(clock: Clock): Clock {
  return {
    ...clock,
    startTimer: (delayMs, action) => {
      const handle = setTimeout(action, delayMs);
      return { cancel: () => clearTimeout(handle) };
    },
  };
}

const reservedBytes = 1 << 20;

/** Reserves a megabyte where a log asks for 64: a test writes little, and has many members. */
export function smallSegments(disk: Disk): Disk {
  return {
    ...disk,
    open: async (path, mode) => {
      const file = await disk.open(path, mode);
      const allocate = file.allocate.bind(file);
      file.allocate = (length) => allocate(Math.min(length, reservedBytes));
      return file;
    },
  };
}
