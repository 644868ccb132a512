import { join } from 'node:path';
import type * as raftpb from '../../proto/generated/raftpb.js';
import type * as walpb from '../../proto/generated/walpb.js';
import type { Disk, DiskFile } from '../ports/disk.js';
import { SyncFailedError } from '../ports/disk-error.js';
import { type Addition, encodeAddition, type LogState, unlessEmpty } from './addition.js';
import { WalBrokenError, WalClosedError, WalWriteError } from './errors.js';
import { RecordEncoder } from './record-encoder.js';
import { ReservedSegment } from './reserved-segment.js';
import { type SegmentName, segmentName } from './segment-name.js';
import type { Wal } from './types.js';

/** The newest segment and where the log ends in it. */
export interface AppendPosition {
  readonly file: DiskFile;
  /** All segments, oldest first; the last one is `file`. */
  readonly segments: readonly SegmentName[];
  readonly offset: number;
  readonly crc: number;
  readonly state: LogState;
}

interface Waiting {
  readonly addition: Addition;
  resolve(): void;
  reject(error: Error): void;
}

/** A log open for appending. One batch is under way at a time; what comes meanwhile is the next batch. */
export class FileWal implements Wal {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #metadata: Uint8Array;
  readonly #segmentBytes: number;
  readonly #reserved: ReservedSegment;
  readonly #encoder = new RecordEncoder();
  #file: DiskFile;
  #segments: readonly SegmentName[];
  #offset: number;
  #crc: number;
  #state: LogState;
  /** The next segment is begun here; later than its size when space for it could not be had. */
  #cutAt: number;
  #waiting: Waiting[] = [];
  #draining: Promise<void> | undefined;
  #broken: WalBrokenError | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    disk: Disk,
    directory: string,
    metadata: Uint8Array,
    segmentBytes: number,
    position: AppendPosition,
  ) {
    this.#disk = disk;
    this.#directory = directory;
    this.#metadata = metadata;
    this.#segmentBytes = segmentBytes;
    this.#reserved = new ReservedSegment(disk, directory, segmentBytes);
    this.#file = position.file;
    this.#segments = position.segments;
    this.#offset = position.offset;
    this.#crc = position.crc;
    this.#state = position.state;
    this.#cutAt = segmentBytes;
  }

  save(
    hardState: raftpb.HardState | undefined,
    entries: readonly raftpb.Entry[],
    mustSync: boolean,
  ): Promise<void> {
    const told = unlessEmpty(hardState);
    if (told === undefined && entries.length === 0) {
      return Promise.resolve();
    }
    return this.#append({ entries, hardState: told, snapshot: undefined, mustSync });
  }

  saveSnapshot(snapshot: walpb.Snapshot): Promise<void> {
    return this.#append({ entries: [], hardState: undefined, snapshot, mustSync: true });
  }

  async releaseBefore(index: number): Promise<void> {
    const kept = Math.max(
      0,
      this.#segments.findLastIndex((segment) => segment.index <= index),
    );
    const released = this.#segments.slice(0, kept);
    this.#segments = this.#segments.slice(kept);
    for (const { file } of released) {
      await this.#disk.remove(join(this.#directory, file));
    }
    if (released.length > 0) {
      await this.#disk.syncDirectory(this.#directory);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#draining;
    await this.#reserved.close();
    try {
      if (this.#broken === undefined) {
        await this.#sync();
      }
    } finally {
      await this.#file.close();
    }
  }

  #append(addition: Addition): Promise<void> {
    if (this.#closing !== undefined) {
      return Promise.reject(new WalClosedError(this.#directory));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ addition, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** The first turn is given away, so that calls of one turn share a batch. */
  async #drain(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#writeBatch(batch);
      await this.#makeRoom();
    }
    this.#draining = undefined;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    this.#encoder.start(this.#crc);
    let state = this.#state;
    const written: Waiting[] = [];
    for (const waiting of batch) {
      try {
        state = encodeAddition(this.#encoder, waiting.addition, state);
        written.push(waiting);
      } catch (error) {
        waiting.reject(asError(error));
      }
    }
    try {
      await this.#write(
        this.#encoder.bytes,
        written.some(({ addition }) => addition.mustSync),
      );
    } catch (error) {
      this.#rejectAll(written, asError(error));
      return;
    }
    this.#crc = this.#encoder.crc;
    this.#offset += this.#encoder.bytes.length;
    this.#state = state;
    for (const { resolve } of written) {
      resolve();
    }
  }

  /** What waits behind a failed batch was asked for in the belief that the batch is in the log: it fails too. */
  #rejectAll(batch: readonly Waiting[], error: Error): void {
    const behind = this.#waiting;
    this.#waiting = [];
    for (const { reject } of [...batch, ...behind]) {
      reject(error);
    }
  }

  async #write(bytes: Uint8Array, mustSync: boolean): Promise<void> {
    if (this.#broken !== undefined) {
      throw this.#broken;
    }
    try {
      await (mustSync ? this.#file.writeSynced(this.#offset, bytes) : this.#file.write(this.#offset, bytes));
    } catch (error) {
      if (error instanceof SyncFailedError) {
        throw this.#break(error.cause);
      }
      await this.#takeBack(bytes.length);
      throw new WalWriteError(this.#path, this.#offset, error);
    }
  }

  async #sync(): Promise<void> {
    try {
      await this.#file.sync();
    } catch (error) {
      throw this.#break(error);
    }
  }

  /**
   * Clears what a failed write left. It is synced before anything else is written there: otherwise a power
   * cut could leave a mix of old and new sectors that looks like damage and not like a torn write.
   */
  async #takeBack(length: number): Promise<void> {
    try {
      const size = await this.#file.size();
      await this.#file.truncate(Math.min(size, Math.max(this.#offset, this.#segmentBytes)));
      const dirtyEnd = Math.min(this.#offset + length, this.#segmentBytes);
      await this.#file.write(this.#offset, new Uint8Array(Math.max(0, dirtyEnd - this.#offset)));
      await this.#file.sync();
    } catch (error) {
      throw this.#break(error);
    }
  }

  #break(cause: unknown): WalBrokenError {
    const error = new WalBrokenError(this.#path, cause);
    this.#broken = error;
    return error;
  }

  async #makeRoom(): Promise<void> {
    if (this.#broken !== undefined || this.#closing !== undefined) {
      return;
    }
    if (this.#offset >= this.#cutAt) {
      await this.#cut();
    } else if (this.#offset >= this.#segmentBytes / 2) {
      this.#reserved.prepare();
    }
  }

  /**
   * Begins the next segment. When the disk has no space for it the log goes on in this one, beyond its
   * size, and tries again a little later: a full disk is for `save` to report.
   */
  async #cut(): Promise<void> {
    const name = segmentName((this.#segments.at(-1)?.seq ?? -1) + 1, this.#state.lastIndex + 1);
    try {
      await this.#sync();
    } catch {
      return;
    }
    this.#encoder.start(this.#crc);
    this.#encoder.segmentHead(this.#metadata, this.#state.hardState);
    let file: DiskFile;
    try {
      file = await this.#reserved.publish(this.#encoder.bytes, name);
    } catch {
      this.#cutAt = this.#offset + this.#segmentBytes / 16;
      return;
    }
    await this.#moveTo(file, name);
  }

  async #moveTo(file: DiskFile, name: SegmentName): Promise<void> {
    const old = this.#file;
    this.#file = file;
    this.#segments = [...this.#segments, name];
    this.#offset = this.#encoder.bytes.length;
    this.#crc = this.#encoder.crc;
    this.#cutAt = this.#segmentBytes;
    try {
      await this.#disk.syncDirectory(this.#directory);
      await old.close();
    } catch (error) {
      this.#break(error);
    }
  }

  get #path(): string {
    return join(this.#directory, this.#segments.at(-1)?.file ?? '');
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
