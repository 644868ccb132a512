import { isUnstarted, leaderSeen, memberLabel, saysNothing } from './answers.js';
import type {
  ClusterHistory,
  LeaderChange,
  LeaderSeen,
  MemberChange,
  MemberEvidence,
  MemberStatus,
  Sample,
} from './evidence.js';

/** About ten minutes at one look every two seconds. */
const samplesMax = 300;
const changesMax = 50;

/** One look's findings about the members, before they are put into the history. */
export interface Look {
  readonly atMs: number;
  readonly members: readonly MemberEvidence[];
}

/** Everything seen before; `members` as of the look before this one. */
export interface Before {
  readonly history: ClusterHistory;
  readonly members: readonly MemberEvidence[];
}

/** The history after one more look; pure. */
export function extendHistory(before: Before | undefined, look: Look): ClusterHistory {
  const statuses = look.members.flatMap((member) => (member.status.known ? [member.status.value] : []));
  const history = before?.history;
  const leader = leaderAfter(history?.leader, statuses, look.atMs);
  return {
    sinceMs: history?.sinceMs ?? look.atMs,
    looks: (history?.looks ?? 0) + 1,
    leader,
    leaderChanges: bounded(history?.leaderChanges, leaderChange(history?.leader, leader), changesMax),
    memberChanges: bounded(history?.memberChanges, memberChanges(before?.members, look), changesMax),
    samples: bounded(history?.samples, sampleOf(look, statuses), samplesMax),
  };
}

function bounded<T>(earlier: readonly T[] | undefined, more: readonly T[], max: number): readonly T[] {
  return [...(earlier ?? []), ...more].slice(-max);
}

/** A new term starts a new reign even when the same member won it: there was an election. */
function leaderAfter(
  earlier: LeaderSeen | undefined,
  statuses: readonly MemberStatus[],
  atMs: number,
): LeaderSeen | undefined {
  const now = leaderSeen(statuses);
  if (now === undefined || (earlier !== undefined && now.term <= earlier.term)) return earlier;
  return { ...now, sinceMs: atMs };
}

function leaderChange(earlier: LeaderSeen | undefined, now: LeaderSeen | undefined): readonly LeaderChange[] {
  if (earlier === undefined || now === undefined || now === earlier) return [];
  return [{ atMs: now.sinceMs, from: earlier.id, to: now.id, terms: now.term - earlier.term }];
}

/** Not to be let in is no loss of a member, and to be let in again no return. */
function tellsOfUs({ status }: MemberEvidence): boolean {
  return !status.known && saysNothing(status.why);
}

function memberChanges(earlier: readonly MemberEvidence[] | undefined, look: Look): readonly MemberChange[] {
  if (earlier === undefined) return [];
  const known = (members: readonly MemberEvidence[]) =>
    new Map(members.flatMap((member) => (member.id === undefined ? [] : [[member.id, member] as const])));
  const was = known(earlier);
  const is = known(look.members);
  if (was.size === 0) return [];
  const change = (member: MemberEvidence, what: MemberChange['what']): MemberChange => ({
    atMs: look.atMs,
    name: memberLabel(member),
    what,
  });
  const seenNow = [...is].flatMap(([id, member]) => {
    const earlierMember = was.get(id);
    if (earlierMember === undefined) return [change(member, 'added')];
    if (earlierMember.status.known === member.status.known) return [];
    if (tellsOfUs(earlierMember) || tellsOfUs(member)) return [];
    if (isUnstarted(earlierMember)) return [change(member, 'started')];
    return [change(member, member.status.known ? 'back' : 'lost')];
  });
  const gone = [...was].flatMap(([id, member]) => (is.has(id) ? [] : [change(member, 'removed')]));
  return [...seenNow, ...gone];
}

/** No sample when nobody answered: a gap is a gap, not a zero. */
function sampleOf(look: Look, statuses: readonly MemberStatus[]): readonly Sample[] {
  if (statuses.length === 0) return [];
  const members = statuses.map((status) => ({
    id: status.memberId,
    atMs: status.answeredAtMs,
    raftIndex: status.raftIndex,
    dbSize: status.dbSize,
  }));
  return [{ atMs: look.atMs, revision: Math.max(...statuses.map(({ revision }) => revision)), members }];
}
