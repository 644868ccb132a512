import assert from 'node:assert/strict';
import { bootstrapLog } from '../../../node-core/raft/bootstrap.js';
import { asV2 } from '../../../node-core/raft/conf-change.js';
import {
  ConfChange,
  type ConfChangeSingle,
  ConfChangeTransition,
  ConfChangeType,
  ConfChangeV2,
  type ConfState,
  HardState,
  type Message,
  MessageType,
} from '../../../proto/generated/raftpb.js';
import { emptyBytes } from '../../../proto/wire.js';
import { Agenda } from './agenda.js';
import { Checker } from './checker.js';
import { Member, refusedChange, type Surroundings } from './member.js';
import { Network, type NetworkFaults } from './network.js';
import { Random } from './random.js';
import { describeConfState } from './state-machine.js';

/** One tick, in units of virtual time; messages and disks take from 1 to a few of them. */
const tickTime = 10;
const chaosTime = 400 * tickTime;
/** Far more than a whole group needs to elect a leader and bring everyone up to date. */
const recoveryTime = 400 * tickTime;

const calm: NetworkFaults = { dropRate: 0, duplicateRate: 0, maxDelay: 5 };

/** A group of members under faults that a seed decides, and then the same group left in peace. */
export class World {
  readonly #random: Random;
  readonly #agenda = new Agenda();
  readonly #network: Network;
  readonly #members: Member[];
  readonly #surroundings: Surroundings;
  readonly checker = new Checker();
  #chaos = true;
  /** How many of the requests are to change the configuration. */
  readonly #changeRate: number;
  #requests = 0;
  /** An index that the group can only reach with new commits. */
  #target = 0;

  constructor(seed: number) {
    const random = new Random(seed);
    this.#random = random;
    const deliver = (message: Message) => this.#find(message.to)?.act((node) => node.step(message));
    const report = (message: Message, delivered: boolean) => this.#report(message, delivered);
    const faults = {
      dropRate: random.pick([0, 0.02, 0.1, 0.3]),
      duplicateRate: random.pick([0, 0.05, 0.3]),
      maxDelay: random.pick([3, 15, 60]),
    };
    this.#network = new Network(this.#agenda, random, faults, { deliver, report });
    this.#changeRate = random.pick([0, 0.05, 0.3]);
    this.#surroundings = this.#chooseSurroundings();
    this.#members = this.#createMembers(random.pick([1, 3, 3, 5]), random.pick([0, 1, 3]));
  }

  /** Everything that Raft promises while things go wrong is checked on the way. */
  runChaos(): void {
    for (const member of this.#members) {
      member.start();
    }
    this.#repeat(30, 120, () => this.#fault());
    this.#repeat(1, 12, () => this.#request());
    this.#agenda.runUntil(chaosTime);
  }

  /** Left in peace, the group elects a leader, commits, answers reads and brings every member up to date. */
  runRecovery(): void {
    this.#chaos = false;
    this.#network.heal();
    this.#network.faults = calm;
    this.#surroundings.maxWork = 2;
    for (const member of this.#members.filter(({ node }) => node === undefined)) {
      member.start();
    }
    this.#repeat(2 * tickTime, 3 * tickTime, () => this.#propose());
    this.#target = this.checker.maxCommit + 5;
    this.#runUntil(() => this.#hasRecovered(), 'all members have applied new commits');
    this.#checkReads();
  }

