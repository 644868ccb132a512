import type { ClusterEvidence } from '../triage/evidence.js';
import type { Finding } from '../triage/finding.js';
import { worstSeverity } from '../triage/judge.js';
import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import { type Reduce, step } from './step.js';
import type { Health } from './summary.js';

export interface TriageState {
  /** undefined until the cluster was looked at once. */
  readonly evidence: ClusterEvidence | undefined;
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** A problem, by its place; the one after the last stands for all that is well. */
  readonly cursor: number;
  /** Findings shown otherwise than at first, by `findingKey`: problems start open, the rest closed. */
  readonly toggled: ReadonlySet<string>;
}

export type TriageEvent =
  | SessionEvent
  | Extract<Intent, { type: 'cluster-judged' }>
  | { readonly type: 'cursor-moved'; readonly by: number }
  | { readonly type: 'finding-toggled' }
  /** Look again now. */
  | { readonly type: 'look-again' }
  | { readonly type: 'show-actions' };

export type TriageEffect = never;

export const initialTriage: TriageState = {
  evidence: undefined,
  findings: [],
  cursor: 0,
  toggled: new Set(),
};

export const reduceTriage: Reduce<TriageState, TriageEvent, TriageEffect> = (state, event) => {
  switch (event.type) {
    case 'cluster-judged':
      return step(withFindings(state, event.evidence, event.findings));
    case 'cursor-moved':
      return step({ ...state, cursor: withinItems(state, state.cursor + event.by) });
    case 'finding-toggled':
      return step({ ...state, toggled: toggledAt(state) });
    case 'look-again':
      return step(state, [], [{ type: 'refresh-members' }]);
    case 'show-actions':
      return step(state, [], [{ type: 'focus', pane: 'actions' }]);
    case 'session-started':
    case 'connection-changed':
    case 'moment-chosen':
    case 'second-passed':
      return step(state);
  }
};

/** What stands on its own line; what is well is told together at the end. */
export function problemsIn(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ severity }) => severity !== 'ok');
}

/** The same finding keeps its key from look to look, though its figures change. */
export function findingKey({ rule, subject }: Finding): string {
  return `${rule} ${subject}`;
}

export function isOpen({ toggled }: TriageState, finding: Finding): boolean {
  const atFirst = finding.severity === 'critical' || finding.severity === 'warning';
  return toggled.has(findingKey(finding)) ? !atFirst : atFirst;
}

/** The cursor stays on the finding it was on, wherever that stands now. */
function withFindings(
  state: TriageState,
  evidence: ClusterEvidence,
  findings: readonly Finding[],
): TriageState {
  const selected = problemsIn(state.findings)[state.cursor];
  const found = selected === undefined ? -1 : keysOf(findings).indexOf(findingKey(selected));
  const next = { ...state, evidence, findings };
  return { ...next, cursor: withinItems(next, found === -1 ? state.cursor : found) };
}

function keysOf(findings: readonly Finding[]): readonly string[] {
  return problemsIn(findings).map(findingKey);
}

/** Past the last problem the cursor stands on what is well. */
function withinItems({ findings }: TriageState, cursor: number): number {
  const problems = problemsIn(findings).length;
  const last = problems < findings.length ? problems : problems - 1;
  return Math.max(0, Math.min(last, cursor));
}

function toggledAt({ findings, cursor, toggled }: TriageState): ReadonlySet<string> {
  const selected = problemsIn(findings)[cursor];
  if (selected === undefined) return toggled;
  const key = findingKey(selected);
  const others = [...toggled].filter((each) => each !== key);
  return new Set(toggled.has(key) ? others : [...others, key]);
}

/** The worst finding so far; `unknown` until the checks ran once. */
export function triageHealth({ findings }: TriageState): Health {
  return worstSeverity(findings);
}
