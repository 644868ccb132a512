import { ConfState, type Entry, type Snapshot } from '../../../proto/generated/raftpb.js';

/** What applying a log comes to: two machines are equal when their digests are. */
export interface MachineState {
  readonly applied: number;
  readonly digest: number;
  readonly confState: ConfState;
}

export const emptyMachine: MachineState = { applied: 0, digest: 0x811c_9dc5, confState: ConfState.create() };

export function applyEntry(state: MachineState, entry: Entry, confState: ConfState): MachineState {
  return { applied: entry.index, digest: entryDigest(state.digest, entry), confState };
}

/** FNV-1a over the entry's term, type and data, behind what was before it. */
export function entryDigest(before: number, { term, type, data }: Entry): number {
  let digest = before;
  for (const byte of [term & 0xff, term >> 8, type, data.length & 0xff, ...data.subarray(0, 16)]) {
    digest = Math.imul(digest ^ byte, 0x0100_0193);
  }
  return digest >>> 0;
}

export function snapshotData({ digest }: MachineState): Uint8Array {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, digest);
  return data;
}

export function machineFrom({ data, metadata }: Snapshot): MachineState {
  const digest = new DataView(data.buffer, data.byteOffset).getUint32(0);
  return { applied: metadata?.index ?? 0, digest, confState: metadata?.confState ?? ConfState.create() };
}

export function describeConfState(state: ConfState): string {
  const { voters, votersOutgoing, learners, learnersNext, autoLeave } = state;
  return [...[voters, votersOutgoing, learners, learnersNext].map(String), autoLeave].join(' | ');
}
