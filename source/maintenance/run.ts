import type { EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';
import { counted } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import { leaderAnswering, voters, whyNobody } from '../triage/answers.js';
import type { ClusterEvidence } from '../triage/evidence.js';
import { type Actor, type AuditEntry, AuditError, type AuditLog, auditLine } from './audit.js';
import { compactGates, defragmentGates, writeGates } from './gates.js';
import {
  failedChecks,
  type MaintenancePlan,
  mayRun,
  type PlanCheck,
  type PlanMember,
  type PlanStep,
} from './plan.js';
import { performStep, type SizeChange, type StepOutcome } from './steps.js';
import { type WriteOutcome, writeAction, writeDetails } from './write-step.js';

/** What a run may use of the outside. */
export interface MaintenancePorts {
  readonly client: Pick<EtcdClient, 'kv' | 'maintenance'>;
  /** Looks at the cluster anew. */
  collect(): Promise<ClusterEvidence>;
  readonly audit: AuditLog;
  readonly actor: Actor;
  /** Wall time in milliseconds. */
  nowMs(): number;
  pause(ms: number): Promise<void>;
}

/** What a run tells while it goes on; `step` counts from 0. */
export type RunEvent =
  /** Told again while something is in the way. */
  | {
      readonly type: 'step-checking';
      readonly step: number;
      readonly obstacle: string | undefined;
    }
  | { readonly type: 'step-started'; readonly step: number; readonly atMs: number }
  | { readonly type: 'step-ended'; readonly step: number; readonly result: StepResult };

/** `failed` also when it was done and could not be audited: nothing more is done then. */
export interface StepResult extends StepOutcome {
  /** As it stands, or should stand, in the audit log. */
  readonly auditLine: string;
}

/** `stopped`: on request, between two steps. */
export interface RunResult {
  readonly outcome: 'done' | 'stopped' | 'failed';
  /** One sentence, safe text. */
  readonly message: string;
  readonly steps: readonly StepResult[];
  readonly auditPath: string;
}

/** How long a member gets to be well again before the next step. */
const settleMaxMs = 60_000;
const settlePauseMs = 1_000;

/**
 * Runs a confirmed plan step by step. Before each step the cluster is looked at anew and must pass the
 * plan's checks; `stop` ends the run after the step under way. Every step leaves a line in the audit
 * log, and nothing is done when that cannot be written. Never rejects for what the cluster does.
 */
export async function runPlan(
  plan: MaintenancePlan,
  ports: MaintenancePorts,
  stop: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<RunResult> {
  const steps: StepResult[] = [];
  const end = (outcome: RunResult['outcome'], message: string): RunResult => ({
    outcome,
    message,
    steps,
    auditPath: ports.audit.path,
  });
  if (!mayRun(plan)) return end('failed', 'the plan’s checks do not pass; nothing was done');
  try {
    await ports.audit.append(auditLine(ports.actor, confirmation(plan, ports.nowMs())));
    for (const [index, step] of plan.steps.entries()) {
      if (stop.aborted) return end('stopped', stoppedText(index, plan));
      const tellObstacle = (obstacle?: string) => report({ type: 'step-checking', step: index, obstacle });
      const obstacle = await waitUntilClear(plan, step, ports, stop, tellObstacle);
      if (stop.aborted) return end('stopped', stoppedText(index, plan));
      if (obstacle !== undefined) return end('failed', `stopped before step ${index + 1}: ${obstacle}`);
      report({ type: 'step-started', step: index, atMs: ports.nowMs() });
      const result = await performAndRecord(plan, step, ports);
      steps.push(result);
      report({ type: 'step-ended', step: index, result });
      if (result.outcome === 'failed') return end('failed', result.message);
    }
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return end('failed', safeText(error.message));
  }
  return end('done', `done: ${plan.title}`);
}

function stoppedText(stepsDone: number, plan: MaintenancePlan): string {
  return stepsDone === 0
    ? 'stopped as asked, before anything was done'
    : `stopped as asked, after ${stepsDone} of ${counted(plan.steps.length, 'step')}`;
}

function confirmation(plan: MaintenancePlan, atMs: number): AuditEntry {
  return {
    atMs,
    action: 'confirm',
    context: plan.confirmation,
    clusterId: plan.clusterId,
    member: undefined,
    endpoint: undefined,
    outcome: 'confirmed',
    details: { plan: plan.title, steps: plan.steps.length },
  };
}

/** undefined when the step may start; else what is still in its way after a bounded wait. */
async function waitUntilClear(
  plan: MaintenancePlan,
  step: PlanStep,
  ports: MaintenancePorts,
  stop: AbortSignal,
  tell: (obstacle?: string) => void,
): Promise<string | undefined> {
  const giveUpAtMs = ports.nowMs() + settleMaxMs;
  tell();
  for (;;) {
    const obstacle = obstacleTo(plan, step, await ports.collect());
    if (obstacle === undefined || stop.aborted || ports.nowMs() >= giveUpAtMs) return obstacle;
    tell(obstacle);
    await ports.pause(settlePauseMs);
  }
}

function obstacleTo(plan: MaintenancePlan, step: PlanStep, evidence: ClusterEvidence): string | undefined {
  if (evidence.clusterId === undefined) return whyNobody(evidence);
  if (evidence.clusterId !== plan.clusterId) return 'another cluster answers than the one planned for';
  const [failed] = failedChecks(gatesOf(plan.action, evidence));
  return failed?.text ?? leadershipObstacle(step, evidence);
}

function gatesOf(action: MaintenancePlan['action'], evidence: ClusterEvidence): readonly PlanCheck[] {
  switch (action) {
    case 'compact':
      return compactGates(evidence);
    case 'defragment':
      return defragmentGates(evidence);
    case 'put':
    case 'delete':
      return writeGates(evidence, action === 'delete');
  }
}

/** A leader is not taken out of service while another member could lead. */
function leadershipObstacle(step: PlanStep, evidence: ClusterEvidence): string | undefined {
  if (step.kind !== 'defragment' || voters(evidence).length === 1) return undefined;
  return leaderAnswering(evidence)?.status.memberId === step.member.id
    ? `${step.member.name} is the leader now: plan again`
    : undefined;
}

async function performAndRecord(
  plan: MaintenancePlan,
  step: PlanStep,
  ports: MaintenancePorts,
): Promise<StepResult> {
  const startedMs = ports.nowMs();
  const outcome = await attempt(step, ports);
  const line = auditLine(ports.actor, stepEntry(plan, step, outcome, startedMs));
  try {
    await ports.audit.append(line);
    return { ...outcome, auditLine: line };
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    const message = `${outcome.message}, but ${safeText(error.message)}`;
    return { ...outcome, outcome: 'failed', message, auditLine: line };
  }
}

async function attempt(step: PlanStep, ports: MaintenancePorts): Promise<StepOutcome> {
  const startedMs = ports.nowMs();
  try {
    return await performStep(step, ports);
  } catch (error) {
    if (!(error instanceof EtcdError)) throw error;
    const durationMs = ports.nowMs() - startedMs;
    return { outcome: 'failed', message: safeText(error.message), sizes: [], durationMs };
  }
}

function stepEntry(
  plan: MaintenancePlan,
  step: PlanStep,
  { outcome, message, sizes, durationMs, write }: StepOutcome,
  atMs: number,
): AuditEntry {
  const at = memberOf(step);
  return {
    atMs,
    action: step.kind === 'write' ? writeAction(step) : step.kind,
    context: plan.confirmation,
    clusterId: plan.clusterId,
    member: at?.name,
    endpoint: at?.endpoint,
    outcome,
    details: { ...stepDetails(step, sizes, write), duration_ms: durationMs, message },
  };
}

function memberOf(step: PlanStep): PlanMember | undefined {
  switch (step.kind) {
    case 'compact':
    case 'write':
      return undefined;
    case 'defragment':
      return step.member;
    case 'move-leader':
      return step.from;
  }
}

function stepDetails(
  step: PlanStep,
  sizes: readonly SizeChange[],
  write: WriteOutcome | undefined,
): Readonly<Record<string, string | number>> {
  switch (step.kind) {
    case 'compact':
      return { revision: step.revision };
    case 'move-leader':
      return { to: step.to.name };
    case 'write':
      return writeDetails(step, write);
    case 'defragment': {
      const [size] = sizes;
      return size === undefined
        ? {}
        : { db_size_before: size.before.dbSize, db_size_after: size.after.dbSize };
    }
  }
}
