import assert from 'node:assert/strict';
import { bootstrapLog } from '../../../node-core/raft/bootstrap.js';
import { isConfChangeEntry } from '../../../node-core/raft/conf-change.js';
import { MemoryStorage } from '../../../node-core/raft/memory-storage.js';
import { createRaftNode } from '../../../node-core/raft/node.js';
import type { RaftConfig, RaftNode, ReadState, Ready } from '../../../node-core/raft/types.js';
import {
  ConfChange,
  ConfChangeV2,
  ConfState,
  Entry,
  EntryType,
  HardState,
  Message,
  type MessageType,
  Snapshot,
  SnapshotMetadata,
} from '../../../proto/generated/raftpb.js';
import { emptyBytes } from '../../../proto/wire.js';

export const electionTicks = 10;

const defaults: Omit<RaftConfig, 'id' | 'storage'> = {
  electionTicks,
  heartbeatTicks: 1,
  random: () => 0,
  preVote: false,
  checkQuorum: false,
  maxMessageBytes: 1_000_000,
  maxInflightMessages: 256,
  maxUncommittedBytes: 1_000_000,
  appliedIndex: 0,
};

export type Overrides = Partial<typeof defaults>;

/** Entries of these terms, from index `first` on. */
export function entriesOf(terms: readonly number[], first = 1): Entry[] {
  return terms.map((term, position) => Entry.create({ term, index: first + position }));
}

/** A storage that holds entries of these terms, the configuration, and the last of the terms. */
export function storageOf(terms: readonly number[], voters: readonly bigint[]): MemoryStorage {
  const storage = new MemoryStorage();
  storage.append(entriesOf(terms));
  storage.setHardState(HardState.create({ term: terms.at(-1) ?? 0 }));
  storage.setConfState(ConfState.create({ voters: [...voters] }));
  return storage;
}

export function newNode(id: bigint, storage: MemoryStorage, overrides: Overrides = {}): RaftNode {
  return createRaftNode({ ...defaults, ...overrides, id, storage });
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function message(type: MessageType, fields: Partial<Message>): Message {
  return Message.create({ type, ...fields });
}

/** One member and the simplest right driver: it does at once what a Ready asks for. */
export class Peer {
  readonly id: bigint;
  readonly storage: MemoryStorage;
  readonly node: RaftNode;
  readonly applied: Entry[] = [];
  readonly readStates: ReadState[] = [];
  confState: ConfState;
  /** Changes that the state machine refuses. */
  refuses = (_change: ConfChange | ConfChangeV2): boolean => false;

  constructor(id: bigint, storage: MemoryStorage, overrides: Overrides = {}) {
    this.id = id;
    this.storage = storage;
    this.confState = storage.initialState().confState;
    this.node = newNode(id, storage, overrides);
  }

  get role(): string {
    return this.node.status().role;
  }

  /** Handles all that is ready and returns the messages. */
  work(): Message[] {
    const messages: Message[] = [];
    while (this.node.hasReady()) {
      const ready = this.node.ready();
      this.persist(ready);
      messages.push(...ready.messages.map((sent) => Message.decode(Message.encode(sent))));
      this.finish(ready);
    }
    return messages;
  }

  persist({ snapshot, entries, hardState }: Ready): void {
    if (snapshot !== undefined) {
      this.storage.applySnapshot(snapshot);
    }
    this.storage.append(entries);
    if (hardState !== undefined) {
      this.storage.setHardState(hardState);
    }
  }

  finish(ready: Ready): void {
    this.readStates.push(...ready.readStates);
    this.confState = ready.snapshot?.metadata?.confState ?? this.confState;
    for (const entry of ready.committedEntries) {
      this.#apply(entry);
    }
    this.node.advance(ready);
  }

  /** Makes a snapshot of what is applied and drops the log up to there. */
  compact(): void {
    const { applied } = this.node.status();
    this.storage.createSnapshot(applied, this.confState, bytesOf(`state at ${applied}`));
    this.storage.compact(applied);
  }

  terms(): number[] {
    const { storage } = this;
    const length = storage.lastIndex() - storage.firstIndex() + 1;
    return Array.from({ length }, (_, position) => storage.term(storage.firstIndex() + position));
  }

  /** The data of applied entries, without those that say nothing. */
  texts(): string[] {
    const data = this.applied.filter(
      (entry) => entry.type === EntryType.EntryNormal && entry.data.length > 0,
    );
    return data.map((entry) => new TextDecoder().decode(entry.data));
  }

  #apply(entry: Entry): void {
    this.applied.push(entry);
    if (isConfChangeEntry(entry)) {
      const codec = entry.type === EntryType.EntryConfChange ? ConfChange : ConfChangeV2;
      const change = codec.decode(entry.data);
      this.confState = this.node.applyConfChange(this.refuses(change) ? undefined : change);
    }
  }
}

