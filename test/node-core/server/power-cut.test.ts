import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { DiskFault } from '../../../node-core/ports/simulated-disk.js';
import { SimulatedDisk } from '../../../node-core/ports/simulated-disk.js';
import { SimulatedEntropy } from '../../../node-core/ports/simulated-entropy.js';
import type { Member } from '../../../node-core/server/member.js';
import {
  CompactionRequest,
  DeleteRangeRequest,
  LeaseGrantRequest,
  PutRequest,
  TxnRequest,
} from '../../../proto/generated/etcdserverpb.js';
import { bytes, putOp } from '../../conformance/requests.js';
import { eventually } from '../../support/eventually.js';
import { temporaryDirectory } from '../backend/temporary-backend.js';
import { NotingSink, watchOf } from '../watch/noting-sink.js';
import { startTestMember } from './test-member.js';

const seeds = Number(process.env['ETCDSCOPE_SEEDS'] ?? 5);
const firstSeed = Number(process.env['ETCDSCOPE_SEED'] ?? 1);
const boots = 3;
const writers = 4;
const watchId = 7n;

/**
 * The write-ahead log lies on a disk in memory that loses power, refuses to sync or is full; the backend in
 * a real file, which after the failure is as it was at its end, or as it was at an earlier commit where the
 * log still holds all since then. That is all a power cut can make of it: it is never ahead of the log.
 */
class Machine {
  readonly #t: TestContext;
  readonly #random: SimulatedEntropy;
  readonly #disk: SimulatedDisk;
  readonly #directory: string;
  readonly #keepsLog: boolean;
  /** Event by revision, as acknowledged. */
  readonly #acknowledged = new Map<number, string>();
  #highest = 1;
  #compacted = 0;
  #writes = 0;

  constructor(t: TestContext, seed: number) {
    this.#t = t;
    this.#random = new SimulatedEntropy(seed);
    this.#disk = new SimulatedDisk(new SimulatedEntropy(seed + 1_000_000));
    this.#directory = temporaryDirectory(t);
    this.#keepsLog = this.#random.below(2) === 0;
  }

  async live(): Promise<void> {
    const { member, stop } = await this.#start();
    await this.#verify(member);
    this.#armFailure();
    const copy = await this.#writeUntilFailure(member);
    if (this.#disk.powered) {
      this.#disk.cutPower();
    }
    await stop().catch(() => undefined);
    if (copy !== undefined) {
      rmSync(this.#backend, { recursive: true });
      cpSync(copy, this.#backend, { recursive: true });
    }
  }

  async check(): Promise<void> {
    const first = await this.#start();
    await this.#verify(first.member);
    const { hash } = await first.member.hashKv(0);
    await first.stop();
    const second = await this.#start();
    assert.equal((await second.member.hashKv(0)).hash, hash, 'HashKV after another start');
    await second.stop();
  }

  get #backend(): string {
    return join(this.#directory, 'member', 'backend');
  }

  #start() {
    this.#disk.faults = undefined;
    this.#disk.restart();
    return startTestMember(this.#t, {
      directory: this.#directory,
      disk: this.#disk,
      diskFails: true,
      heartbeatMs: 10,
      electionMs: 100,
      snapshotCount: this.#keepsLog ? 1_000_000 : 20,
    });
  }

