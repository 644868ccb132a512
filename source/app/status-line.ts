import { cutMiddle } from '../presentation/cells.js';
import { pastText } from '../presentation/moment-text.js';
import {
  clockTime,
  duration,
  grouped,
  hexId,
  perSecond,
  sparkline,
  unknownText,
} from '../presentation/quantities.js';
import type { Row, Tone } from '../presentation/row.js';
import { rowText, rowWidth, span, spreadRow } from '../presentation/rows.js';
import { safeText } from '../presentation/text.js';
import type { AppState } from '../store/app.js';
import { summarizeMembers } from '../store/members.js';
import type { ClusterSummary, Health } from '../store/summary.js';
import { triageHealth } from '../store/triage.js';

const symbols: Readonly<Record<Health, string>> = { ok: '●', warning: '▲', critical: '✖', unknown: '○' };
const words: Readonly<Record<Health, string>> = {
  ok: 'healthy',
  warning: 'warning',
  critical: 'critical',
  unknown: 'asking members',
};
const tones: Readonly<Record<Health, Tone>> = {
  ok: 'ok',
  warning: 'warning',
  critical: 'critical',
  unknown: 'dim',
};

/** The sign and the tone of a state of health. */
export function healthSign(health: Health): { readonly text: string; readonly tone: Tone } {
  return { text: symbols[health], tone: tones[health] };
}

const severities: readonly Health[] = ['unknown', 'ok', 'warning', 'critical'];

function worse(one: Health, other: Health): Health {
  return severities.indexOf(one) >= severities.indexOf(other) ? one : other;
}

const describe = (health: Health, text: string): Row => [
  span(`${symbols[health]} ${text}`, tones[health], true),
];

/** The cluster as it is judged, as far as it can be asked. */
export function clusterHealth(state: AppState): Health {
  const { connection } = state.ui;
  if (connection.kind !== 'ready') return connection.kind === 'down' ? 'critical' : 'unknown';
  return worse(summarizeMembers(state.members).health, triageHealth(state.triage));
}

/** Whether the cluster is well, before anything else is read. */
function healthRow(state: AppState, summary: ClusterSummary): Row {
  const { connection, nowMs } = state.ui;
  if (connection.kind === 'down') {
    return describe('critical', `no answer for ${duration(Math.max(0, nowMs - connection.sinceMs))}`);
  }
  if (connection.kind === 'connecting') {
    const [first, ...others] = state.ui.facts?.endpoints ?? [];
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return describe('unknown', `connecting to ${safeText(first ?? unknownText)}${more}`);
  }
  const health = clusterHealth(state);
  return describe(health, summary.reason === undefined ? words[health] : safeText(summary.reason));
}

/** Nobody may take the past for what is there now. */
function pastRow({ ui: { moment, nowMs }, time: { search } }: AppState, isRoomy: boolean): Row {
  if (moment !== undefined)
    return [span(`▲ PAST: ${pastText(moment, nowMs, isRoomy)}`, 'warning', true), span('  ')];
  return search === undefined ? [] : [span(`looking for ${safeText(search.text)} …`, 'accent'), span('  ')];
}

/** Between two facts. */
const gap = '  ';
const rateWidth = 8;
const sparklineWidth = 8;

/** As much as there is room for: the first that fits. */
type Fact = readonly Row[];

function known(label: string, value: string | undefined): readonly Fact[] {
  return value === undefined ? [] : [[[span(`${label} `, 'dim'), span(value)]]];
}

function membersFact({ membersAnswering: answering, membersAll: all }: ClusterSummary): readonly Fact[] {
  if (answering === undefined || all === undefined) return [];
  const tone = answering < all ? 'warning' : 'plain';
  return [[[span(`${answering}/${all}`, tone), span(all === 1 ? ' member' : ' members', 'dim')]]];
}

function rateFact({ revisionRates }: ClusterSummary): readonly Fact[] {
  const latest = revisionRates.at(-1);
  if (latest === undefined) return [];
  const line = sparkline(revisionRates, sparklineWidth).padStart(sparklineWidth);
  return [[[span(line, 'accent'), span(` ${perSecond(latest).padEnd(rateWidth)}`)]]];
}

