import { answering, labelOf, leaderSeen, saysNothing } from '../triage/answers.js';
import type { ClusterEvidence, ClusterHistory } from '../triage/evidence.js';
import type { Finding } from '../triage/finding.js';
import { judge, worstSeverity } from '../triage/judge.js';
import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import { type Reduce, type Step, step } from './step.js';
import { type ClusterSummary, unknownCluster } from './summary.js';

export interface MembersState {
  /** The last look, and the one before it: what changed is marked. */
  readonly evidence: ClusterEvidence | undefined;
  readonly previous: ClusterEvidence | undefined;
  readonly findings: readonly Finding[];
  readonly isLooking: boolean;
  /** Wall time from which on the next look is due. */
  readonly nextLookMs: number;
  /** Looks in a row that nobody answered. */
  readonly unanswered: number;
  /** Wall time of the last look that saw something else than the one before it. */
  readonly busyMs: number;
  /** Which member's details are shown; undefined while none is. */
  readonly cursor: number;
  readonly showsDetails: boolean;
}

export type MembersEvent =
  | SessionEvent
  | Extract<Intent, { type: 'refresh-members' }>
  | { readonly type: 'looked'; readonly evidence: ClusterEvidence; readonly nowMs: number }
  | { readonly type: 'cursor-moved'; readonly by: number }
  | { readonly type: 'details-toggled' };

/** Look at the cluster once; `previous` carries the history on. */
export interface MembersEffect {
  readonly type: 'look';
  readonly previous: ClusterEvidence | undefined;
}

export const initialMembers: MembersState = {
  evidence: undefined,
  previous: undefined,
  findings: [],
  isLooking: false,
  nextLookMs: 0,
  unanswered: 0,
  busyMs: 0,
  cursor: 0,
  showsDetails: false,
};

type MembersStep = Step<MembersState, MembersEffect>;

/** How long a look stays good, counted from its end; longer where nothing has happened for a while. */
const refreshMs = 2_000;
const quietRefreshMs = 5_000;
const quietAfterMs = 20_000;
const refreshMaxMs = 30_000;
/** The clock's second does not fall on the end of a look. */
const slackMs = 500;

export const reduceMembers: Reduce<MembersState, MembersEvent, MembersEffect> = (state, event) => {
  switch (event.type) {
    case 'session-started':
    case 'refresh-members':
      return lookNow(state);
    case 'connection-changed':
      return event.state.kind === 'ready' ? lookNow({ ...state, unanswered: 0 }) : step(state);
    case 'second-passed':
      return event.nowMs >= state.nextLookMs ? lookNow(state) : step(state);
    case 'moment-chosen':
      return step(state);
    case 'looked':
      return afterLook(state, event.evidence, event.nowMs);
    case 'cursor-moved':
      return step({ ...state, cursor: withinMembers(state, state.cursor + event.by) });
    case 'details-toggled':
      return step({ ...state, showsDetails: !state.showsDetails });
  }
};

/** One look at a time; one that is asked for meanwhile follows as soon as the clock ticks. */
function lookNow(state: MembersState): MembersStep {
  if (state.isLooking) return step({ ...state, nextLookMs: 0 });
  const looking = { ...state, isLooking: true, nextLookMs: Number.POSITIVE_INFINITY };
  return step(looking, [{ type: 'look', previous: state.evidence }]);
}

function afterLook(state: MembersState, evidence: ClusterEvidence, nowMs: number): MembersStep {
  const isSilent = answering(evidence).length === 0 && !isShutOut(evidence);
  const unanswered = isSilent ? state.unanswered + 1 : 0;
  const asked = state.nextLookMs === 0;
  const busyMs = isStill(evidence, state.evidence) ? state.busyMs : nowMs;
  const everyMs = nowMs - busyMs >= quietAfterMs ? quietRefreshMs : refreshMs;
  const delayMs = Math.min(refreshMaxMs, everyMs * 2 ** Math.min(unanswered, 10)) - slackMs;
  const findings = judge(evidence);
  const next: MembersState = {
    ...state,
    evidence,
    previous: state.evidence,
    findings,
    isLooking: false,
    nextLookMs: asked ? 0 : nowMs + delayMs,
    unanswered,
    busyMs,
  };
  const judged: Intent = { type: 'cluster-judged', evidence, findings };
  const notices = state.evidence === undefined ? [] : noticesOf(evidence, state.evidence.history);
  return step({ ...next, cursor: withinMembers(next, next.cursor) }, [], [judged, ...notices]);
}

