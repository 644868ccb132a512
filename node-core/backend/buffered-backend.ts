import type { Clock, Timer } from '../ports/clock.js';
import type { BucketName } from '../schema/buckets.js';
import { toByteString } from '../schema/byte-string.js';
import { decodeCounter, encodeCounter, metaKeys } from '../schema/meta.js';
import type { Engine, EngineReader, EngineView, VisitEntry } from './engine.js';
import { BackendClosedError, BackendWriteError, KeyTooLongError } from './errors.js';
import { newestWrite, overlayRange } from './overlay.js';
import type {
  Backend,
  BackendEntry,
  BackendSnapshot,
  BucketRange,
  ConsistentPoint,
  TakeLent,
} from './types.js';
import { type BufferedBucket, type BufferedValue, WriteBuffer } from './write-buffer.js';

export interface BufferedBackendOptions {
  readonly clock: Clock;
  readonly commitIntervalMs: number;
  readonly commitBytes: number;
  readonly onCommit?: (durationMs: number) => void;
  readonly onWriteError: (error: Error) => void;
}

/** Gathers writes in memory, lets reads see them, and hands them to an engine in batches. */
export class BufferedBackend implements Backend {
  readonly #engine: Engine;
  readonly #options: BufferedBackendOptions;
  readonly #snapshots = new Set<EngineSnapshot>();
  #gathering = new WriteBuffer();
  /** On its way to the disk, and not yet readable there. */
  #writing: WriteBuffer | undefined;
  #consistent: ConsistentPoint;
  #durable: ConsistentPoint;
  /** Ends when the engine is free: batches, snapshots and defragmentations come one after another. */
  #engineIsFree: Promise<void> = Promise.resolve();
  /** A commit that has not begun; all callers until then share it. */
  #nextCommit: Promise<void> | undefined;
  #timer: Timer | undefined;
  #timerIsUrgent = false;
  /** The disk refused the last batch: the next try waits, however much has gathered. */
  #isRefused = false;
  /** Raft entries that are in the buffer in part. */
  #holds = 0;
  #onWhole: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(engine: Engine, options: BufferedBackendOptions) {
    this.#engine = engine;
    this.#options = options;
    this.#consistent = readConsistentPoint(engine);
    this.#durable = this.#consistent;
  }

  get consistent(): ConsistentPoint {
    return this.#consistent;
  }

  get durable(): ConsistentPoint {
    return this.#durable;
  }

  get sizeBytes(): number {
    return this.#engine.sizeBytes;
  }

  get sizeInUseBytes(): number {
    return this.#engine.sizeInUseBytes;
  }

  get(bucket: BucketName, key: Uint8Array): Uint8Array | undefined {
    this.#assertOpen();
    const layers = this.#layers(bucket);
    if (layers.length > 0) {
      const write = newestWrite(layers, toByteString(key));
      if (write.known) {
        return write.value;
      }
    }
    return this.#engine.get(bucket, key);
  }

  lend(bucket: BucketName, key: Uint8Array, take: TakeLent): number {
    this.#assertOpen();
    const layers = this.#layers(bucket);
    if (layers.length > 0) {
      const { known, value } = newestWrite(layers, toByteString(key));
      if (known) {
        return value === undefined ? -1 : shown(value, take);
      }
    }
    return this.#engine.lend(bucket, key, take);
  }

  range(bucket: BucketName, range: BucketRange): Iterable<BackendEntry> {
    this.#assertOpen();
    const { start = noBytes, end } = range;
    return overlayRange(this.#engine.range(bucket, start, end), this.#layers(bucket), start, end);
  }

  scan(bucket: BucketName, visit: VisitEntry): void {
    this.#assertOpen();
    if (this.#layers(bucket).length === 0) {
      this.#engine.scan(bucket, visit);
      return;
    }
    for (const { key, value } of this.range(bucket, {})) {
      visit(key, value);
    }
  }

  put(bucket: BucketName, key: Uint8Array, value: Uint8Array): void {
    if (key.length > this.#engine.longestKey) {
      throw new KeyTooLongError(bucket, key.length, this.#engine.longestKey);
    }
    this.#write(bucket, key, value);
  }

  delete(bucket: BucketName, key: Uint8Array): void {
    this.#write(bucket, key, undefined);
  }

  setConsistent(point: ConsistentPoint): void {
    this.#assertOpen();
    this.#consistent = point;
    this.#scheduleCommit();
  }

  hold(): () => void {
    this.#holds += 1;
    return () => {
      this.#holds -= 1;
      if (this.#holds === 0) {
        this.#onWhole?.();
      }
    };
  }

  async commit(): Promise<void> {
    this.#assertOpen();
    await this.#commit();
  }

  async defragment(): Promise<void> {
    this.#assertOpen();
    await this.#exclusively(async () => {
      await this.#writeBatch();
      await this.#guard(() => this.#engine.defragment());
    });
  }

  async snapshot(): Promise<BackendSnapshot> {
    this.#assertOpen();
    return this.#exclusively(async () => {
      await this.#writeBatch();
      const snapshot = new EngineSnapshot(this.#engine, () => this.#snapshots.delete(snapshot));
      this.#snapshots.add(snapshot);
      return snapshot;
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    this.#onWhole?.();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#commit();
    } finally {
      this.#timer?.cancel();
      for (const snapshot of this.#snapshots) {
        snapshot.close();
      }
      await this.#engine.close();
    }
  }

  /** Writes that are not readable from the engine yet, newest first. */
  #layers(bucket: BucketName): readonly BufferedBucket[] {
    const gathering = this.#gathering.bucket(bucket);
    const writing = this.#writing?.bucket(bucket);
    if (writing === undefined || writing.size === 0) {
      return gathering.size === 0 ? noLayers : [gathering];
    }
    return gathering.size === 0 ? [writing] : [gathering, writing];
  }

  #write(bucket: BucketName, key: Uint8Array, value: BufferedValue): void {
    this.#assertOpen();
    this.#gathering.set(bucket, toByteString(key), value);
    this.#scheduleCommit();
  }

  #commit(): Promise<void> {
    this.#nextCommit ??= this.#exclusively(() => this.#writeBatch());
    return this.#nextCommit;
  }

  #exclusively<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#engineIsFree.then(operation);
    this.#engineIsFree = result.then(ignore, ignore);
    return result;
  }

  async #writeBatch(): Promise<void> {
    if (this.#holds > 0 && this.#closing === undefined) {
      await new Promise<void>((resolve) => {
        this.#onWhole = resolve;
      });
    }
    this.#nextCommit = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    const point = this.#consistent;
    if (point !== this.#durable) {
      recordConsistentPoint(this.#gathering, point);
    }
    // What is held when the backend closes comes again from the log.
    if (this.#gathering.bytes === 0 || this.#holds > 0) {
      return;
    }
    const batch = this.#gathering;
    this.#writing = batch;
    this.#gathering = new WriteBuffer();
    const startMs = this.#options.clock.monotonicMs();
    try {
      await this.#guard(() => this.#engine.write(batch));
      this.#durable = point;
      this.#isRefused = false;
      this.#options.onCommit?.(this.#options.clock.monotonicMs() - startMs);
    } catch (error) {
      this.#isRefused = true;
      batch.absorb(this.#gathering);
      this.#gathering = batch;
      throw error;
    } finally {
      this.#writing = undefined;
      if (this.#gathering.bytes > 0 && this.#closing === undefined) {
        this.#scheduleCommit();
      }
    }
  }

  async #guard(operation: () => Promise<void>): Promise<void> {
    try {
      await operation();
    } catch (error) {
      throw new BackendWriteError(this.#engine.path, error);
    }
  }

  #scheduleCommit(): void {
    const urgent = this.#gathering.bytes >= this.#options.commitBytes && !this.#isRefused;
    if (this.#timer !== undefined && (!urgent || this.#timerIsUrgent)) {
      return;
    }
    this.#timer?.cancel();
    this.#timerIsUrgent = urgent;
    const patience = this.#isRefused ? refusedIntervals : 1;
    const delayMs = urgent ? 0 : this.#options.commitIntervalMs * patience;
    this.#timer = this.#options.clock.startTimer(delayMs, () => {
      this.#commit().catch(this.#options.onWriteError);
    });
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) {
      throw new BackendClosedError(this.#engine.path);
    }
  }
}

