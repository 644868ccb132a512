import { ConfState } from '../../proto/generated/raftpb.js';
import { invariant } from './invariant.js';
import type { NodeId } from './types.js';

/**
 * Who decides. While `outgoing` is not empty the configuration is joint and every decision needs a majority
 * of `voters` and one of `outgoing` (Raft thesis §4.3).
 *
 * Invariants: a learner is in neither half; `learnersNext` are outgoing voters that become learners when the
 * joint configuration is left. Example: demoting 3 of {1 2 3} is voters {1 2}, outgoing {1 2 3},
 * learnersNext {3}, and after leaving voters {1 2}, learners {3}.
 */
export interface Configuration {
  readonly voters: ReadonlySet<NodeId>;
  readonly outgoing: ReadonlySet<NodeId>;
  readonly learners: ReadonlySet<NodeId>;
  readonly learnersNext: ReadonlySet<NodeId>;
  /** The leader leaves the joint configuration by itself as soon as entering it has been applied. */
  readonly autoLeave: boolean;
}

export function fromConfState(state: ConfState): Configuration {
  const configuration: Configuration = {
    voters: new Set(state.voters),
    outgoing: new Set(state.votersOutgoing),
    learners: new Set(state.learners),
    learnersNext: new Set(state.learnersNext),
    autoLeave: state.autoLeave,
  };
  checkConfiguration(configuration);
  return configuration;
}

/** Ids in ascending order, as etcd writes them. */
export function toConfState(configuration: Configuration): ConfState {
  return ConfState.create({
    voters: sorted(configuration.voters),
    votersOutgoing: sorted(configuration.outgoing),
    learners: sorted(configuration.learners),
    learnersNext: sorted(configuration.learnersNext),
    autoLeave: configuration.autoLeave,
  });
}

export function isJoint(configuration: Configuration): boolean {
  return configuration.outgoing.size > 0;
}

export function isVoter(configuration: Configuration, id: NodeId): boolean {
  return configuration.voters.has(id) || configuration.outgoing.has(id);
}

export function isMember(configuration: Configuration, id: NodeId): boolean {
  return isVoter(configuration, id) || configuration.learners.has(id);
}

/** Voters of either half, in ascending order. */
export function voterIds({ voters, outgoing }: Configuration): NodeId[] {
  return sorted(new Set([...voters, ...outgoing]));
}

/** Everyone that gets the log, in ascending order. */
export function memberIds({ voters, outgoing, learners }: Configuration): NodeId[] {
  return sorted(new Set([...voters, ...outgoing, ...learners]));
}

export function checkConfiguration(configuration: Configuration): void {
  const { voters, outgoing, learners, learnersNext, autoLeave } = configuration;
  const found = {
    voters: [...voters],
    outgoing: [...outgoing],
    learners: [...learners],
    learnersNext: [...learnersNext],
  };
  const every = (ids: ReadonlySet<NodeId>, holds: (id: NodeId) => boolean) => [...ids].every(holds);
  invariant(
    every(learners, (id) => !isVoter(configuration, id)),
    'a learner has no vote',
    found,
  );
  invariant(
    every(learnersNext, (id) => outgoing.has(id) && !voters.has(id)),
    'a learner to be votes in the outgoing half only',
    found,
  );
  invariant(isJoint(configuration) || !autoLeave, 'only a joint configuration can be left', found);
}

function sorted(ids: ReadonlySet<NodeId>): NodeId[] {
  return [...ids].sort((a, b) => (a < b ? -1 : Number(a > b)));
}
