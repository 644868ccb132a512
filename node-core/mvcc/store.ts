import type { HashKVResponse } from '../../proto/generated/etcdserverpb.js';
import type { Backend } from '../backend/types.js';
import type { Lessor } from '../lease/types.js';
import type { Clock } from '../ports/clock.js';
import type { Steps } from '../ports/turns.js';
import { encodeCompactRevision, metaKeys } from '../schema/meta.js';
import type { BackgroundScope } from './background-scope.js';
import { type CompactionObserver, type CompactionPace, compactRevisions } from './compaction.js';
import { CompactionHashes } from './compaction-hashes.js';
import { CompactedError, FutureRevisionError } from './errors.js';
import { hashForCompaction, hashKeyBucket } from './hash.js';
import { keyHistory, rangeHistory } from './history.js';
import type { KeyIndex } from './key-index.js';
import { keyRange } from './key-range.js';
import { restoreStore } from './restore.js';
import { type RevisionBounds, RevisionReader, readableRevision } from './revision-reader.js';
import type {
  AppliedEntry,
  MvccStore,
  PackedRange,
  PackOptions,
  RangeOptions,
  RangeReader,
  RangeResult,
  StoredEvent,
  StoreView,
  WriteTransaction,
} from './types.js';
import { RevisionTransaction, type TransactionScope } from './write-transaction.js';

export interface MvccOptions {
  readonly compaction: CompactionPace;
  readonly compactionObserver?: CompactionObserver;
}

/** etcd's own pace. */
export const defaultMvccOptions: MvccOptions = { compaction: { batchRevisions: 1000, pauseMs: 10 } };

type RevisionListener = (revision: number, events: readonly StoredEvent[]) => void;

/**
 * The store on a backend: reads all of its `key` bucket to build the index, and takes up a compaction that
 * was cut short. @throws DamagedStoreError, MalformedRevisionKeyError
 */
export function openMvccStore(
  backend: Backend,
  lessor: Lessor,
  clock: Clock,
  options: MvccOptions = defaultMvccOptions,
): MvccStore {
  return new BackendStore(backend, lessor, clock, options);
}

class BackendStore implements MvccStore {
  readonly #backend: Backend;
  readonly #pace: CompactionPace;
  readonly #compactionObserver: CompactionObserver | undefined;
  readonly #index: KeyIndex;
  readonly #reader: RevisionReader;
  readonly #transactionScope: TransactionScope;
  readonly #scope: BackgroundScope;
  readonly #listeners = new Set<RevisionListener>();
  #revision: number;
  #compactRevision: number;
  /** Compactions and hashes, one after another: a hash must find what a compaction would keep. */
  #background: Promise<void> = Promise.resolve();
  readonly #hashes = new CompactionHashes();
  #unfinishedCompactions = 0;
  /** Of the views that are open: resolve when they are closed. */
  readonly #views = new Set<Promise<void>>();
  #closed = false;