/** All answer as they did, and nothing was written: who waits for a member to come back is not kept waiting. */
function isStill(evidence: ClusterEvidence, before: ClusterEvidence | undefined): boolean {
  const now = signsOfLife(evidence);
  return now !== undefined && before !== undefined && now === signsOfLife(before);
}

/** The members let nobody like us ask: they may be well, and a refusal costs them little. */
function isShutOut({ members }: ClusterEvidence): boolean {
  return members.every(({ status }) => !status.known && saysNothing(status.why));
}

/** Members, leader, term and revision, or that they refuse to tell; undefined unless every member answers. */
function signsOfLife({ members }: ClusterEvidence): string | undefined {
  const signs = members.map(({ status }) => {
    if (!status.known) return saysNothing(status.why) ? status.why.reason : undefined;
    return [status.value.memberId, status.value.leader, status.value.term, status.value.revision].join(' ');
  });
  return signs.includes(undefined) ? undefined : signs.join();
}

function withinMembers({ evidence }: MembersState, cursor: number): number {
  return Math.max(0, Math.min((evidence?.members.length ?? 1) - 1, cursor));
}

/** What an operator should not miss, wherever they look. */
function noticesOf(evidence: ClusterEvidence, before: ClusterHistory): readonly Intent[] {
  const { history } = evidence;
  const moved = history.leader !== before.leader ? history.leaderChanges.at(-1) : undefined;
  const leader: readonly Intent[] =
    moved === undefined
      ? []
      : [{ type: 'notify', tone: 'warning', text: `${labelOf(evidence, moved.to)} was elected leader` }];
  const members = history.memberChanges
    .filter(({ atMs }) => atMs === evidence.lookedAtMs)
    .map(({ name, what }): Intent => {
      const lost = what === 'lost';
      return { type: 'notify', tone: lost ? 'critical' : 'ok', text: `${name} ${changeTexts[what]}` };
    });
  return [...leader, ...members];
}

export const changeTexts = {
  lost: 'does not answer any more',
  back: 'answers again',
  added: 'joined the cluster',
  started: 'answers for the first time',
  removed: 'left the cluster',
} as const;

const reasonCharactersMax = 40;

/** The line at the top of the screen. */
export function summarizeMembers({ evidence, findings }: MembersState): ClusterSummary {
  if (evidence === undefined) return unknownCluster;
  const statuses = answering(evidence).map(({ status }) => status);
  const leader = leaderSeen(statuses);
  const health = worstSeverity(findings);
  const shutOut = isShutOut(evidence);
  return {
    health,
    reason: shutOut ? 'nothing may be asked, see Triage' : reasonOf(findings, health),
    membersAnswering: shutOut ? undefined : statuses.length,
    membersAll: evidence.members.length,
    leaderName: leader === undefined ? undefined : labelOf(evidence, leader.id),
    term: leader?.term,
    revision: statuses.length === 0 ? undefined : Math.max(...statuses.map(({ revision }) => revision)),
    revisionRates: revisionRates(evidence.history),
    clusterId: evidence.clusterId,
  };
}

/** The worst finding in a few words, and how many more are as bad. */
function reasonOf(findings: readonly Finding[], severity: Finding['severity']): string | undefined {
  if (severity === 'ok') return undefined;
  const [first, ...others] = findings.filter((finding) => finding.severity === severity);
  if (first === undefined) return undefined;
  const more = others.length > 0 ? ` +${others.length}` : '';
  const title =
    first.title.length > reasonCharactersMax
      ? `${first.title.slice(0, reasonCharactersMax - 1)}…`
      : first.title;
  return (severity === 'unknown' ? `not known: ${title}` : title) + more;
}

const ratesMax = 60;

/** Revisions per second between the looks, oldest first. */
export function revisionRates({ samples }: ClusterHistory): readonly number[] {
  const rates = samples.slice(1).map((sample, index) => {
    const before = samples[index];
    const elapsedMs = before === undefined ? 0 : sample.atMs - before.atMs;
    return before === undefined || elapsedMs <= 0
      ? 0
      : Math.max(0, ((sample.revision - before.revision) * 1000) / elapsedMs);
  });
  return rates.slice(-ratesMax);
}