const maybe = <Value>(value: Value | undefined, text: (value: Value) => string): string | undefined =>
  value === undefined ? undefined : text(value);

/** The newest revision; with the oldest that can be read where something is compacted and there is room. */
function revisionFact({ time: { oldest } }: AppState, { revision }: ClusterSummary): readonly Fact[] {
  if (revision === undefined) return [];
  const newest = [span('rev ', 'dim'), span(grouped(revision))];
  const isCompacted = oldest !== undefined && oldest > 1 && oldest <= revision;
  return [
    isCompacted ? [[span('rev ', 'dim'), span(`${grouped(oldest)}…${grouped(revision)}`)], newest] : [newest],
  ];
}

/** In the order of their worth: what there is no room for is left out from the end. */
function factsOf(state: AppState, summary: ClusterSummary): readonly Fact[] {
  const { connection } = state.ui;
  return [
    ...membersFact(summary),
    ...known('leader', maybe(summary.leaderName, safeText)),
    ...revisionFact(state, summary),
    ...rateFact(summary),
    ...known('term', maybe(summary.term, grouped)),
    ...known('at', connection.kind === 'ready' ? safeText(connection.endpoint) : undefined),
    ...known('cluster', maybe(summary.clusterId, hexId)),
  ];
}

/** Less of the budget is not worth a word, where words are few. */
const budgetShownFrom = { roomy: 1, narrow: 10 } as const;

/** What reading keys takes of what it may cost the member; at 100 % reading waits. */
function budgetRow({ budgetPercent }: AppState['keys'], isRoomy: boolean): Row {
  if (budgetPercent < (isRoomy ? budgetShownFrom.roomy : budgetShownFrom.narrow)) return [];
  const share = span(` ${String(budgetPercent).padStart(3)} %`, budgetPercent < 100 ? 'plain' : 'warning');
  return [span(isRoomy ? 'read budget' : 'budget', 'dim'), share, span('  ')];
}

function rightEnd(state: AppState, isRoomy: boolean): Row {
  const { facts: session, nowMs } = state.ui;
  const mode = session?.writable ? span('RW', 'warning', true) : span('RO', 'dim');
  const source = isRoomy && session !== undefined ? [span(`  ${safeText(session.source)}`, 'dim')] : [];
  return [...budgetRow(state.keys, isRoomy), mode, ...source, span(`  ${clockTime(nowMs)} `)];
}

const nameOf = (state: AppState): string => safeText(state.ui.facts?.contextName ?? '');

/** The cluster in words that only change when something happened to it. */
export function clusterInWords(state: AppState): string {
  const summary = summarizeMembers(state.members);
  const rows = [
    [span(nameOf(state))],
    pastRow(state, true),
    healthRow(state, summary),
    ...[...membersFact(summary), ...known('leader', maybe(summary.leaderName, safeText))].flat(),
  ];
  return rows
    .map((row) => rowText(row).trim())
    .filter((text) => text !== '')
    .join(', ');
}

/** The top line: the answer first, then as many facts as there is room for. */
export function statusLine(state: AppState, columns: number): Row {
  const isRoomy = columns >= 120;
  const summary = summarizeMembers(state.members);
  const name = span(cutMiddle(nameOf(state), Math.floor(columns / 4)), 'plain', true);
  const program = isRoomy ? [span(' etcdscope', 'dim'), span('  ')] : [span(' ')];
  const left = [...program, name, span('  '), ...pastRow(state, isRoomy), ...healthRow(state, summary)];
  const right = rightEnd(state, isRoomy);
  let room = columns - rowWidth(left) - rowWidth(right) - 1;
  for (const fact of factsOf(state, summary)) {
    const fitting = fact.find((row) => rowWidth(row) + gap.length <= room);
    if (fitting === undefined) continue;
    left.push(span(gap), ...fitting);
    room -= rowWidth(fitting) + gap.length;
  }
  return spreadRow(left, right, columns);
}
