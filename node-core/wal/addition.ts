import type * as raftpb from '../../proto/generated/raftpb.js';
import type * as walpb from '../../proto/generated/walpb.js';
import { WalGapError } from './errors.js';
import type { RecordEncoder } from './record-encoder.js';

/** What one call wants written. */
export interface Addition {
  readonly entries: readonly raftpb.Entry[];
  readonly hardState: raftpb.HardState | undefined;
  readonly snapshot: walpb.Snapshot | undefined;
  readonly mustSync: boolean;
}

/** Last index and hard state as of the records written. */
export interface LogState {
  readonly lastIndex: number;
  readonly hardState: raftpb.HardState | undefined;
}

/** @returns the state after the addition @throws WalGapError before anything is encoded */
export function encodeAddition(encoder: RecordEncoder, addition: Addition, state: LogState): LogState {
  const { entries, hardState, snapshot } = addition;
  let { lastIndex } = state;
  for (const { index } of entries) {
    if (index > lastIndex + 1) {
      throw new WalGapError(lastIndex, index);
    }
    lastIndex = index;
  }
  for (const entry of entries) {
    encoder.entry(entry);
  }
  if (hardState !== undefined) {
    encoder.hardState(hardState);
  }
  if (snapshot !== undefined) {
    encoder.snapshot(snapshot);
    lastIndex = Math.max(lastIndex, snapshot.index);
  }
  return { lastIndex, hardState: hardState ?? state.hardState };
}

/** As in etcd, a hard state that says nothing is not written. */
export function unlessEmpty(hardState: raftpb.HardState | undefined): raftpb.HardState | undefined {
  const empty = hardState?.term === 0 && hardState.vote === 0n && hardState.commit === 0;
  return empty ? undefined : hardState;
}
