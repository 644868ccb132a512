import * as raftpb from '../../proto/generated/raftpb.js';
import * as walpb from '../../proto/generated/walpb.js';
import { MalformedMessageError } from '../../proto/wire.js';
import { WalCorruptError, WalSnapshotMissingError } from './errors.js';
import { recordType } from './record.js';
import type { TornTail, WalContents } from './types.js';

/** Where a record is, for messages. */
export interface Place {
  /** Path of the segment. */
  readonly path: string;
  readonly offset: number;
}

interface PlacedSnapshot {
  readonly snapshot: walpb.Snapshot;
  readonly place: Place;
}

/** What the records say, taken in the order they were written. */
export class ContentsBuilder {
  #metadata: Uint8Array | undefined;
  #hardState = raftpb.HardState.create();
  readonly #snapshots: PlacedSnapshot[] = [];
  /** Entries with consecutive indices, as far back as that goes. */
  #run: raftpb.Entry[] = [];
  #runPlace: Place = { path: '', offset: 0 };
  #lastIndex = 0;
  readonly #firstPath: string;

  /** @param firstPath the oldest segment, for messages */
  constructor(firstPath: string) {
    this.#firstPath = firstPath;
  }

  /** Index of the last entry or snapshot written. */
  get lastIndex(): number {
    return this.#lastIndex;
  }

  /** @throws WalCorruptError */
  add(record: walpb.Record, place: Place): void {
    try {
      this.#add(record, place);
    } catch (error) {
      throw error instanceof MalformedMessageError ? damageAt(place, error.message) : error;
    }
  }

  #add(record: walpb.Record, place: Place): void {
    switch (record.type) {
      case recordType.metadata:
        this.#setMetadata(record.data, place);
        return;
      case recordType.entry:
        this.#addEntry(decodeEntry(record.data), place);
        return;
      case recordType.hardState:
        this.#hardState = decodeHardState(record.data);
        return;
      case recordType.snapshot:
        this.#addSnapshot(walpb.Snapshot.decode(record.data), place);
        return;
      case recordType.crc:
        return;
      default:
        throw damageAt(place, `a record is of type ${record.type}, which no etcd writes`);
    }
  }

  #setMetadata(metadata: Uint8Array, place: Place): void {
    if (this.#metadata !== undefined && Buffer.compare(this.#metadata, metadata) !== 0) {
      throw damageAt(place, 'the metadata differs from that of the segment before');
    }
    this.#metadata = metadata;
  }

  /** A later entry with an index that was there replaces it and what followed (Raft paper, figure 7). */
  #addEntry(entry: raftpb.Entry, place: Place): void {
    const first = this.#run[0]?.index ?? entry.index;
    const position = entry.index - first;
    if (position <= 0 || position > this.#run.length) {
      this.#run = [entry];
      this.#runPlace = place;
    } else {
      this.#run.length = position;
      this.#run.push(entry);
    }
    this.#lastIndex = entry.index;
  }

  #addSnapshot(snapshot: walpb.Snapshot, place: Place): void {
    this.#snapshots.push({ snapshot, place });
    this.#lastIndex = Math.max(this.#lastIndex, snapshot.index);
  }

  /**
   * The log from the newest snapshot record at or before `after`; without `after`, from the oldest record.
   * A snapshot record counts once its index was committed (as in etcd).
   * @throws WalSnapshotMissingError, WalCorruptError
   */
  finish(after: walpb.Snapshot | undefined, directory: string, torn: TornTail | undefined): WalContents {
    if (this.#metadata === undefined) {
      throw new WalCorruptError(this.#firstPath, 0, 'neither it nor a later segment has a metadata record');
    }
    const committed = this.#snapshots.filter(({ snapshot }) => snapshot.index <= this.#hardState.commit);
    const start =
      after === undefined
        ? committed[0]
        : committed.findLast(({ snapshot }) => snapshot.index <= after.index);
    if (start === undefined) {
      throw new WalSnapshotMissingError(directory, after?.index ?? 0, committed[0]?.snapshot.index);
    }
    requireSameTerm(start, after);
    return {
      metadata: this.#metadata,
      hardState: this.#hardState,
      start: start.snapshot,
      entries: this.#entriesAfter(start.snapshot.index),
      snapshots: committed.map(({ snapshot }) => snapshot),
      torn,
    };
  }

  #entriesAfter(index: number): readonly raftpb.Entry[] {
    const first = this.#run[0]?.index ?? index + 1;
    if (first > index + 1) {
      throw damageAt(this.#runPlace, `entries ${index + 1} to ${first - 1} are missing before it`);
    }
    return this.#run.slice(index + 1 - first);
  }
}

/**
 * A record's type is not under its checksum, so a flipped bit turns a hard state into an entry: its term
 * becomes the entry's type, and its vote, a 64-bit member id, the entry's term.
 */
function decodeEntry(data: Uint8Array): raftpb.Entry {
  const entry = raftpb.Entry.decode(data);
  const possible =
    entry.type === raftpb.EntryType.EntryNormal ||
    entry.type === raftpb.EntryType.EntryConfChangeV2 ||
    (entry.type === raftpb.EntryType.EntryConfChange && entry.data.length > 0);
  if (!possible || !Number.isSafeInteger(entry.term)) {
    throw new MalformedMessageError(`what should be entry ${entry.index} is not an entry`);
  }
  return entry;
}

/** And the other way round: an entry's payload is no field of a hard state. */
function decodeHardState(data: Uint8Array): raftpb.HardState {
  const hardState = raftpb.HardState.decode(data);
  if (raftpb.HardState.encode(hardState).length !== data.length) {
    throw new MalformedMessageError('what should be a hard state is not one');
  }
  return hardState;
}

function requireSameTerm({ snapshot, place }: PlacedSnapshot, after: walpb.Snapshot | undefined): void {
  if (snapshot.index === after?.index && snapshot.term !== after.term) {
    const terms = `term ${snapshot.term}, but term ${after.term} in the database`;
    throw damageAt(place, `the snapshot record at index ${snapshot.index} has ${terms}`);
  }
}

function damageAt(place: Place, damage: string): WalCorruptError {
  return new WalCorruptError(place.path, place.offset, damage);
}