class EngineSnapshot implements BackendSnapshot {
  readonly consistent: ConsistentPoint;
  readonly sizeBytes: number;
  readonly #view: EngineView;
  readonly #path: string;
  readonly #onClose: () => void;
  #closed = false;

  constructor(engine: Engine, onClose: () => void) {
    this.#view = engine.openView();
    this.#path = engine.path;
    this.#onClose = onClose;
    this.consistent = readConsistentPoint(this.#view);
    this.sizeBytes = engine.sizeBytes;
  }

  get(bucket: BucketName, key: Uint8Array): Uint8Array | undefined {
    this.#assertOpen();
    return this.#view.get(bucket, key);
  }

  *range(bucket: BucketName, range: BucketRange): IterableIterator<BackendEntry> {
    const { start = noBytes, end } = range;
    for (const entry of this.#view.range(bucket, start, end)) {
      this.#assertOpen();
      yield entry;
    }
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#view.close();
      this.#onClose();
    }
  }

  #assertOpen(): void {
    if (this.#closed) {
      throw new BackendClosedError(this.#path);
    }
  }
}

function readConsistentPoint(reader: EngineReader): ConsistentPoint {
  return {
    index: decodeCounter(reader.get('meta', metaKeys.consistentIndex)),
    term: decodeCounter(reader.get('meta', metaKeys.term)),
  };
}

/** etcd never writes a zero: it would mean "not known". */
function recordConsistentPoint(batch: WriteBuffer, point: ConsistentPoint): void {
  if (point.index > 0) {
    batch.set('meta', toByteString(metaKeys.consistentIndex), encodeCounter(point.index));
  }
  if (point.term > 0) {
    batch.set('meta', toByteString(metaKeys.term), encodeCounter(point.term));
  }
}

function shown(value: Uint8Array, take: TakeLent): number {
  take(value, value.length);
  return value.length;
}

/** After a refusal the next try comes after so many intervals. */
const refusedIntervals = 10;

const noBytes = new Uint8Array(0);
const noLayers: readonly BufferedBucket[] = [];

function ignore(): void {}
