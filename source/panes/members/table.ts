import { type Column, columnWidth } from '../../components/table.js';
import { byteSize, duration, grouped, percent, unknownText } from '../../presentation/quantities.js';
import type { Span } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { severitySign } from '../../presentation/severity-sign.js';
import { safeText } from '../../presentation/text.js';
import { isUnstarted, leaderAnswering, memberLabel, saysNothing } from '../../triage/answers.js';
import type { ClusterEvidence, MemberEvidence, MemberStatus } from '../../triage/evidence.js';
import type { Finding, Severity } from '../../triage/finding.js';
import { raftLag, raftLagWarning } from '../../triage/rules/lag.js';
import { quotaUse } from '../../triage/rules/storage.js';

/** The members as a table: what each column shows, and which columns there is room for. */

export interface MemberCells {
  readonly columns: readonly Column[];
  /** One row of cells per member, in the list's order. */
  readonly rows: readonly (readonly Span[])[];
}

/** The look that is shown and, for a moment, the one before it: what changed is marked. */
export interface MembersShown {
  readonly evidence: ClusterEvidence;
  readonly before: ClusterEvidence | undefined;
  readonly findings: readonly Finding[];
}

interface MemberColumn {
  readonly heading: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  /** For what changes seldom: figures that change all the time would only flicker. */
  readonly marksChange?: true;
  cell(member: MemberEvidence, status: MemberStatus | undefined, evidence: ClusterEvidence): Span;
}

/** In the order of their worth: what does not fit is left out from the end. */
const columnsByWorth: readonly MemberColumn[] = [
  { heading: 'ROLE', width: 8, align: 'left', marksChange: true, cell: roleCell },
  { heading: 'DB (IN USE)', width: 15, align: 'right', cell: (_, status) => sizeCell(status) },
  { heading: 'LAG', width: 4, align: 'right', cell: (_, status, evidence) => lagCell(status, evidence) },
  { heading: 'QUOTA', width: 5, align: 'right', cell: (member, status) => quotaCell(member, status) },
  {
    heading: 'VERSION',
    width: 7,
    align: 'left',
    marksChange: true,
    cell: (_, status) => versionCell(status),
  },
  { heading: 'LATENCY', width: 7, align: 'right', cell: (_, status) => latencyCell(status) },
  {
    heading: 'TERM',
    width: 6,
    align: 'right',
    marksChange: true,
    cell: (_, status) => countCell(status?.term),
  },
  { heading: 'INDEX', width: 13, align: 'right', cell: (_, status) => countCell(status?.raftIndex) },
  { heading: 'APPLIED', width: 13, align: 'right', cell: (_, status) => countCell(status?.appliedIndex) },
];

/** Left to right, whatever fits. */
const shownOrder = ['ROLE', 'VERSION', 'DB (IN USE)', 'QUOTA', 'LAG', 'LATENCY', 'TERM', 'INDEX', 'APPLIED'];

const columnGap = 2;
const nameWidthMax = 24;

export function memberCells({ evidence, before, findings }: MembersShown, width: number): MemberCells {
  const labels = evidence.members.map((member) => `● ${memberLabel(member)}`);
  const name: Column = { heading: '  NAME', width: columnWidth(labels, 6, nameWidthMax) };
  const shown = columnsFor(width - name.width);
  return {
    columns: [name, ...shown],
    rows: evidence.members.map((member) => [
      nameCell(member, findings),
      ...shown.map((column) => changeMarked(column, member, evidence, before)),
    ]),
  };
}

function changeMarked(
  column: MemberColumn,
  member: MemberEvidence,
  evidence: ClusterEvidence,
  before: ClusterEvidence | undefined,
): Span {
  const cell = cellOf(column, member, evidence);
  const earlier = before?.members.find(({ id }) => id !== undefined && id === member.id);
  if (!column.marksChange || before === undefined || earlier === undefined) return cell;
  return cellOf(column, earlier, before).text === cell.text ? cell : { ...cell, tone: 'changed' };
}

function cellOf(column: MemberColumn, member: MemberEvidence, evidence: ClusterEvidence): Span {
  return column.cell(member, member.status.known ? member.status.value : undefined, evidence);
}

function columnsFor(room: number): readonly MemberColumn[] {
  const fitting: MemberColumn[] = [];
  let left = room;
  for (const column of columnsByWorth) {
    left -= column.width + columnGap;
    if (left < 0) break;
    fitting.push(column);
  }
  return fitting.toSorted((a, b) => shownOrder.indexOf(a.heading) - shownOrder.indexOf(b.heading));
}

function nameCell(member: MemberEvidence, findings: readonly Finding[]): Span {
  const { text, tone } = severitySign(memberSeverity(member, findings));
  return span(`${text} ${memberLabel(member)}`, tone);
}

/** The worst that is said of this member; one that does not answer is never well. */
export function memberSeverity(member: MemberEvidence, findings: readonly Finding[]): Severity {
  if (!member.status.known) {
    if (isUnstarted(member)) return 'warning';
    return saysNothing(member.status.why) ? 'unknown' : 'critical';
  }
  const label = memberLabel(member);
  const own = findings.filter(({ subject }) => subject === label).map(({ severity }) => severity);
  return (['critical', 'warning'] as const).find((severity) => own.includes(severity)) ?? 'ok';
}

function roleCell(member: MemberEvidence, status: MemberStatus | undefined): Span {
  if (status === undefined) {
    if (isUnstarted(member)) return span('added', 'warning');
    const untold = !member.status.known && saysNothing(member.status.why);
    return untold ? span('untold', 'dim') : span('silent', 'critical');
  }
  if (status.leader === status.memberId) return span('leader', 'accent');
  return member.isLearner ? span('learner', 'dim') : span('follower');
}

const nothing = span(unknownText, 'dim');

function sizeCell(status: MemberStatus | undefined): Span {
  if (status === undefined) return nothing;
  const { dbSize, dbSizeInUse } = status;
  const inUse = dbSizeInUse === undefined || dbSize === 0 ? unknownText : percent(dbSizeInUse / dbSize);
  return span(`${byteSize(dbSize)} (${inUse})`);
}

/** `~20 %` where the quota is only assumed to be etcd's default. */
function quotaCell(member: MemberEvidence, status: MemberStatus | undefined): Span {
  const use = status === undefined ? undefined : quotaUse({ member, status });
  if (use === undefined) return nothing;
  const tone = use.ratio >= 0.95 ? 'critical' : use.ratio >= 0.8 ? 'warning' : 'plain';
  return span(`${use.assumed ? '~' : ''}${percent(use.ratio)}`, tone);
}

function lagCell(status: MemberStatus | undefined, evidence: ClusterEvidence): Span {
  if (status === undefined || leaderAnswering(evidence)?.status === status) return nothing;
  const entries = raftLag(evidence, status);
  if (entries === undefined) return nothing;
  return span(lagText(entries), entries >= raftLagWarning ? 'warning' : 'plain');
}

/** In four cells: `999`, `9k`, `41k`, `12M`. */
function lagText(entries: number): string {
  if (entries < 1_000) return grouped(entries);
  return entries < 1_000_000 ? `${Math.floor(entries / 1_000)}k` : `${Math.floor(entries / 1_000_000)}M`;
}

function versionCell(status: MemberStatus | undefined): Span {
  return status === undefined ? nothing : span(safeText(status.version));
}

function latencyCell(status: MemberStatus | undefined): Span {
  return status === undefined ? nothing : span(duration(status.latencyMs));
}

function countCell(count: number | undefined): Span {
  return count === undefined ? nothing : span(grouped(count));
}
