import { type Snapshot, SnapshotMetadata } from '../../proto/generated/raftpb.js';

const unset = SnapshotMetadata.create();

/** Which entry a snapshot reaches to; zeros when it says nothing. */
export function snapshotPoint(snapshot: Snapshot): SnapshotMetadata {
  return snapshot.metadata ?? unset;
}