  /**
   * A cut in the middle of an operation, a sync that fails, or a disk that is full for good. Then each write
   * may get some of the way, also the one that clears what another left: where a disk copies on write, even
   * bytes that were there before need space.
   */
  #armFailure(): void {
    const kind = this.#random.below(4);
    let left = 5 + this.#random.below(120);
    if (kind < 2) {
      this.#disk.cutPowerAt(left);
      return;
    }
    const [operation, code] = kind === 2 ? (['sync', 'EIO'] as const) : (['write', 'ENOSPC'] as const);
    this.#disk.faults = (asked): DiskFault | undefined => {
      left -= asked === operation ? 1 : 0;
      return asked === operation && left <= 0 ? { code, writtenBytes: this.#random.below(8_000) } : undefined;
    };
  }

  /** @returns a copy of the backend to go on with; undefined: with what it was in the end */
  async #writeUntilFailure(member: Member): Promise<string | undefined> {
    let copy: string | undefined;
    let hasFailed = false;
    const write = async () => {
      while (!hasFailed) {
        await this.#writeOnce(member).catch(() => {
          hasFailed = true;
        });
      }
    };
    const copyNowAndThen = async () => {
      while (this.#keepsLog && !hasFailed && this.#random.below(3) > 0) {
        const file = await member.makeSnapshot().catch(() => undefined);
        if (file !== undefined) {
          copy = join(this.#directory, 'copy');
          rmSync(copy, { recursive: true, force: true });
          cpSync(this.#backend, copy, { recursive: true });
          await file.remove().catch(() => undefined);
        }
      }
    };
    await Promise.all([...Array.from({ length: writers }, write), copyNowAndThen()]);
    return copy;
  }

  async #writeOnce(member: Member): Promise<void> {
    this.#writes += 1;
    const key = `k${this.#writes}`;
    const value = 'v'.repeat(this.#random.below(this.#random.below(4) === 0 ? 5_000 : 50));
    switch (this.#random.below(12)) {
      case 0: {
        const success = [putOp(key, value), putOp(`${key}/twin`, value)];
        const request = TxnRequest.create({ success });
        const { revision } = await member.txn(request, TxnRequest.encode(request));
        this.#acknowledge(revision ?? 0, `put ${key}=${value}, put ${key}/twin=${value}`);
        break;
      }
      case 1: {
        const gone = `k${this.#writes - 5}`;
        const { revision, deleted } = await member.deleteRange(
          DeleteRangeRequest.encode({ key: bytes(gone) }),
        );
        if (deleted > 0) {
          this.#acknowledge(revision, `delete ${gone}`);
        }
        break;
      }
      case 2:
        await this.#compact(member);
        break;
      case 3:
        await member.grantLease(LeaseGrantRequest.create({ id: BigInt(1_000 + this.#writes), ttl: 600 }));
        break;
      default: {
        const { revision } = await member.put(PutRequest.encode({ key: bytes(key), value: bytes(value) }));
        this.#acknowledge(revision, `put ${key}=${value}`);
      }
    }
  }

  async #compact(member: Member): Promise<void> {
    const revision = this.#highest - this.#random.below(20);
    if (revision > Math.max(this.#compacted, 1)) {
      this.#compacted = revision;
      await member.compact(CompactionRequest.create({ revision, physical: this.#random.below(2) === 0 }));
    }
  }

  #acknowledge(revision: number, event: string): void {
    this.#acknowledged.set(revision, event);
    this.#highest = Math.max(this.#highest, revision);
  }

  /** Every acknowledged change is in the history that a watch is told, in its revision and whole. */
  async #verify(member: Member): Promise<void> {
    const { revision, compactRevision } = member.store;
    assert.ok(revision >= this.#highest, `revision ${revision} after ${this.#highest}`);
    assert.ok(compactRevision <= this.#compacted, 'nothing is compacted that nobody asked to');
    const history = await watchedSince(member, Math.max(compactRevision, 1) + 1);
    for (let at = Math.max(compactRevision, 1) + 1; at <= revision; at += 1) {
      assert.ok(history.has(at), `revision ${at} of ${revision} is in the history`);
      const acknowledged = this.#acknowledged.get(at);
      assert.ok(
        acknowledged === undefined || history.get(at) === acknowledged,
        `revision ${at} is as it was`,
      );
    }
    this.#highest = revision;
    this.#compacted = compactRevision;
  }
}

async function watchedSince(member: Member, startRevision: number): Promise<ReadonlyMap<number, string>> {
  const sink = new NotingSink();
  const stream = member.watches.open(sink);
  const { revision } = member.store;
  const id = stream.create(watchId, watchOf('\0', '\0', { startRevision }));
  assert.equal(id, watchId);
  const history = new Map<number, string>();
  const last = () => sink.batches.at(-1)?.revisions.at(-1) ?? 0;
  await eventually('the watch has all of it', () => startRevision > revision || last() >= revision);
  for (const event of sink.events(watchId)) {
    const [at, ...rest] = event.split(':');
    const before = history.get(Number(at));
    history.set(Number(at), before === undefined ? rest.join(':') : `${before}, ${rest.join(':')}`);
  }
  stream.close();
  return history;
}

test(`a member whose disk fails at any point keeps what it acknowledged (${seeds} seeds)`, async (t) => {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    try {
      const machine = new Machine(t, seed);
      for (let boot = 0; boot < boots; boot += 1) {
        await machine.live();
      }
      await machine.check();
    } catch (error) {
      throw new Error(`failed with ETCDSCOPE_SEED=${seed} ETCDSCOPE_SEEDS=1`, { cause: error });
    }
  }
});
