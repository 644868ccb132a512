import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedDisk } from '../../../node-core/ports/simulated-disk.js';
import { SimulatedEntropy } from '../../../node-core/ports/simulated-entropy.js';
import { createWal, openWal } from '../../../node-core/wal/open.js';
import { hasWal } from '../../../node-core/wal/read.js';
import type { Wal, WalContents } from '../../../node-core/wal/types.js';
import type * as raftpb from '../../../proto/generated/raftpb.js';
import {
  directory,
  entryOf,
  hardStateAt,
  metadata,
  newDisk,
  segmentBytes,
  snapshotAt,
  summary,
} from './logs.js';

const seeds = Number(process.env['ETCDSCOPE_SEEDS'] ?? 300);
const firstSeed = Number(process.env['ETCDSCOPE_SEED'] ?? 1);
const boots = 4;
const savesPerBoot = 25;
const options = { segmentBytes };

/** One record of the log, as the model knows it. */
type ModelRecord =
  | { readonly entry: raftpb.Entry }
  | { readonly hardState: raftpb.HardState }
  | { readonly snapshot: number };

/** What was asked of the log, in order, and how much of it the log has promised to keep. */
class Model {
  records: ModelRecord[] = [];
  promised = 0;

  /** The log after the first `count` records: its hard state, and the entries after `start`. */
  stateAfter(count: number, start: number): string {
    let entries: raftpb.Entry[] = [];
    let hardState = hardStateAt(0, 0);
    for (const record of this.records.slice(0, count)) {
      if ('entry' in record) {
        const { entry } = record;
        entries = [...entries.filter(({ index }) => index < entry.index), entry];
      } else if ('hardState' in record) {
        hardState = record.hardState;
      }
    }
    return describe(
      hardState,
      entries.filter(({ index }) => index > start),
    );
  }

  /** What a recovered log may hold: all that was promised, and any whole records after it. */
  prefixOf(contents: WalContents): number {
    const found = describe(contents.hardState, contents.entries);
    for (let count = this.promised; count <= this.records.length; count += 1) {
      if (this.stateAfter(count, contents.start.index) === found) {
        return count;
      }
    }
    const promised = this.stateAfter(this.promised, contents.start.index);
    return assert.fail(`recovered ${found}\npromised ${promised}`);
  }
}

function describe({ term, commit }: raftpb.HardState, entries: readonly raftpb.Entry[]): string {
  return `term ${term} commit ${commit}: ${summary(entries)}`;
}

/** One life of a log, from opening to a power cut at a random operation, checked against the model. */
class Member {
  readonly disk: SimulatedDisk;
  readonly #random: SimulatedEntropy;
  readonly #model = new Model();
  #lastIndex = 0;
  #commit = 0;
  #term = 1;
  #snapshot = 0;

  constructor(seed: number) {
    this.disk = newDisk(seed);
    this.#random = new SimulatedEntropy(seed + 1_000_000);
  }

  async live(): Promise<void> {
    this.disk.restart();
    const wal = await this.#open();
    this.disk.cutPowerAt(1 + this.#random.below(80));
    const saves: Promise<void>[] = [];
    for (let i = 0; i < savesPerBoot && this.disk.powered; i += 1) {
      saves.push(this.#saveSomething(wal));
      if (this.#random.below(3) > 0) {
        await Promise.allSettled(saves);
      }
    }
    await Promise.allSettled(saves);
    if (this.disk.powered) {
      this.disk.cutPower();
    }
    await assert.rejects(wal.close());
  }

  async #open(): Promise<Wal> {
    if (!(await hasWal(this.disk, directory))) {
      assert.equal(this.#model.promised, 0);
      return createWal(this.disk, directory, metadata, options);
    }
    const after = snapshotAt(this.#snapshot, this.#snapshot === 0 ? 0 : 1);
    const { wal, contents } = await openWal(this.disk, directory, after, options);
    const kept = this.#model.prefixOf(contents);
    this.#model.records = this.#model.records.slice(0, kept);
    this.#model.promised = kept;
    this.#lastIndex = contents.entries.at(-1)?.index ?? contents.start.index;
    this.#commit = Math.max(contents.hardState.commit, this.#snapshot);
    this.#term = Math.max(this.#term, contents.hardState.term);
    return wal;
  }

  #saveSomething(wal: Wal): Promise<void> {
    const kind = this.#random.below(12);
    if (kind === 0 && this.#commit > this.#snapshot) {
      return this.#snapshotAndRelease(wal);
    }
    return kind === 1 ? this.#commitOnly(wal) : this.#append(wal);
  }

  async #append(wal: Wal): Promise<void> {
    const rewrites = this.#random.below(6) === 0 ? this.#random.below(this.#lastIndex - this.#commit + 1) : 0;
    this.#term += rewrites > 0 ? 1 : 0;
    const first = this.#lastIndex + 1 - rewrites;
    const count = 1 + this.#random.below(4);
    const entries = Array.from({ length: count }, (_, i) =>
      entryOf(first + i, this.#term, this.#random.below(this.#random.below(5) === 0 ? 3000 : 120)),
    );
    this.#lastIndex = first + count - 1;
    this.#commit = Math.max(this.#commit, first - 1);
    await this.#save(wal, entries, true);
  }

  async #commitOnly(wal: Wal): Promise<void> {
    this.#commit = this.#lastIndex;
    await this.#save(wal, [], false);
  }

  async #save(wal: Wal, entries: readonly raftpb.Entry[], mustSync: boolean): Promise<void> {
    const hardState = hardStateAt(this.#commit, this.#term);
    const end = this.#submit([...entries.map((entry) => ({ entry })), { hardState }]);
    await wal.save(hardState, entries, mustSync);
    if (mustSync) {
      this.#promise(end);
    }
  }

  /** As the server does: the records up to a snapshot's index are kept elsewhere before it is recorded. */
  async #snapshotAndRelease(wal: Wal): Promise<void> {
    const index = this.#commit;
    await this.#save(wal, [], true);
    const end = this.#submit([{ snapshot: index }]);
    await wal.saveSnapshot(snapshotAt(index, 1));
    this.#promise(end);
    this.#snapshot = Math.max(this.#snapshot, index);
    await wal.releaseBefore(index);
  }

  #submit(records: readonly ModelRecord[]): number {
    this.#model.records.push(...records);
    return this.#model.records.length;
  }

  #promise(end: number): void {
    this.#model.promised = Math.max(this.#model.promised, end);
  }
}

test(`whatever a power cut tears, a log keeps what it promised and nothing by halves (${seeds} seeds)`, async () => {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    try {
      const member = new Member(seed);
      for (let boot = 0; boot < boots; boot += 1) {
        await member.live();
      }
    } catch (error) {
      throw new Error(`failed with ETCDSCOPE_SEED=${seed} ETCDSCOPE_SEEDS=1`, { cause: error });
    }
  }
});
