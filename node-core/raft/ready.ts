import type { Entry, HardState, Message } from '../../proto/generated/raftpb.js';
import { invariant } from './invariant.js';
import { acknowledgeOwn } from './leader.js';
import { releaseUncommitted, tryLeaveJoint } from './proposal.js';
import type { Raft } from './raft.js';
import { sendProposed } from './replication.js';
import { snapshotPoint } from './snapshot-point.js';
import { step } from './step.js';
import type { Ready, SoftState } from './types.js';

/** A Ready that the driver works on. */
interface Outstanding {
  readonly ready: Ready;
  /** This member's own votes that the Ready makes durable. */
  readonly ownMessages: readonly Message[];
}

/** Hands out work, remembers what has been handed out, and takes in what the driver has done. */
export class ReadyTracker {
  readonly #raft: Raft;
  #softState: SoftState;
  #hardState: HardState;
  #outstanding: Outstanding | undefined;

  constructor(raft: Raft) {
    this.#raft = raft;
    this.#softState = softStateOf(raft);
    this.#hardState = raft.hardState();
  }

  hasReady(): boolean {
    const raft = this.#raft;
    return (
      this.#outstanding === undefined &&
      (raft.messages.length > 0 ||
        raft.ownMessages.length > 0 ||
        raft.readStates.length > 0 ||
        raft.log.hasUnstableEntries ||
        raft.log.hasEntriesToApply ||
        raft.log.pendingSnapshot !== undefined ||
        !sameHardState(raft.hardState(), this.#hardState) ||
        !sameSoftState(softStateOf(raft), this.#softState))
    );
  }

  ready(): Ready {
    const raft = this.#raft;
    invariant(this.#outstanding === undefined, 'one Ready at a time', { id: raft.id });
    if (raft.leadership !== undefined) {
      sendProposed(raft, raft.leadership);
    }
    const ready = this.#collect();
    this.#outstanding = { ready, ownMessages: raft.ownMessages };
    this.#softState = ready.softState ?? this.#softState;
    this.#hardState = ready.hardState ?? this.#hardState;
    raft.messages = [];
    raft.ownMessages = [];
    raft.readStates = [];
    return ready;
  }

  /** The driver has persisted, sent and applied what the Ready said. */
  advance(ready: Ready): void {
    const outstanding = this.#outstanding;
    invariant(outstanding?.ready === ready, 'advance ends the Ready that is out', { id: this.#raft.id });
    this.#outstanding = undefined;
    this.#persisted(outstanding);
    this.#applied(ready);
    tryLeaveJoint(this.#raft);
  }

  #collect(): Ready {
    const raft = this.#raft;
    const hardState = raft.hardState();
    const softState = softStateOf(raft);
    const entries = raft.log.unstableEntries();
    const snapshot = raft.log.pendingSnapshot;
    const voted = hardState.term !== this.#hardState.term || hardState.vote !== this.#hardState.vote;
    return {
      softState: sameSoftState(softState, this.#softState) ? undefined : softState,
      hardState: sameHardState(hardState, this.#hardState) ? undefined : hardState,
      entries,
      snapshot,
      committedEntries: raft.log.entriesToApply(raft.config.maxMessageBytes),
      messages: raft.messages,
      readStates: raft.readStates,
      mustSync: entries.length > 0 || voted || snapshot !== undefined,
    };
  }

  #persisted({ ready, ownMessages }: Outstanding): void {
    const raft = this.#raft;
    const last = ready.entries.at(-1);
    if (last !== undefined) {
      raft.log.stableTo(last);
    }
    for (const message of ownMessages) {
      step(raft, message);
    }
    // A leader's log only grows, and nobody comes to lead while a Ready with older entries is out (its vote
    // requests leave with a Ready, too): what was handed out is still what the leader holds.
    if (last !== undefined && raft.leadership !== undefined) {
      acknowledgeOwn(raft, raft.leadership, last.index);
    }
  }

  #applied({ snapshot, committedEntries }: Ready): void {
    const raft = this.#raft;
    if (snapshot !== undefined) {
      raft.log.snapshotApplied(snapshotPoint(snapshot).index);
    }
    if (raft.log.pendingSnapshot === undefined) {
      raft.replacedConfiguration = undefined;
    }
    const last: Entry | undefined = committedEntries.at(-1);
    if (last === undefined) {
      return;
    }
    raft.log.appliedTo(last.index);
    if (raft.leadership !== undefined) {
      releaseUncommitted(raft.leadership, committedEntries);
    }
  }
}

function softStateOf({ leader, role }: Raft): SoftState {
  return { leader, role };
}

function sameSoftState(a: SoftState, b: SoftState): boolean {
  return a.leader === b.leader && a.role === b.role;
}

function sameHardState(a: HardState, b: HardState): boolean {
  return a.term === b.term && a.vote === b.vote && a.commit === b.commit;
}
