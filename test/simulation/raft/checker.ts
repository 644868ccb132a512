import assert from 'node:assert/strict';
import type { RaftStatus, RaftStorage, Ready } from '../../../node-core/raft/types.js';
import { type Entry, type Message, MessageType } from '../../../proto/generated/raftpb.js';
import type { Disk } from './disk.js';
import { describeConfState, entryDigest, type MachineState } from './state-machine.js';

interface Point {
  readonly index: number;
  readonly term: number;
}

/**
 * Sees every member at once and holds them against the guarantees of Raft (thesis, figure 3.2), against
 * linearizability of reads (§6.4) and against the order of persisting and sending (§3.8).
 */
export class Checker {
  readonly #leaders = new Map<number, bigint>();
  readonly #votes = new Map<string, bigint>();
  readonly #log = new Map<string, string>();
  readonly #applied = new Map<number, string>();
  /** The highest committed entry that was seen during each term. */
  readonly #committedInTerm = new Map<number, Point>();
  /** The highest index that any member ever knew to be committed. */
  maxCommit = 0;
  readonly #reads = new Map<string, { by: bigint; required: number }>();
  /** Members that have had an answer to a read. */
  readonly answered = new Set<bigint>();
  /** How much has happened, to show that the checks had something to check. */
  readonly seen = { elections: 0, reads: 0, snapshots: 0, jointStates: 0 };

  /** Called after each step of a member, with its state before (undefined right after a start). */
  observe(status: RaftStatus, before: RaftStatus | undefined, storage: RaftStorage): void {
    if (before !== undefined) {
      assert.ok(status.commit >= before.commit, `commit of ${status.id} went back to ${status.commit}`);
      assert.ok(status.term >= before.term, `term of ${status.id} went back to ${status.term}`);
    }
    if (status.role === 'leader') {
      this.#electionSafety(status);
      if (before?.role !== 'leader') {
        this.seen.elections += 1;
        this.#leaderCompleteness(status, storage);
      }
    }
    this.maxCommit = Math.max(this.maxCommit, status.commit);
  }

  /** Before the driver does anything with it; `termBefore` is that of the entry before the first one. */
  handedOut(
    { entries, committedEntries, snapshot, readStates, mustSync }: Ready,
    termBefore: number,
    term: number,
  ): void {
    assert.ok(mustSync || (entries.length === 0 && snapshot === undefined), 'the log must be synced');
    this.#appended(entries, termBefore);
    this.#committed(committedEntries, term);
    this.seen.snapshots += snapshot === undefined ? 0 : 1;
    for (const { context, index } of readStates) {
      this.#readAnswered(context.join(), index);
    }
  }

  /** Log matching: an entry's index and term stand for its content and for the entry before it. */
  #appended(entries: readonly Entry[], termBefore: number): void {
    let previous = termBefore;
    for (const entry of entries) {
      const content = `${previous}/${entryDigest(0, entry)}`;
      const key = `${entry.index}/${entry.term}`;
      assert.equal(this.#log.get(key) ?? content, content, `entry ${key} differs between members`);
      this.#log.set(key, content);
      previous = entry.term;
    }
  }

  /** A member knows in `term` that these are committed. */
  #committed(entries: readonly Entry[], term: number): void {
    const last = entries.at(-1);
    if (last !== undefined && last.index > (this.#committedInTerm.get(term)?.index ?? 0)) {
      this.#committedInTerm.set(term, { index: last.index, term: last.term });
    }
  }

  /** State-machine safety: every member is in the same state at the same index. */
  applied({ applied, digest, confState }: MachineState): void {
    const state = `${digest} ${describeConfState(confState)}`;
    assert.equal(this.#applied.get(applied) ?? state, state, `state machines differ at ${applied}`);
    this.#applied.set(applied, state);
    this.seen.jointStates += confState.votersOutgoing.length > 0 ? 1 : 0;
  }

  readRequested(by: bigint, context: string): void {
    this.#reads.set(context, { by, required: this.maxCommit });
  }

  /** A read sees all that anyone could have known to be committed when it was asked for. */
  #readAnswered(context: string, index: number): void {
    const read = this.#reads.get(context);
    assert.ok(read !== undefined, `read ${context} was never asked for`);
    assert.ok(index >= read.required, `read at ${index} misses commits up to ${read.required}`);
    assert.ok(index <= this.maxCommit, `read at ${index} sees more than the commits up to ${this.maxCommit}`);
    this.answered.add(read.by);
    this.seen.reads += 1;
  }

  /** Nothing leaves before what it depends on is durable. */
  sent(
    message: Message,
    { hardState, lastIndex }: { hardState: Disk['hardState']; lastIndex: number },
  ): void {
    const { type, term, index, from, to, reject, entries } = message;
    if (type === MessageType.MsgPreVote || type === MessageType.MsgPreVoteResp) {
      return;
    }
    const what = `message ${type} of ${from} to ${to} in term ${term}`;
    assert.ok(term <= hardState.term, `${what} left before the term was durable`);
    // A later term that is durable already takes back nothing: in the older one the member is silent for good.
    const current = term === hardState.term;
    if (type === MessageType.MsgVoteResp && !reject) {
      assert.ok(!current || hardState.vote === to, `${what} left before the vote was durable`);
      this.#singleVote(from, term, to);
    }
    if (type === MessageType.MsgVote) {
      assert.ok(!current || hardState.vote === from, `${what} left before the own vote was durable`);
    }
    if (type === MessageType.MsgAppResp && !reject) {
      assert.ok(!current || lastIndex >= index, `${what} acknowledges ${index}, durable is ${lastIndex}`);
    }
    if (type === MessageType.MsgApp) {
      assert.ok(
        !current || lastIndex >= index + entries.length,
        `${what} carries entries that are not durable`,
      );
    }
  }

  #electionSafety({ id, term }: RaftStatus): void {
    assert.equal(this.#leaders.get(term) ?? id, id, `two leaders in term ${term}`);
    this.#leaders.set(term, id);
  }

  #singleVote(voter: bigint, term: number, candidate: bigint): void {
    const key = `${voter}/${term}`;
    assert.equal(this.#votes.get(key) ?? candidate, candidate, `${voter} voted twice in term ${term}`);
    this.#votes.set(key, candidate);
  }

  #leaderCompleteness({ id, term }: RaftStatus, storage: RaftStorage): void {
    for (const [committedIn, point] of this.#committedInTerm) {
      if (committedIn < term && point.index >= storage.firstIndex()) {
        const held = point.index <= storage.lastIndex() ? storage.term(point.index) : 'nothing';
        assert.equal(held, point.term, `leader ${id} of term ${term} lacks committed entry ${point.index}`);
      }
    }
  }
}
