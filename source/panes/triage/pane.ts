import type { Binding } from '../../keymap/binding.js';
import { wrap } from '../../presentation/cells.js';
import { flow } from '../../presentation/flow.js';
import { counted, duration } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { rowWidth, span, spreadRow } from '../../presentation/rows.js';
import { severitySign } from '../../presentation/severity-sign.js';
import { findingKey, isOpen, problemsIn, type TriageEvent, type TriageState } from '../../store/triage.js';
import type { ClusterEvidence } from '../../triage/evidence.js';
import type { Finding } from '../../triage/finding.js';
import { countFindings } from '../../triage/judge.js';
import type { Pane, PaneContent, PaneLine, PaneSize, ViewContext } from '../pane.js';

const move = (by: number) => (): readonly TriageEvent[] => [{ type: 'cursor-moved', by }];

const nothingToOpen = (state: TriageState): string | undefined =>
  problemsIn(state.findings).length === 0 ? 'There is no finding to open.' : undefined;

const bindings: readonly Binding<TriageState, TriageEvent>[] = [
  { keys: ['up', 'k'], action: 'triage.up', description: 'previous finding', run: move(-1) },
  { keys: ['down', 'j'], action: 'triage.down', description: 'next finding', run: move(1) },
  { keys: ['home', 'g'], action: 'triage.first', description: 'worst finding', run: move(-1_000) },
  { keys: ['end', 'G'], action: 'triage.last', description: 'last finding', run: move(1_000) },
  {
    keys: ['return', 'space'],
    action: 'triage.toggle',
    description: 'why it matters, evidence and next step of a finding, and back',
    hint: 'open/close',
    disabled: nothingToOpen,
    run: () => [{ type: 'finding-toggled' }],
  },
  {
    keys: ['r'],
    action: 'triage.refresh',
    description: 'check again now',
    hint: 'check again',
    run: () => [{ type: 'look-again' }],
  },
  {
    keys: ['a'],
    action: 'triage.actions',
    description: 'what can be done about it: compact, defragment',
    hint: 'actions',
    run: () => [{ type: 'show-actions' }],
  },
];

export const triagePane: Pane<TriageState, TriageEvent> = {
  id: 'triage',
  name: 'Triage',
  bindings,
  view,
  typing: () => null,
};

function view(state: TriageState, size: PaneSize, { nowMs }: ViewContext): PaneContent {
  const { evidence, findings } = state;
  if (evidence === undefined) return { title: [span('looking', 'dim')], lines: [] };
  return {
    title: titleRow(evidence, findings),
    note: [span(ageText(evidence, nowMs), 'dim')],
    lines: windowOf(linesOf(state, size.columns), size.rows),
  };
}

function titleRow({ durationMs }: ClusterEvidence, findings: readonly Finding[]): Row {
  const { critical, warning, unknown } = countFindings(findings);
  const checks = `${counted(findings.length, 'check')} in ${duration(durationMs)}`;
  const parts: Row[] = [
    ...(critical > 0 ? [[span(`${critical} critical`, 'critical')]] : []),
    ...(warning > 0 ? [[span(counted(warning, 'warning'), 'warning')]] : []),
    ...(unknown > 0 ? [[span(`${unknown} unknown`)]] : []),
  ];
  const verdict = parts.length === 0 ? [[span('all well', 'ok')]] : parts;
  const joined = verdict.flatMap((part, index) => (index === 0 ? part : [span(', ', 'dim'), ...part]));
  return [span(`${checks} ─ `, 'dim'), ...joined];
}

function ageText({ lookedAtMs, durationMs }: ClusterEvidence, nowMs: number): string {
  const ageMs = Math.max(0, nowMs - lookedAtMs - durationMs);
  return ageMs < 5_000 ? 'checked just now' : `checked ${duration(ageMs)} ago`;
}

function linesOf(state: TriageState, width: number): readonly PaneLine[] {
  const problems = problemsIn(state.findings).flatMap((finding, index) =>
    findingLines(finding, index === state.cursor, isOpen(state, finding), width),
  );
  const wellSelected = state.cursor >= problemsIn(state.findings).length;
  return [...problems, ...wellLines(state.findings, wellSelected, width)];
}

const indent = '  ';
const detailIndent = '    ';
const labelWidth = 16;

function findingLines(
  finding: Finding,
  selected: boolean,
  open: boolean,
  width: number,
): readonly PaneLine[] {
  const key = findingKey(finding);
  const { text, tone } = severitySign(finding.severity);
  const rule = [span(finding.rule, 'dim')];
  const told =
    finding.severity === 'unknown' && !open ? `${finding.title}: ${finding.evidence}` : finding.title;
  const titleLines = wrap(told, Math.max(10, width - indent.length - rowWidth(rule) - 1));
  const title = titleLines.map((line, index): PaneLine => {
    const first = index === 0;
    const row = [span(first ? `${text} ` : indent, tone), span(line, tone, first)];
    return {
      key: `${key} title ${index}`,
      row: first ? spreadRow(row, rule, width) : row,
      selected: selected && first,
    };
  });
  return open ? [...title, ...detailLines(finding, key, width)] : title;
}

function detailLines({ why, evidence, next }: Finding, key: string, width: number): readonly PaneLine[] {
  const details = [
    ['why it matters', why],
    ['evidence', evidence],
    ['next', next],
  ] as const;
  return details.flatMap(([label, text]) => {
    if (text === '') return [];
    const lines = wrap(text, Math.max(10, width - detailIndent.length - labelWidth));
    return lines.map((line, index): PaneLine => {
      const shown = `${detailIndent}${(index === 0 ? label : '').padEnd(labelWidth)}`;
      return { key: `${key} ${label} ${index}`, row: [span(shown, 'dim'), span(line)] };
    });
  });
}

/** What is well takes little room: `● quorum 3/3, no alarms, …`. */
function wellLines(findings: readonly Finding[], selected: boolean, width: number): readonly PaneLine[] {
  const well = findings.filter(({ severity }) => severity === 'ok').map(({ title }) => title);
  if (well.length === 0) return [];
  const { text, tone } = severitySign('ok');
  return flow(well, ' · ', width - indent.length).map((line, index) => ({
    key: `well ${index}`,
    row: [span(index === 0 ? `${text} ` : indent, tone), span(line, 'dim')],
    selected: selected && index === 0,
  }));
}

/** The part with the selected finding in it; the first third of the room is above it where there is more. */
function windowOf(lines: readonly PaneLine[], rows: number): readonly PaneLine[] {
  const selected = Math.max(
    0,
    lines.findIndex((line) => line.selected === true),
  );
  const topMax = Math.max(0, lines.length - rows);
  const top = Math.min(topMax, Math.max(0, selected - Math.floor(rows / 3)));
  return lines.slice(top, top + rows);
}
