import type * as raftpb from '../../proto/generated/raftpb.js';

/** 0n means "nobody". */
export type NodeId = bigint;

export const nobody: NodeId = 0n;

export type RaftRole = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** The log as it is on stable storage; the driver appends to it after the WAL has synced. */
export interface RaftStorage {
  /** `confState` is the configuration as of `RaftConfig.appliedIndex`. */
  initialState(): { hardState: raftpb.HardState; confState: raftpb.ConfState };
  /** Entries in `[low, high)`, at least one, cut at `maxBytes`. @throws CompactedError, UnavailableError */
  entries(low: number, high: number, maxBytes: number): raftpb.Entry[];
  /**
   * Known for `[firstIndex - 1, lastIndex]`: the entry before the first is gone, but its term is kept.
   * @throws CompactedError below that, UnavailableError above.
   */
  term(index: number): number;
  firstIndex(): number;
  lastIndex(): number;
  /** The newest snapshot. @throws UnavailableError while there is none yet; it is asked for again later. */
  snapshot(): raftpb.Snapshot;
}

export interface RaftConfig {
  readonly id: NodeId;
  readonly storage: RaftStorage;
  /** Ticks without word from a leader before a campaign; the real timeout is random in [n, 2n). */
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  /** A whole number in [0, limit). */
  readonly random: (limit: number) => number;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  /** Largest payload of one append message, and of the committed entries of one Ready, in bytes. */
  readonly maxMessageBytes: number;
  readonly maxInflightMessages: number;
  /** Proposals that wait for a commit, in bytes; more are refused. */
  readonly maxUncommittedBytes: number;
  /** Last entry in the state machine, snapshot included; nothing at or below it is handed out again. */
  readonly appliedIndex: number;
}

export interface SoftState {
  readonly leader: NodeId;
  readonly role: RaftRole;
}

/** A read may be served from state applied at `index` or later (Raft thesis §6.4). */
export interface ReadState {
  readonly index: number;
  readonly context: Uint8Array;
}

/**
 * What the driver must do next, in this order: persist `snapshot`, `entries` and `hardState` (synced when
 * `mustSync`), then send `messages`, then apply `snapshot` and `committedEntries`, then call `advance`.
 * While a Ready is out, `step`, `propose` and `tick` may be called; `ready` may not.
 *
 * `entries` replace whatever storage holds at their first index and after it. In a `MsgSnap` the driver puts
 * a snapshot of now in place of storage's, which may be older than the receiver's membership.
 */
export interface Ready {
  readonly softState: SoftState | undefined;
  readonly hardState: raftpb.HardState | undefined;
  readonly entries: readonly raftpb.Entry[];
  readonly snapshot: raftpb.Snapshot | undefined;
  readonly committedEntries: readonly raftpb.Entry[];
  readonly messages: readonly raftpb.Message[];
  readonly readStates: readonly ReadState[];
  readonly mustSync: boolean;
}

/**
 * 'accepted' is no promise: a change of leader can still lose the proposal, and a leader that finds a
 * forwarded configuration change unacceptable commits an empty entry in its place.
 * 'conf-change-refused': another change is not applied yet, or this one does not fit the configuration.
 */
export type ProposalOutcome =
  | 'accepted'
  | 'no-leader'
  | 'too-much-uncommitted'
  | 'transferring'
  | 'conf-change-refused';

export interface PeerProgress {
  readonly match: number;
  readonly next: number;
  readonly state: 'probe' | 'replicate' | 'snapshot';
  readonly recentlyActive: boolean;
  readonly learner: boolean;
}

export interface RaftStatus {
  readonly id: NodeId;
  readonly term: number;
  readonly vote: NodeId;
  readonly commit: number;
  readonly applied: number;
  readonly lastIndex: number;
  readonly leader: NodeId;
  readonly role: RaftRole;
  /** Known only on the leader. */
  readonly progress: ReadonlyMap<NodeId, PeerProgress>;
}

/** The protocol without I/O: no clock, no randomness of its own, no promise. */
export interface RaftNode {
  tick(): void;
  /** Takes a message from a peer; stale or impossible ones are dropped. */
  step(message: raftpb.Message): void;
  propose(data: Uint8Array): ProposalOutcome;
  proposeConfChange(change: raftpb.ConfChange | raftpb.ConfChangeV2): ProposalOutcome;
  /**
   * Called by the driver for each committed configuration entry, applied or refused (`undefined`). When it
   * removes this member, the driver stops it some election timeouts later: a leader has to tell the others.
   * @throws ConfChangeError for a change that the current configuration does not allow.
   */
  applyConfChange(change: raftpb.ConfChange | raftpb.ConfChangeV2 | undefined): raftpb.ConfState;
  campaign(): void;
  /**
   * Asks for a ReadState with this context (not empty, unique among all members); 'no-leader' when there
   * is nobody to confirm it. When the leader is lost on the way no ReadState comes: ask again later.
   */
  readIndex(context: Uint8Array): 'accepted' | 'no-leader';
  transferLeadership(to: NodeId): void;
  reportUnreachable(id: NodeId): void;
  reportSnapshot(id: NodeId, delivered: boolean): void;
  /** There is something to do and no Ready is out. */
  hasReady(): boolean;
  ready(): Ready;
  advance(ready: Ready): void;
  status(): RaftStatus;
}
