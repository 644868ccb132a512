import { wrap } from '../../presentation/cells.js';
import {
  byteSize,
  clockTime,
  counted,
  duration,
  perSecond,
  sparkline,
} from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { cutRow, span } from '../../presentation/rows.js';
import { severitySign } from '../../presentation/severity-sign.js';
import { changeTexts, type MembersState, revisionRates } from '../../store/members.js';
import { labelOf, saysNothing, whyUnknown } from '../../triage/answers.js';
import type { ClusterEvidence } from '../../triage/evidence.js';
import type { Finding, RuleId } from '../../triage/finding.js';

/** Below the table: how fast it grows, what else is known, what changed. */

const sparklineWidth = 16;

export function factRows(state: MembersState, evidence: ClusterEvidence, width: number): readonly Row[] {
  const rows = [
    ...silenceRows(evidence, width),
    rateRow(evidence),
    ...findingRows(state.findings, ['quorum', 'alarms', 'certificates']),
    ...changeRows(evidence),
  ];
  return rows.map((row) => cutRow(row, width));
}

/** Where nobody may be asked, why: the same for most, so once each. */
function silenceRows({ members }: ClusterEvidence, width: number): readonly Row[] {
  if (members.some(({ status }) => status.known || !saysNothing(status.why))) return [];
  const reasons = new Set(members.map(({ status }) => whyUnknown(status) ?? ''));
  return [...reasons].flatMap((reason) => wrap(reason, width).map((text) => [span(text, 'warning')]));
}

function rateRow({ history }: ClusterEvidence): Row {
  const rates = revisionRates(history);
  const last = rates.at(-1);
  const sizes = history.samples.map(({ members }) => Math.max(0, ...members.map(({ dbSize }) => dbSize)));
  const size = sizes.at(-1);
  const least = Math.min(...sizes);
  return [
    ...trend('revisions', rates, last === undefined ? '–' : perSecond(last), 9),
    ...trend(
      '  size',
      sizes.map((each) => each - least),
      size === undefined ? '–' : byteSize(size),
      7,
    ),
  ];
}

function trend(label: string, values: readonly number[], text: string, textWidth: number): Row {
  const line = sparkline(values, sparklineWidth / 2).padStart(sparklineWidth / 2);
  return [span(`${label} `, 'dim'), span(line, 'accent'), span(` ${text.padStart(textWidth)}`)];
}

/** The worst of what these rules say; what is well in few words. */
function findingRows(findings: readonly Finding[], rules: readonly RuleId[]): readonly Row[] {
  return rules.flatMap((rule) => {
    const finding = findings.find((each) => each.rule === rule);
    if (finding === undefined) return [];
    const { text, tone } = severitySign(finding.severity);
    const title = finding.severity === 'unknown' ? `${finding.title}: not known` : finding.title;
    return [[span(`${text} `, tone), span(title, finding.severity === 'ok' ? 'dim' : tone)]];
  });
}

/** Newest first. */
function changeRows(evidence: ClusterEvidence): readonly Row[] {
  const { history, lookedAtMs } = evidence;
  if (history.samples.length === 0) return [];
  const changes = [
    ...history.leaderChanges.map(({ atMs, from, to }) => ({
      atMs,
      text:
        from === to
          ? `${labelOf(evidence, to)} was elected again`
          : `leadership moved from ${labelOf(evidence, from)} to ${labelOf(evidence, to)}`,
    })),
    ...history.memberChanges.map(({ atMs, name, what }) => ({ atMs, text: `${name} ${changeTexts[what]}` })),
  ].toSorted((a, b) => b.atMs - a.atMs);
  if (changes.length === 0) {
    const watched = duration(lookedAtMs - history.sinceMs);
    return history.looks < 2 ? [] : [[span(`same leader and members for ${watched}`, 'dim')]];
  }
  return changes.map(({ atMs, text }) => [span(`${clockTime(atMs)}  `, 'dim'), span(text, 'changed')]);
}

/** `3 of 3 answering`. */
export function answeringText(evidence: ClusterEvidence): string {
  const answering = evidence.members.filter(({ status }) => status.known).length;
  return `${answering} of ${counted(evidence.members.length, 'member')} answering`;
}
