import { isConfChangeEntry } from '../../../node-core/raft/conf-change.js';
import type { MemoryStorage } from '../../../node-core/raft/memory-storage.js';
import { createRaftNode } from '../../../node-core/raft/node.js';
import type { RaftConfig, RaftNode, RaftStatus, Ready } from '../../../node-core/raft/types.js';
import {
  ConfChange,
  ConfChangeV2,
  type Entry,
  EntryType,
  type Message,
  MessageType,
  Snapshot,
  SnapshotMetadata,
} from '../../../proto/generated/raftpb.js';
import type { Agenda } from './agenda.js';
import type { Checker } from './checker.js';
import { Disk } from './disk.js';
import type { Random } from './random.js';
import { applyEntry, emptyMachine, type MachineState, machineFrom, snapshotData } from './state-machine.js';

export type RaftSettings = Omit<RaftConfig, 'id' | 'storage' | 'random' | 'appliedIndex'>;

export interface Surroundings {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly checker: Checker;
  readonly settings: RaftSettings;
  /** Longest time that persisting or applying may take. */
  maxWork: number;
  readonly send: (message: Message) => void;
}

/** A change whose context is this byte is refused by every state machine. */
export const refusedChange = Uint8Array.of(0xff);

interface Running {
  readonly node: RaftNode;
  readonly storage: MemoryStorage;
  machine: MachineState;
  seen: RaftStatus | undefined;
  /** Being persisted: a crash now tears it. */
  persisting: Ready | undefined;
}

/** One member with its driver, its disk and its state machine; it may crash at any moment. */
export class Member {
  readonly id: bigint;
  readonly disk = new Disk();
  readonly #world: Surroundings;
  /** What the state machine has flushed; it is never behind the compacted log. */
  #flushed: MachineState = emptyMachine;
  #running: Running | undefined;

  constructor(id: bigint, world: Surroundings) {
    this.id = id;
    this.#world = world;
  }

  get node(): RaftNode | undefined {
    return this.#running?.node;
  }

  get machine(): MachineState {
    return this.#running?.machine ?? this.#flushed;
  }

  start(): void {
    const { random, settings } = this.#world;
    const storage = this.disk.load();
    storage.setConfState(this.#flushed.confState);
    const appliedIndex = this.#flushed.applied;
    const below = (limit: number) => random.below(limit);
    const node = createRaftNode({ ...settings, id: this.id, storage, random: below, appliedIndex });
    this.#running = { node, storage, machine: this.#flushed, seen: undefined, persisting: undefined };
    this.#tickLater(this.#running);
    this.#afterStep(this.#running);
  }

  crash(): void {
    const { random } = this.#world;
    if (this.#running?.persisting !== undefined) {
      this.#persistTorn(this.#running.persisting);
    }
    this.disk.crash(random);
    this.#running = undefined;
  }

  /** Lets the node do something, then looks at it and begins the work that has come up. */
  act<T>(action: (node: RaftNode) => T): T | undefined {
    const running = this.#running;
    if (running === undefined) {
      return undefined;
    }
    const result = action(running.node);
    this.#afterStep(running);
    return result;
  }

  #tickLater(running: Running): void {
    this.#later(running, this.#world.random.between(9, 11), () => {
      running.node.tick();
      this.#tickLater(running);
      this.#afterStep(running);
    });
  }

  /** What was planned before a crash does not happen after it. */
  #later(running: Running, delay: number, action: () => void): void {
    this.#world.agenda.after(delay, () => {
      if (this.#running === running) {
        action();
      }
    });
  }

  #afterStep(running: Running): void {
    const { checker } = this.#world;
    const status = running.node.status();
    checker.observe(status, running.seen, running.storage);
    running.seen = status;
    if (running.node.hasReady()) {
      this.#handle(running, running.node.ready());
    }
  }

  #handle(running: Running, ready: Ready): void {
    const { checker, random, maxWork } = this.#world;
    checker.handedOut(ready, termBefore(ready, running.storage), running.node.status().term);
    running.persisting = ready;
    this.#later(running, random.below(maxWork), () => {
      running.persisting = undefined;
      this.#persist(running, ready);
      this.#send(running, ready);
      this.#later(running, random.below(maxWork), () => {
        this.#apply(running, ready);
        running.node.advance(ready);
        this.#maintain(running);
        this.#afterStep(running);
      });
    });
  }

  #persist({ storage }: Running, ready: Ready): void {
    this.disk.save(ready);
    if (ready.snapshot !== undefined) {
      storage.applySnapshot(ready.snapshot);
      this.#flushed = machineFrom(ready.snapshot);
    }
    storage.append(ready.entries);
    if (ready.hardState !== undefined) {
      storage.setHardState(ready.hardState);
    }
  }

  #persistTorn(ready: Ready): void {
    this.disk.saveTorn(ready, this.#world.random);
    if (ready.snapshot !== undefined && this.disk.snapshot === ready.snapshot) {
      this.#flushed = machineFrom(ready.snapshot);
    }
  }

  #send(running: Running, { messages }: Ready): void {
    const durable = { hardState: this.disk.hardState, lastIndex: this.disk.lastIndex() };
    for (const message of messages) {
      this.#world.checker.sent(message, durable);
      const isSnapshot = message.type === MessageType.MsgSnap;
      this.#world.send(isSnapshot ? { ...message, snapshot: freshSnapshot(running) } : message);
    }
  }

  #apply(running: Running, { snapshot, committedEntries }: Ready): void {
    if (snapshot !== undefined) {
      running.machine = machineFrom(snapshot);
      this.#world.checker.applied(running.machine);
    }
    for (const entry of committedEntries) {
      const confState = isConfChangeEntry(entry)
        ? running.node.applyConfChange(acceptedChange(entry))
        : running.machine.confState;
      running.machine = applyEntry(running.machine, entry, confState);
      this.#world.checker.applied(running.machine);
    }
  }

  /** Now and then the state machine flushes, makes a snapshot, and the log is compacted. */
  #maintain({ storage, machine }: Running): void {
    const { random } = this.#world;
    if (random.chance(0.2)) {
      this.#flushed = machine;
    }
    const snapshotIndex = this.disk.snapshot?.metadata?.index ?? 0;
    if (machine.applied > snapshotIndex + 10 && random.chance(0.1)) {
      this.#flushed = machine;
      const snapshot = storage.createSnapshot(machine.applied, machine.confState, snapshotData(machine));
      const compactTo = machine.applied - random.below(6);
      storage.compact(compactTo);
      this.disk.keepSnapshot(snapshot, compactTo);
    }
  }
}

/** As etcd does: made when it is sent, so that its configuration knows the member that it goes to. */
function freshSnapshot({ storage, machine }: Running): Snapshot {
  const { applied: index, confState } = machine;
  const metadata = SnapshotMetadata.create({ index, term: storage.term(index), confState });
  return Snapshot.create({ data: snapshotData(machine), metadata });
}

function termBefore({ entries, snapshot }: Ready, storage: MemoryStorage): number {
  const [first] = entries;
  if (first === undefined) {
    return 0;
  }
  const before = first.index - 1;
  return snapshot?.metadata?.index === before ? snapshot.metadata.term : storage.term(before);
}

function acceptedChange(entry: Entry): ConfChange | ConfChangeV2 | undefined {
  const change =
    entry.type === EntryType.EntryConfChange
      ? ConfChange.decode(entry.data)
      : ConfChangeV2.decode(entry.data);
  return change.context[0] === refusedChange[0] ? undefined : change;
}
