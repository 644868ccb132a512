import { HardState, Message } from '../../proto/generated/raftpb.js';
import { type Configuration, fromConfState } from './configuration.js';
import { invariant } from './invariant.js';
import type { Leadership } from './leadership.js';
import { RaftLog } from './log.js';
import { type NodeId, nobody, type RaftConfig, type RaftRole, type ReadState } from './types.js';

/**
 * The state of one member; the files around it change it, one concept each.
 * Invariant: `leadership` is there exactly while `role` is 'leader'.
 */
export class Raft {
  readonly id: NodeId;
  readonly config: RaftConfig;
  readonly log: RaftLog;
  configuration: Configuration;
  /**
   * What a pending snapshot has replaced: a Ready handed out before the snapshot came may hold changes that
   * build on this, and must not be applied to what the snapshot brought.
   */
  replacedConfiguration: Configuration | undefined;
  term: number;
  vote: NodeId;
  role: RaftRole = 'follower';
  leader: NodeId = nobody;
  leadership: Leadership | undefined;
  /** Answers to this member's current campaign. */
  readonly votes = new Map<NodeId, boolean>();
  /** Ticks since a leader was heard, a vote was given, or a leader last checked its quorum. */
  electionElapsed = 0;
  /** Random in [electionTicks, 2 × electionTicks). */
  electionTimeout = 0;
  /** To peers, once what they depend on is durable. */
  messages: Message[] = [];
  /** To this member itself, once its state of now is durable: its own votes. */
  ownMessages: Message[] = [];
  readStates: ReadState[] = [];

  constructor(config: RaftConfig) {
    const { id, storage, electionTicks, heartbeatTicks, maxInflightMessages } = config;
    invariant(id !== nobody, 'a member has an id', { id });
    invariant(heartbeatTicks > 0 && electionTicks > heartbeatTicks, 'elections take longer than heartbeats', {
      heartbeatTicks,
      electionTicks,
    });
    invariant(maxInflightMessages > 0, 'at least one message may be on its way', { maxInflightMessages });
    const { hardState, confState } = storage.initialState();
    this.id = id;
    this.config = config;
    this.log = new RaftLog(storage, config.appliedIndex, hardState.commit);
    this.configuration = fromConfState(confState);
    this.term = hardState.term;
    this.vote = hardState.vote;
  }

  hardState(): HardState {
    return HardState.create({ term: this.term, vote: this.vote, commit: this.log.committed });
  }

  /** Queues a message of the current term. */
  send(message: Partial<Message>): void {
    this.messages.push(Message.create({ from: this.id, term: this.term, ...message }));
  }

  /** Queues this member's own vote, which counts once it is durable. */
  sendToSelf(message: Partial<Message>): void {
    this.ownMessages.push(Message.create({ from: this.id, to: this.id, ...message }));
  }
}
