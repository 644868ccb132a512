import { wrap } from '../../presentation/cells.js';
import { byteSize, calendarDay, duration, grouped, hexId } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import { whyUnknown } from '../../triage/answers.js';
import type { MemberEvidence, MemberStatus, QuotaEvidence } from '../../triage/evidence.js';
import { concerns } from '../../triage/rules/alarms.js';

/** Everything known about one member, as labelled lines. */

const labelWidth = 13;

export function detailRows(member: MemberEvidence, width: number, nowMs: number): readonly Row[] {
  return detailsOf(member, nowMs).flatMap(([label, text]) => {
    const lines = wrap(text, width - labelWidth);
    return lines.map(
      (line, index): Row => [span((index === 0 ? label : '').padEnd(labelWidth), 'dim'), span(line)],
    );
  });
}

type Detail = readonly [label: string, text: string];

function detailsOf(member: MemberEvidence, nowMs: number): readonly Detail[] {
  const { status } = member;
  return [
    ['id', member.id === undefined ? 'not known' : hexId(member.id)],
    ['asked at', askedAt(member)],
    ['peers', member.peerUrls.map((url) => safeText(url)).join(' ') || 'not known'],
    ...(status.known ? statusDetails(status.value) : [['no status', whyUnknown(status) ?? ''] as const]),
    ['certificate', certificateText(member, nowMs)],
  ];
}

function askedAt({ endpoint, route }: MemberEvidence): string {
  if (endpoint === undefined) return 'it advertises no client URL';
  const note = route === 'configured' ? ' (its advertised URL cannot be reached from here)' : '';
  return safeText(endpoint) + note;
}

function statusDetails(status: MemberStatus): readonly Detail[] {
  const inUse = status.dbSizeInUse === undefined ? 'unknown' : byteSize(status.dbSizeInUse);
  return [
    [
      'raft',
      `term ${grouped(status.term)}, index ${grouped(status.raftIndex)}, applied ${grouped(status.appliedIndex)}`,
    ],
    ['revision', grouped(status.revision)],
    ['database', `${byteSize(status.dbSize)}, ${inUse} in use, ${quotaText(status.quota)}`],
    ['answered in', duration(status.latencyMs)],
    ['alarms', ownAlarms(status) || 'none'],
    ['errors', status.errors.map((error) => safeText(error)).join('; ') || 'none'],
  ];
}

/** Every member tells of every alarm; here stand its own, and those of no member. */
function ownAlarms({ alarms, memberId }: MemberStatus): string {
  const own = alarms.filter((each) => concerns(each, memberId));
  return own.map(({ alarm }) => safeText(alarm)).join(', ');
}

function quotaText(quota: QuotaEvidence): string {
  switch (quota.kind) {
    case 'told':
      return `quota ${byteSize(quota.bytes)}`;
    case 'none':
      return 'no quota';
    case 'not-told':
      return 'quota not told by this version';
  }
}

function certificateText({ certificate }: MemberEvidence, nowMs: number): string {
  if (!certificate.known) return `not known: ${whyUnknown(certificate)}`;
  if (certificate.value === undefined) return 'no TLS';
  const { subject, validFromMs, validToMs } = certificate.value;
  const left = validToMs > nowMs ? `${duration(validToMs - nowMs)} left` : 'expired';
  return `${safeText(subject)}, ${calendarDay(validFromMs)} to ${calendarDay(validToMs)}, ${left}`;
}
