import type { EtcdClient } from '../client/api.js';
import { withCertificateFiles } from '../effects/certificate-files.js';
import { collectEvidence } from '../effects/members-evidence.js';
import { counted, duration } from '../presentation/quantities.js';
import { severitySign } from '../presentation/severity-sign.js';
import type { ClusterEvidence } from '../triage/evidence.js';
import type { Finding } from '../triage/finding.js';
import { countFindings, judge, triageExitCode, worstSeverity } from '../triage/judge.js';
import { type Command, type Invocation, UsageError } from './command.js';
import { type ConnectionTarget, withClient } from './connection.js';
import { formatFlag, outputFormat } from './output/format.js';
import { jsonText } from './output/json.js';
import { tableText } from './output/table.js';
import { write } from './output/write.js';

const couldNotLook = 3;

export const triageCommand: Command = {
  name: 'triage',
  summary: 'judge the health of the cluster, worst first, with the next step',
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  connects: true,
  flags: [{ name: 'all', type: 'boolean', description: 'show what is well, too, one line each' }, formatFlag],
  examples: [
    {
      line: 'etcdscope triage',
      does: 'findings; ends with 0 healthy, 1 warnings, 2 critical, 3 could not look',
    },
    { line: 'etcdscope triage -w json || page-somebody', does: 'as a monitoring check' },
  ],
  run: runTriage,
};

/** What keeps it from looking at all is told by exit code 3, so that it is never taken for a finding. */
async function runTriage(invocation: Invocation): Promise<number> {
  try {
    return await withClient(invocation, (client, target) => triage(client, target, invocation));
  } catch (error) {
    if (error instanceof UsageError) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    await write(invocation.io.stderr, `etcdscope: could not look: ${reason}\n`);
    return couldNotLook;
  }
}

async function triage(
  client: EtcdClient,
  { readCertificates }: ConnectionTarget,
  { flags, io }: Invocation,
): Promise<number> {
  const look = await collectEvidence(client, undefined, io.now, io.signal);
  const evidence = await withCertificateFiles(look, undefined, readCertificates);
  const findings = judge(evidence);
  switch (outputFormat(flags, 'simple')) {
    case 'json':
      await write(
        io.stdout,
        `${jsonText({ verdict: worstSeverity(findings), findings: findings.map((finding) => ({ ...finding })) })}\n`,
      );
      break;
    case 'table':
      await write(io.stdout, findingsTable(findings));
      break;
    case 'simple':
      await write(io.stdout, findingsText(evidence, findings, flags.has('all')));
  }
  return triageExitCode(evidence, findings);
}

function findingsTable(findings: readonly Finding[]): string {
  return tableText(
    ['', 'RULE', 'SUBJECT', 'FINDING', 'NEXT'].map((title) => ({ title })),
    findings.map(({ severity, rule, subject, title, next }) => [
      severitySign(severity).text,
      rule,
      subject,
      title,
      next,
    ]),
  );
}

function findingsText(evidence: ClusterEvidence, findings: readonly Finding[], all: boolean): string {
  const bad = findings.filter(({ severity }) => severity !== 'ok');
  const well = findings.filter(({ severity }) => severity === 'ok');
  const wellText = all
    ? well.map(({ title }) => `● ${title}`)
    : [`● ${counted(well.length, 'check')} well${well.length > 0 ? ' (--all shows them)' : ''}`];
  return `${[summary(evidence, findings), ...bad.map(findingText), ...wellText].join('\n')}\n`;
}

function summary(evidence: ClusterEvidence, findings: readonly Finding[]): string {
  const counts = countFindings(findings);
  const parts = [
    counts.critical > 0 ? `${counts.critical} critical` : '',
    counts.warning > 0 ? counted(counts.warning, 'warning') : '',
    counts.unknown > 0 ? `${counts.unknown} unknown` : '',
  ].filter((part) => part !== '');
  const took = `${counted(findings.length, 'check')} in ${duration(evidence.durationMs)}`;
  return `${took}: ${parts.length === 0 ? 'all well' : parts.join(', ')}`;
}

function findingText({ severity, title, why, evidence, next }: Finding): string {
  const details = [
    ['why it matters', why],
    ['evidence', evidence],
    ['next', next],
  ].filter(([, text]) => text !== '');
  return [
    `${severitySign(severity).text} ${title}`,
    ...details.map(([name = '', text]) => `    ${name.padEnd(14)}  ${text}`),
  ].join('\n');
}
