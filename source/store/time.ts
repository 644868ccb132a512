import type { Moment } from '../history/moment.js';
import { parseMoment, type WantedMoment } from '../history/moment-text.js';
import { type RevisionClock, withSample } from '../history/revision-clock.js';
import { grouped } from '../presentation/quantities.js';
import { answering } from '../triage/answers.js';
import type { ClusterEvidence } from '../triage/evidence.js';
import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import { type Reduce, type Step, step } from './step.js';
import { logLimits } from './watch-log.js';

/** What is known of revisions and times, and the past that is looked at. */
export interface TimeState {
  readonly moment: Moment | undefined;
  readonly clock: RevisionClock;
  /** The oldest revision that can be read; undefined while that is not known. */
  readonly oldest: number | undefined;
  /** The moment that is being looked for, as it was typed, and what for. */
  readonly search: { readonly run: number; readonly text: string; readonly use: MomentUse } | undefined;
  /** How often one was looked for, so that late answers are known. */
  readonly runs: number;
  readonly isConnected: boolean;
  readonly nowMs: number;
  readonly oldestAskedMs: number;
}

/** To look at the keys as they were then, or to have the log begin there. */
export type MomentUse = 'past' | 'log';

export type TimeEvent =
  | SessionEvent
  | Extract<Intent, { type: 'cluster-judged' | 'moment-lost' }>
  /** As it was typed; empty or `now` is back to now. */
  | { readonly type: 'moment-wanted'; readonly text: string; readonly use: MomentUse }
  | {
      readonly type: 'moment-found';
      readonly run: number;
      readonly moment: Moment;
      /** The newest revision when it was looked for. */
      readonly newest: number;
    }
  | { readonly type: 'moment-refused'; readonly run: number; readonly reason: string }
  /** undefined: it could not be found out. */
  | { readonly type: 'oldest-found'; readonly oldest: number | undefined };

export type TimeEffect =
  | {
      readonly type: 'find-moment';
      readonly run: number;
      readonly wanted: Exclude<WantedMoment, { kind: 'now' }>;
      readonly clock: RevisionClock;
    }
  /** `known`: the oldest readable one as of the last time; it is asked first. */
  | { readonly type: 'find-oldest'; readonly known: number | undefined };

export const initialTime: TimeState = {
  moment: undefined,
  clock: [],
  oldest: undefined,
  search: undefined,
  runs: 0,
  isConnected: false,
  nowMs: 0,
  oldestAskedMs: Number.NEGATIVE_INFINITY,
};

type TimeStep = Step<TimeState, TimeEffect>;

/** Kubernetes compacts every five minutes; whether that happened is one question about one key. */
const oldestAgeMs = 60_000;

const warning = (text: string): Intent => ({ type: 'notify', tone: 'warning', text });

function askOldest(state: TimeState): TimeStep {
  const asked = { ...state, oldestAskedMs: state.nowMs };
  return step(asked, [{ type: 'find-oldest', known: state.oldest }]);
}

function sampled(state: TimeState, evidence: ClusterEvidence): TimeState {
  const statuses = answering(evidence).map(({ status }) => status);
  const [first, ...others] = statuses;
  if (first === undefined) return state;
  const newest = others.reduce((best, each) => (each.revision > best.revision ? each : best), first);
  const sample = { revision: newest.revision, atMs: newest.answeredAtMs };
  return { ...state, clock: withSample(state.clock, sample) };
}

function wanted(state: TimeState, text: string, use: MomentUse): TimeStep {
  const parsed = parseMoment(text, state.nowMs);
  if (parsed.kind === 'refused') return step(state, [], [warning(parsed.reason)]);
  if (parsed.wanted.kind === 'now') {
    if (use === 'log') return step(state, [], [warning('The log follows what comes from now on already.')]);
    return step({ ...state, search: undefined }, [], [{ type: 'choose-moment', moment: undefined }]);
  }
  const run = state.runs + 1;
  return step({ ...state, runs: run, search: { run, text, use } }, [
    { type: 'find-moment', run, wanted: parsed.wanted, clock: state.clock },
  ]);
}

/** What the log does not keep is not read again for it. */
function logSince({ revision }: Moment, newest: number): readonly Intent[] {
  const oldest = newest - logLimits.entries;
  if (revision >= oldest) return [{ type: 'watch-since', revision, newest }];
  const kept = `The log keeps ${grouped(logLimits.entries)} changes, so it begins at rev ${grouped(oldest)}`;
  return [
    { type: 'watch-since', revision: oldest, newest },
    warning(`${kept}; etcdscope watch --rev ${revision} has all of them.`),
  ];
}

function found(
  state: TimeState,
  { run, moment, newest }: Extract<TimeEvent, { type: 'moment-found' }>,
): TimeStep {
  if (state.search?.use !== 'log') return answered(state, run, { type: 'choose-moment', moment });
  return state.search.run === run
    ? step({ ...state, search: undefined }, [], logSince(moment, newest))
    : step(state);
}

/** An answer of a search that was given up is late. */
function answered(state: TimeState, run: number, intent: Intent): TimeStep {
  return state.search?.run === run ? step({ ...state, search: undefined }, [], [intent]) : step(state);
}

function lost(state: TimeState, revision: number): TimeStep {
  if (state.moment?.revision !== revision) return step(state);
  const text = `Revision ${grouped(revision)} was compacted while it was looked at and cannot be read any more; what you see is now.`;
  const { state: next, effects } = askOldest({ ...state, oldest: undefined });
  return step(next, effects, [{ type: 'choose-moment', moment: undefined }, warning(text)]);
}

function secondPassed(state: TimeState, nowMs: number): TimeStep {
  const next = { ...state, nowMs };
  return state.isConnected && nowMs - state.oldestAskedMs >= oldestAgeMs ? askOldest(next) : step(next);
}

export const reduceTime: Reduce<TimeState, TimeEvent, TimeEffect> = (state, event) => {
  switch (event.type) {
    case 'session-started':
      return step({ ...state, nowMs: event.nowMs });
    case 'connection-changed': {
      const isConnected = event.state.kind === 'ready';
      const next = { ...state, isConnected, nowMs: event.nowMs };
      return isConnected && !state.isConnected ? askOldest(next) : step(next);
    }
    case 'second-passed':
      return secondPassed(state, event.nowMs);
    case 'moment-chosen':
      return step({ ...state, moment: event.moment, search: undefined });
    case 'cluster-judged':
      return step(sampled(state, event.evidence));
    case 'moment-wanted':
      return wanted(state, event.text, event.use);
    case 'moment-found':
      return found(state, event);
    case 'moment-refused':
      return answered(state, event.run, warning(event.reason));
    case 'moment-lost':
      return lost(state, event.revision);
    case 'oldest-found':
      return step({ ...state, oldest: event.oldest }, [], [{ type: 'edge-told', oldest: event.oldest }]);
  }
};
