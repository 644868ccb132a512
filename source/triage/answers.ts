import { hexId } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import type { Answer, ClusterEvidence, MemberEvidence, MemberStatus, Unanswered } from './evidence.js';

/** Questions that several rules ask of the evidence. */

/** A member that gave an account of itself. */
export interface Answering {
  readonly member: MemberEvidence;
  readonly status: MemberStatus;
}

export function answering(evidence: ClusterEvidence): readonly Answering[] {
  return evidence.members.flatMap((member) =>
    member.status.known ? [{ member, status: member.status.value }] : [],
  );
}

export function voters(evidence: ClusterEvidence): readonly MemberEvidence[] {
  return evidence.members.filter((member) => !member.isLearner);
}

/** How many voters must agree before anything is committed. */
export function quorumSize(voterCount: number): number {
  return Math.floor(voterCount / 2) + 1;
}

/** How a member is called on a screen: its name, else where it is, else its id. Safe text. */
export function memberLabel(member: MemberEvidence): string {
  const place = member.name || member.endpoint || member.peerUrls[0];
  return place === undefined ? idLabel(member.id) : safeText(place);
}

/** The name of the member with this id, or the id as etcdctl prints it. Safe text. */
export function labelOf(evidence: ClusterEvidence, id: bigint): string {
  const member = evidence.members.find((each) => each.id === id);
  return member === undefined ? hexId(id) : memberLabel(member);
}

function idLabel(id: bigint | undefined): string {
  return id === undefined ? 'a member' : hexId(id);
}

/** `m1`, `m1 and m2`, `m1, m2 and m3`. */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** The leader of the newest term that any member knows of; undefined when none sees one. */
export function leaderSeen(
  statuses: readonly MemberStatus[],
): { readonly id: bigint; readonly term: number } | undefined {
  const newest = statuses.toSorted((a, b) => b.term - a.term).find((status) => status.leader !== undefined);
  return newest?.leader === undefined ? undefined : { id: newest.leader, term: newest.term };
}

/** The leader's own account; undefined when there is no leader, or it does not answer. */
export function leaderAnswering(evidence: ClusterEvidence): Answering | undefined {
  const all = answering(evidence);
  const leader = leaderSeen(all.map(({ status }) => status));
  return all.find(({ member }) => member.id !== undefined && member.id === leader?.id);
}

/** True when the missing answer is about us, and the member may be well: refused to us, or never asked. */
export function saysNothing({ reason }: Unanswered): boolean {
  return reason === 'not-permitted' || reason === 'not-asked';
}

/** It was added and has nothing to tell yet: that is told once, not by every rule. */
export function isUnstarted({ status }: MemberEvidence): boolean {
  return !status.known && status.why.reason === 'not-started';
}

/** Why there is no answer, as one safe sentence; undefined when there is one. */
export function whyUnknown(answer: Answer<unknown>): string | undefined {
  return answer.known ? undefined : safeText(answer.why.message);
}

/** Why no member is there to act on: none answers, or none lets this user ask. A safe sentence without a stop. */
export function whyNobody({ members }: ClusterEvidence): string {
  const refused = members.find(({ status }) => !status.known && status.why.reason === 'not-permitted');
  const why = refused === undefined ? undefined : whyUnknown(refused.status);
  return why?.replace(/\.$/u, '') ?? 'no member answers';
}

/** Log entries a second over the last looks, or 0 when one look is all there is. */
export function entriesPerSecond(evidence: ClusterEvidence): number {
  const recent = evidence.history.samples.slice(-10);
  const first = recent[0];
  const last = recent.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
  const newest = (indexes: readonly { readonly raftIndex: number }[]) =>
    Math.max(0, ...indexes.map(({ raftIndex }) => raftIndex));
  const grown = newest(last.members) - newest(first.members);
  return Math.max(0, (grown * 1000) / (last.atMs - first.atMs));
}
