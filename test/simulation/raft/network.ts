import { Message, MessageType } from '../../../proto/generated/raftpb.js';
import type { Agenda } from './agenda.js';
import type { Random } from './random.js';

export interface NetworkFaults {
  readonly dropRate: number;
  readonly duplicateRate: number;
  readonly maxDelay: number;
}

export interface Post {
  deliver(message: Message): void;
  /** The transport could not hand this over, or it could, as far as it knows. */
  report(message: Message, delivered: boolean): void;
}

/** Carries encoded messages: late, twice, out of order, or not at all. */
export class Network {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #post: Post;
  faults: NetworkFaults;
  /** Pairs `from>to` that do not reach each other. */
  readonly #cut = new Set<string>();

  constructor(agenda: Agenda, random: Random, faults: NetworkFaults, post: Post) {
    this.#agenda = agenda;
    this.#random = random;
    this.#post = post;
    this.faults = faults;
  }

  send(message: Message): void {
    const { dropRate, duplicateRate, maxDelay } = this.faults;
    const bytes = Message.encode(message);
    const lost = this.#cut.has(`${message.from}>${message.to}`) || this.#random.chance(dropRate);
    const copies = lost ? 0 : 1 + Number(this.#random.chance(duplicateRate));
    for (let copy = 0; copy < copies; copy += 1) {
      const deliver = () => this.#post.deliver(Message.decode(bytes));
      this.#agenda.after(this.#random.between(1, maxDelay), deliver);
    }
    if (message.type === MessageType.MsgSnap || (lost && this.#random.chance(0.3))) {
      this.#agenda.after(this.#random.between(1, 2 * maxDelay), () => this.#post.report(message, !lost));
    }
  }

  /** Cuts links between two groups, in one direction or both. */
  partition(ids: readonly bigint[], oneWay: boolean): void {
    const isLeft = new Map(ids.map((id) => [id, this.#random.chance(0.5)]));
    for (const from of ids) {
      for (const to of ids) {
        if (isLeft.get(from) !== isLeft.get(to) && !(oneWay && isLeft.get(from) === true)) {
          this.#cut.add(`${from}>${to}`);
        }
      }
    }
  }

  heal(): void {
    this.#cut.clear();
  }
}