  constructor(backend: Backend, lessor: Lessor, clock: Clock, options: MvccOptions) {
    this.#backend = backend;
    this.#pace = options.compaction;
    this.#compactionObserver = options.compactionObserver;
    const restored = restoreStore(backend, lessor);
    this.#index = restored.index;
    this.#revision = restored.revision;
    this.#compactRevision = restored.compactRevision;
    this.#reader = new RevisionReader(backend, this.#index, this);
    this.#transactionScope = {
      backend,
      index: this.#index,
      lessor,
      readerAt: (currentRevision) => this.#readerAt(currentRevision),
      publish: (entry, events) => this.#publish(entry, events),
    };
    this.#scope = { backend, index: this.#index, clock, isClosed: () => this.#closed };
    if (restored.unfinishedCompaction !== undefined) {
      this.#compactInBackground(restored.unfinishedCompaction, undefined);
    }
  }

  get revision(): number {
    return this.#revision;
  }

  get compactRevision(): number {
    return this.#compactRevision;
  }

  get applied(): AppliedEntry {
    return this.#backend.consistent;
  }

  get durable(): AppliedEntry {
    return this.#backend.durable;
  }

  range(key: Uint8Array, rangeEnd: Uint8Array, options: RangeOptions): RangeResult {
    return this.#reader.range(key, rangeEnd, options);
  }

  rangeInSteps(key: Uint8Array, rangeEnd: Uint8Array, options: RangeOptions): Steps<RangeResult> {
    return this.#reader.rangeInSteps(key, rangeEnd, options);
  }

  packRange(key: Uint8Array, rangeEnd: Uint8Array, options: PackOptions): Steps<PackedRange> {
    return this.#reader.packRange(key, rangeEnd, options);
  }

  openView(): StoreView {
    const { revision, compactRevision } = this;
    const closed = Promise.withResolvers<void>();
    this.#views.add(closed.promise);
    return new OpenView(this.#backend, this.#index, { revision, compactRevision }, () => {
      this.#views.delete(closed.promise);
      closed.resolve();
    });
  }

  beginWrite(entry: AppliedEntry): WriteTransaction {
    return new RevisionTransaction(this.#transactionScope, entry, this.#revision + 1);
  }

  markApplied(entry: AppliedEntry): void {
    this.#backend.setConsistent(entry);
  }

  compact(revision: number, entry: AppliedEntry): { readonly done: Promise<void> } {
    this.markApplied(entry);
    if (revision <= this.#compactRevision) {
      throw new CompactedError(revision, this.#compactRevision);
    }
    this.#assertNotFuture(revision);
    const before = this.#compactRevision;
    const isHashed = this.#unfinishedCompactions === 0;
    this.#compactRevision = revision;
    this.#backend.put('meta', metaKeys.scheduledCompaction, encodeCompactRevision(revision));
    return { done: this.#compactInBackground(revision, isHashed ? before : undefined) };
  }

  async hashKv(revision: number): Promise<Omit<HashKVResponse, 'header'>> {
    const known = this.#hashes.at(revision);
    if (known !== undefined) {
      return known;
    }
    // Of a revision below zero etcd hashes nothing, and repeats it.
    const hashRevision = revision < 0 ? revision : readableRevision(revision, this);
    const compactRevision = this.#compactRevision;
    const hashed = async () => {
      const hash = await hashKeyBucket(this.#scope, hashRevision, compactRevision);
      return { hash, compactRevision, hashRevision };
    };
    // The compaction that was waited for may have hashed it.
    return this.#inBackground(async () => this.#hashes.at(revision) ?? hashed());
  }

  history(
    key: Uint8Array,
    rangeEnd: Uint8Array,
    fromRevision: number,
    toRevision: number,
  ): Iterable<StoredEvent> {
    const range = keyRange(key, rangeEnd);
    return range.single
      ? keyHistory(this.#backend, this.#index, range, fromRevision, toRevision)
      : rangeHistory(this.#backend, range, fromRevision, toRevision);
  }

  onRevision(listener: RevisionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#background;
  }

  #publish(entry: AppliedEntry, events: readonly StoredEvent[]): number {
    this.#backend.setConsistent(entry);
    if (events.length > 0) {
      this.#revision += 1;
      for (const listener of this.#listeners) {
        listener(this.#revision, events);
      }
    }
    return this.#revision;
  }

  /** For as long as no compaction is applied. */
  #readerAt(currentRevision: () => number): RangeReader {
    return new RevisionReader(this.#backend, this.#index, {
      get revision() {
        return currentRevision();
      },
      compactRevision: this.#compactRevision,
    });
  }

  #assertNotFuture(revision: number): void {
    if (revision > this.#revision) {
      throw new FutureRevisionError(revision, this.#revision);
    }
  }

  /**
   * @param before the compacted revision until then. Without it nothing is hashed: when a compaction before was
   * cut short or is not done yet, etcd keeps no hash of the next one either.
   */
  #compactInBackground(revision: number, before: number | undefined): Promise<void> {
    const olderViews = [...this.#views];
    this.#unfinishedCompactions += 1;
    return this.#inBackground(async () => {
      await Promise.all(olderViews);
      const hash = before === undefined ? undefined : await hashForCompaction(this.#scope, revision, before);
      await compactRevisions(this.#scope, this.#pace, revision, this.#compactionObserver);
      if (before !== undefined && hash !== undefined) {
        this.#hashes.keep({ hash, compactRevision: before, hashRevision: revision });
      }
      this.#unfinishedCompactions -= 1;
    });
  }

  #inBackground<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#background.then(work);
    this.#background = result.then(ignore, ignore);
    return result;
  }
}

class OpenView extends RevisionReader implements StoreView {
  readonly revision: number;
  readonly compactRevision: number;
  readonly close: () => void;

  constructor(backend: Backend, index: KeyIndex, bounds: RevisionBounds, close: () => void) {
    super(backend, index, bounds);
    this.revision = bounds.revision;
    this.compactRevision = bounds.compactRevision;
    this.close = close;
  }
}

function ignore(): void {}
