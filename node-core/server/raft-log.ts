import { Metadata } from '../../proto/generated/etcdserverpb.js';
import {
  ConfChange,
  ConfChangeType,
  type ConfState,
  Entry,
  EntryType,
  HardState,
  Snapshot,
} from '../../proto/generated/raftpb.js';
import type { ConsistentPoint } from '../backend/types.js';
import { bootstrapClusterId, bootstrapMemberId } from '../membership/member-id.js';
import { type ClusterMember, encodeMemberJson } from '../membership/member-json.js';
import type { Disk } from '../ports/disk.js';
import { MemoryStorage } from '../raft/memory-storage.js';
import { createWal, openWal } from '../wal/open.js';
import type { Wal, WalContents } from '../wal/types.js';
import { DataDirectoryError } from './errors.js';
import type { MemberIdentity } from './member.js';

/** The log of a member, on disk and in memory, ready for Raft to go on from. */
export interface OpenedLog {
  readonly identity: MemberIdentity;
  readonly wal: Wal;
  readonly storage: MemoryStorage;
  /** Where the newest snapshot record stands; the WAL keeps everything after it. */
  readonly snapshotIndex: number;
  /** The file and offset of a record that a power cut left unfinished. */
  readonly torn: WalContents['torn'];
}

/** A member that forms a cluster of its own. */
export interface Founder {
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clusterToken: string;
}

/** What the log and the backend must agree on. */
export interface AppliedState {
  readonly durable: ConsistentPoint;
  readonly confState: ConfState | undefined;
}

/** Raft's first term, in which nobody has voted: the founding entry is in it, as in etcd. */
const foundingTerm = 1;

/**
 * Makes the log of a new cluster of one: a configuration entry that adds the founder, committed.
 * @throws WalExistsError, WalWriteError
 */
export async function createLog(disk: Disk, directory: string, founder: Founder): Promise<OpenedLog> {
  const memberId = bootstrapMemberId(founder.peerUrls, founder.clusterToken);
  const identity = { memberId, clusterId: bootstrapClusterId([memberId]) };
  const metadata = Metadata.encode({ nodeID: memberId, clusterID: identity.clusterId });
  const wal = await createWal(disk, directory, metadata);
  const storage = new MemoryStorage();
  await found(wal, storage, memberId, founder);
  return { identity, wal, storage, snapshotIndex: 0, torn: undefined };
}

/**
 * Opens the log of a member that has run before.
 * @throws DataDirectoryError when it does not belong to the backend beside it, and what openWal throws
 */
export async function recoverLog(
  disk: Disk,
  directory: string,
  founder: Founder,
  applied: AppliedState,
): Promise<OpenedLog> {
  const { durable } = applied;
  const { wal, contents } = await openWal(disk, directory, { ...durable, confState: undefined });
  try {
    const { nodeID, clusterID } = Metadata.decode(contents.metadata);
    const identity = { memberId: nodeID, clusterId: clusterID };
    const storage = new MemoryStorage();
    if (isUnfounded(contents, durable)) {
      await found(wal, storage, nodeID, founder);
    } else {
      fill(storage, contents, applied);
    }
    checkAgreement(storage, durable, directory);
    return { identity, wal, storage, snapshotIndex: contents.start.index, torn: contents.torn };
  } catch (error) {
    await wal.close();
    throw error;
  }
}

/** A member that was killed after its log was made and before the founding entry was in it. */
function isUnfounded(contents: WalContents, durable: ConsistentPoint): boolean {
  return contents.entries.length === 0 && contents.start.index === 0 && durable.index === 0;
}

async function found(wal: Wal, storage: MemoryStorage, memberId: bigint, founder: Founder): Promise<void> {
  const member: ClusterMember = {
    id: memberId,
    name: founder.name,
    peerUrls: founder.peerUrls,
    clientUrls: [],
    isLearner: false,
  };
  const change = ConfChange.encode({
    type: ConfChangeType.ConfChangeAddNode,
    nodeId: memberId,
    context: new TextEncoder().encode(encodeMemberJson(member)),
  });
  const entries = [
    Entry.create({ type: EntryType.EntryConfChange, term: foundingTerm, index: 1, data: change }),
  ];
  const hardState = HardState.create({ term: foundingTerm, commit: 1 });
  await wal.save(hardState, entries, true);
  storage.append(entries);
  storage.setHardState(hardState);
}

function fill(storage: MemoryStorage, contents: WalContents, { durable, confState }: AppliedState): void {
  const { start, hardState, entries } = contents;
  if (start.index > 0) {
    storage.applySnapshot(Snapshot.create({ metadata: { ...start, confState: start.confState } }));
  }
  storage.append(entries);
  if (confState !== undefined) {
    storage.setConfState(confState);
  }
  // What was applied was committed, also when the commit index itself had not been written yet.
  storage.setHardState({ ...hardState, commit: Math.max(hardState.commit, durable.index) });
}

function checkAgreement(storage: MemoryStorage, durable: ConsistentPoint, directory: string): void {
  if (durable.index === 0) {
    return;
  }
  const advice = 'log and database are not of one data directory; replace this member or restore a snapshot';
  if (storage.lastIndex() < durable.index) {
    throw new DataDirectoryError(
      `the write-ahead log in ${directory} ends at entry ${storage.lastIndex()}, but the database has entry ${durable.index}: ${advice}`,
    );
  }
  const term = storage.term(durable.index);
  if (term !== durable.term) {
    throw new DataDirectoryError(
      `entry ${durable.index} is of term ${term} in the write-ahead log in ${directory}, and of term ${durable.term} in the database: ${advice}`,
    );
  }
}