/** Members that hear each other at once, unless a link is cut. */
export class Group {
  readonly peers: ReadonlyMap<bigint, Peer>;
  readonly #cut = new Set<string>();
  /** Every message that was sent. */
  readonly sent: Message[] = [];
  /** Messages that get lost though the link is not cut. */
  loses = (_message: Message): boolean => false;

  constructor(peers: readonly Peer[]) {
    this.peers = new Map(peers.map((peer) => [peer.id, peer]));
  }

  /** A new group with `voters` members, as a first start makes it, and spare members without anything. */
  static create(voters: number, overrides: Overrides = {}, spares = 0): Group {
    const ids = Array.from({ length: voters + spares }, (_, position) => BigInt(position + 1));
    const log = bootstrapLog(ids.slice(0, voters).map((id) => ({ id, context: emptyBytes })));
    const peers = ids.map((id) => {
      const storage = new MemoryStorage();
      if (id <= BigInt(voters)) {
        storage.append(log.entries);
        storage.setHardState(log.hardState);
      }
      return new Peer(id, storage, overrides);
    });
    const group = new Group(peers);
    group.settle();
    return group;
  }

  /** The same, led by member 1. */
  static led(voters: number, overrides: Overrides = {}, spares = 0): Group {
    const group = Group.create(voters, overrides, spares);
    group.elect(1n);
    return group;
  }

  peer(id: bigint): Peer {
    const peer = this.peers.get(id);
    assert.ok(peer !== undefined, `member ${id}`);
    return peer;
  }

  node(id: bigint): RaftNode {
    return this.peer(id).node;
  }

  elect(id: bigint): void {
    this.node(id).campaign();
    this.settle();
    assert.equal(this.peer(id).role, 'leader');
  }

  propose(id: bigint, text: string): void {
    assert.equal(this.node(id).propose(bytesOf(text)), 'accepted');
    this.settle();
  }

  tick(id: bigint, times = 1): void {
    for (let time = 0; time < times; time += 1) {
      this.node(id).tick();
      this.settle();
    }
  }

  /** Works and delivers until nothing is left to do. */
  settle(): void {
    for (let queue = this.#work(); queue.length > 0; queue = this.#work()) {
      for (const sent of queue) {
        this.#deliver(sent);
      }
    }
  }

  isolate(id: bigint): void {
    for (const other of this.peers.keys()) {
      this.#cut.add(`${id}>${other}`).add(`${other}>${id}`);
    }
  }

  heal(): void {
    this.#cut.clear();
  }

  sentOf(type: MessageType): Message[] {
    return this.sent.filter((candidate) => candidate.type === type);
  }

  #work(): Message[] {
    const messages = [...this.peers.values()].flatMap((peer) => peer.work());
    this.sent.push(...messages);
    return messages;
  }

  #deliver(sent: Message): void {
    if (!this.#cut.has(`${sent.from}>${sent.to}`) && !this.loses(sent)) {
      this.peers.get(sent.to)?.node.step(sent);
    }
  }
}

export function snapshotAt(index: number, term: number, voters: readonly bigint[]): Snapshot {
  const metadata = SnapshotMetadata.create({
    index,
    term,
    confState: ConfState.create({ voters: [...voters] }),
  });
  return Snapshot.create({ data: bytesOf(`state at ${index}`), metadata });
}
