import {
  ConfChange,
  type ConfChangeSingle,
  ConfChangeTransition,
  ConfChangeType,
  ConfChangeV2,
  type Entry,
  EntryType,
} from '../../proto/generated/raftpb.js';
import { type Configuration, checkConfiguration, isJoint } from './configuration.js';
import { ConfChangeError } from './errors.js';
import type { NodeId } from './types.js';

export type AnyConfChange = ConfChange | ConfChangeV2;

/** A configuration whose sets may still change. */
interface Draft {
  readonly voters: Set<NodeId>;
  readonly outgoing: ReadonlySet<NodeId>;
  readonly learners: Set<NodeId>;
  readonly learnersNext: Set<NodeId>;
}

export function isConfChangeEntry(entry: Pick<Entry, 'type'>): boolean {
  return entry.type === EntryType.EntryConfChange || entry.type === EntryType.EntryConfChangeV2;
}

/** @throws MalformedMessageError */
export function decodeConfChange(entry: Pick<Entry, 'type' | 'data'>): ConfChangeV2 {
  return entry.type === EntryType.EntryConfChange
    ? asV2(ConfChange.decode(entry.data))
    : ConfChangeV2.decode(entry.data);
}

/** How an entry carries a change. */
export function encodeConfChange(change: AnyConfChange): Pick<Entry, 'type' | 'data'> {
  return 'changes' in change
    ? { type: EntryType.EntryConfChangeV2, data: ConfChangeV2.encode(change) }
    : { type: EntryType.EntryConfChange, data: ConfChange.encode(change) };
}

export function asV2(change: AnyConfChange): ConfChangeV2 {
  return 'changes' in change
    ? change
    : ConfChangeV2.create({
        changes: [{ type: change.type, nodeId: change.nodeId }],
        context: change.context,
      });
}

/** A change without content leaves the joint configuration. */
export function leavesJoint(change: ConfChangeV2): boolean {
  return change.changes.length === 0 && change.transition === ConfChangeTransition.ConfChangeTransitionAuto;
}

/**
 * The configuration after a change: leave the joint state, enter it (several changes, or asked for), or
 * change one voter at once (Raft thesis §4.1, §4.3).
 * @throws ConfChangeError
 */
export function nextConfiguration(current: Configuration, change: ConfChangeV2): Configuration {
  if (leavesJoint(change)) {
    return leaveJoint(current);
  }
  const { transition, changes } = change;
  const joint = transition !== ConfChangeTransition.ConfChangeTransitionAuto || changes.length > 1;
  const autoLeave = transition !== ConfChangeTransition.ConfChangeTransitionJointExplicit;
  return joint ? enterJoint(current, changes, autoLeave) : changeSimply(current, changes);
}

function leaveJoint(current: Configuration): Configuration {
  require(isJoint(current), 'the configuration is not joint, so there is nothing to leave');
  return {
    voters: current.voters,
    outgoing: new Set(),
    learners: new Set([...current.learners, ...current.learnersNext]),
    learnersNext: new Set(),
    autoLeave: false,
  };
}

function enterJoint(
  current: Configuration,
  changes: readonly ConfChangeSingle[],
  autoLeave: boolean,
): Configuration {
  require(!isJoint(current), 'the configuration is joint already: leave that state first');
  require(current.voters.size > 0, 'a configuration without voters cannot become joint');
  return applyChanges({ ...current, outgoing: current.voters, autoLeave }, changes);
}

function changeSimply(current: Configuration, changes: readonly ConfChangeSingle[]): Configuration {
  require(!isJoint(current), 'the configuration is joint: leave that state first');
  const next = applyChanges(current, changes);
  const everyone = new Set([...current.voters, ...next.voters]);
  const changed = [...everyone].filter((id) => current.voters.has(id) !== next.voters.has(id));
  require(changed.length <= 1, 'more than one voter changes without a joint configuration');
  return next;
}

function applyChanges(current: Configuration, changes: readonly ConfChangeSingle[]): Configuration {
  const draft = {
    ...current,
    voters: new Set(current.voters),
    learners: new Set(current.learners),
    learnersNext: new Set(current.learnersNext),
  };
  for (const change of changes) {
    applySingle(draft, change);
  }
  require(draft.voters.size > 0, 'no voter would be left');
  checkConfiguration(draft);
  return draft;
}

/** etcd sets the id to 0 in a change that it has refused after the commit: nothing happens then. */
function applySingle(draft: Draft, { type, nodeId }: ConfChangeSingle): void {
  if (nodeId === 0n) {
    return;
  }
  switch (type) {
    case ConfChangeType.ConfChangeAddNode:
      makeVoter(draft, nodeId);
      break;
    case ConfChangeType.ConfChangeAddLearnerNode:
      makeLearner(draft, nodeId);
      break;
    case ConfChangeType.ConfChangeRemoveNode:
      remove(draft, nodeId);
      break;
    case ConfChangeType.ConfChangeUpdateNode:
      return;
    default:
      throw new ConfChangeError(`configuration change of unknown type ${String(type)}`);
  }
}

function makeVoter(draft: Draft, id: NodeId): void {
  draft.learners.delete(id);
  draft.learnersNext.delete(id);
  draft.voters.add(id);
}

function makeLearner(draft: Draft, id: NodeId): void {
  if (draft.learners.has(id)) {
    return;
  }
  remove(draft, id);
  if (draft.outgoing.has(id)) {
    draft.learnersNext.add(id);
  } else {
    draft.learners.add(id);
  }
}

function remove(draft: Draft, id: NodeId): void {
  draft.voters.delete(id);
  draft.learners.delete(id);
  draft.learnersNext.delete(id);
}

function require(holds: boolean, problem: string): asserts holds {
  if (!holds) {
    throw new ConfChangeError(problem);
  }
}