  describe(): string {
    const lines = this.#members.map(({ node }) => {
      const status = node?.status();
      return status === undefined
        ? 'down'
        : Object.values({ ...status, progress: [...status.progress.keys()] });
    });
    return lines.map((line) => String(line)).join('\n');
  }

  #chooseSurroundings(): Surroundings {
    const random = this.#random;
    const settings = {
      electionTicks: random.pick([5, 10]),
      heartbeatTicks: random.pick([1, 2]),
      preVote: random.chance(0.6),
      checkQuorum: random.chance(0.6),
      maxMessageBytes: random.pick([0, 150, 1000, 1_000_000]),
      maxInflightMessages: random.pick([1, 3, 64]),
      maxUncommittedBytes: random.pick([200, 1_000_000]),
    };
    const maxWork = random.pick([1, 5, 40]);
    const send = (message: Message) => this.#network.send(message);
    return { agenda: this.#agenda, random, checker: this.checker, settings, maxWork, send };
  }

  /** Spare members have nothing until a change adds them. */
  #createMembers(voters: number, spares: number): Member[] {
    const ids = Array.from({ length: voters + spares }, (_, position) => BigInt(position + 1));
    const { hardState, entries } = bootstrapLog(
      ids.slice(0, voters).map((id) => ({ id, context: emptyBytes })),
    );
    return ids.map((id) => {
      const member = new Member(id, this.#surroundings);
      if (id <= BigInt(voters)) {
        member.disk.entries = entries;
        member.disk.hardState = HardState.create(hardState);
      }
      return member;
    });
  }

  #find(id: bigint): Member | undefined {
    return this.#members[Number(id) - 1];
  }

  #anyone(): Member {
    const member = this.#members[this.#random.below(this.#members.length)];
    assert.ok(member !== undefined);
    return member;
  }

  #repeat(low: number, high: number, action: () => void): void {
    const chaos = this.#chaos;
    this.#agenda.after(this.#random.between(low, high), () => {
      if (this.#chaos === chaos) {
        action();
        this.#repeat(low, high, action);
      }
    });
  }

  #fault(): void {
    const member = this.#anyone();
    const ids = this.#members.map(({ id }) => id);
    switch (this.#random.below(6)) {
      case 0:
        member.crash();
        break;
      case 1:
        this.#network.partition(ids, this.#random.chance(0.3));
        break;
      case 2:
        this.#network.heal();
        break;
      case 3:
        member.act((node) => node.transferLeadership(this.#anyone().id));
        break;
      case 4:
        member.act((node) => node.campaign());
        break;
      default:
    }
    const down = this.#members.filter(({ node }) => node === undefined);
    if (this.#random.chance(0.6)) {
      down.at(this.#random.below(down.length || 1))?.start();
    }
  }

  #request(): void {
    if (this.#random.chance(this.#changeRate)) {
      this.#proposeChange();
    } else if (this.#random.chance(0.6)) {
      this.#propose();
    } else {
      this.#read(this.#anyone());
    }
  }

  /**
   * Of the voters a minority at most may go at once. Otherwise a removed leader that crashes can leave the
   * others for ever in need of its vote: they do not know that the removal is committed, and its log is the
   * longer one. The simulation demands recovery, so it keeps away from that.
   */
  #proposeChange(): void {
    const change = this.#randomChange();
    const { voters } = this.#newestConfState();
    const losesVote: readonly ConfChangeType[] = [
      ConfChangeType.ConfChangeRemoveNode,
      ConfChangeType.ConfChangeAddLearnerNode,
    ];
    const lost = asV2(change).changes.filter(
      ({ type, nodeId }) => losesVote.includes(type) && voters.includes(nodeId),
    );
    if (lost.length <= Math.floor((voters.length - 1) / 2)) {
      this.#anyone().act((node) => node.proposeConfChange(change));
    }
  }

  #propose(): void {
    const data = new Uint8Array(this.#random.pick([4, 4, 20, 120]));
    this.#requests += 1;
    new DataView(data.buffer).setUint32(0, this.#requests);
    this.#anyone().act((node) => node.propose(data));
  }

  #read(member: Member): void {
    this.#requests += 1;
    const context = new Uint8Array(5);
    new DataView(context.buffer).setUint32(1, this.#requests);
    this.checker.readRequested(member.id, context.join());
    member.act((node) => node.readIndex(context));
  }

  #randomChange(): ConfChange | ConfChangeV2 {
    const random = this.#random;
    const context = random.chance(0.1) ? refusedChange : emptyBytes;
    const single = (): ConfChangeSingle => ({
      type: random.pick(Object.values(ConfChangeType) as [ConfChangeType, ...ConfChangeType[]]),
      nodeId: this.#anyone().id,
    });
    if (random.chance(0.5)) {
      return ConfChange.create({ ...single(), context });
    }
    const transition = random.pick(
      Object.values(ConfChangeTransition) as [ConfChangeTransition, ...ConfChangeTransition[]],
    );
    const changes = Array.from({ length: random.below(4) }, single);
    return ConfChangeV2.create({ transition, changes, context });
  }

  #report(message: Message, delivered: boolean): void {
    this.#find(message.from)?.act((node) => {
      if (message.type === MessageType.MsgSnap) {
        node.reportSnapshot(message.to, delivered);
      } else {
        node.reportUnreachable(message.to);
      }
    });
  }

  /** The newest configuration that anyone has applied. */
  #newestConfState(): ConfState {
    const machines = this.#members.map(({ machine }) => machine);
    return machines.reduce((a, b) => (b.applied > a.applied ? b : a)).confState;
  }

  #current(): Member[] {
    const { voters, votersOutgoing, learners } = this.#newestConfState();
    const ids = new Set([...voters, ...votersOutgoing, ...learners]);
    return this.#members.filter(({ id }) => ids.has(id));
  }

  /**
   * A removed member that missed its removal may campaign for ever; etcd ends its process. It must stay as
   * long as the others may need its word, or its vote: until all of them have applied the removal. A later
   * change may bring it back.
   */
  #runCurrentMembers(): void {
    const current = this.#current();
    for (const member of current.filter(({ node }) => node === undefined)) {
      member.start();
    }
    const newest = describeConfState(this.#newestConfState());
    if (current.every(({ machine }) => describeConfState(machine.confState) === newest)) {
      for (const member of this.#members.filter((candidate) => !current.includes(candidate))) {
        member.crash();
      }
    }
  }

  #hasRecovered(): boolean {
    const statuses = this.#current().map(({ node }) => node?.status());
    const leader = statuses.find((status) => status?.role === 'leader');
    return (
      leader !== undefined &&
      !this.#newestConfState().autoLeave &&
      statuses.every((status) => status?.leader === leader.id && status.applied >= this.#target)
    );
  }

  /** A change of leader may still lose a read: whoever has no answer asks again. */
  #checkReads(): void {
    this.checker.answered.clear();
    const waiting = () => this.#current().filter(({ id }) => !this.checker.answered.has(id));
    this.#repeat(0, 30 * tickTime, () => {
      for (const member of waiting()) {
        this.#read(member);
      }
    });
    this.#runUntil(() => waiting().length === 0, 'every member answers a read');
  }

  #runUntil(goal: () => boolean, what: string): void {
    const end = this.#agenda.now + recoveryTime;
    while (!goal()) {
      assert.ok(this.#agenda.now < end, `it takes too long until ${what}`);
      this.#agenda.runUntil(this.#agenda.now + 5 * tickTime);
      this.#runCurrentMembers();
    }
  }
}
