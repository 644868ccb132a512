import type { EtcdClient } from '../client/api.js';
import { planCompact } from '../maintenance/compact-plan.js';
import type { CompactTarget } from '../maintenance/compact-target.js';
import { planDefragment } from '../maintenance/defragment-plan.js';
import { oldestReadableRevision } from '../maintenance/history-edge.js';
import type { Planned } from '../maintenance/plan.js';
import { answering, whyNobody } from '../triage/answers.js';
import type { Answer, ClusterEvidence } from '../triage/evidence.js';
import { collectEvidence } from './members-evidence.js';
import { answerOf, unanswered } from './members-status.js';

/** What planning may use of the outside. */
export interface PlanningPorts {
  readonly client: EtcdClient;
  readonly signal?: AbortSignal;
  /** Wall time in milliseconds. */
  nowMs(): number;
}

/** Looks at the cluster and at how far its history reaches, and plans on that. */
export async function prepareCompact(
  ports: PlanningPorts,
  target: CompactTarget,
  contextName: string,
): Promise<Planned> {
  const evidence = await lookForPlan(ports);
  const oldestRevision = await historyEdge(ports, evidence);
  return planCompact({ evidence, oldestRevision, contextName }, target);
}

export async function prepareDefragment(ports: PlanningPorts, contextName: string): Promise<Planned> {
  const [limits, evidence] = await Promise.all([ports.client.auth.limits(), lookForPlan(ports)]);
  return planDefragment({ evidence, contextName, limits }, 'all');
}

/** A look of its own: a plan rests on what is so now, not on the last refresh. */
export function lookForPlan(ports: PlanningPorts): Promise<ClusterEvidence> {
  return collectEvidence(ports.client, undefined, () => ports.nowMs(), ports.signal);
}

/** Asked up to a revision that every member has, whichever of them answers. */
async function historyEdge(
  { client, signal }: PlanningPorts,
  evidence: ClusterEvidence,
): Promise<Answer<number>> {
  const revisions = answering(evidence).map(({ status }) => status.revision);
  if (revisions.length === 0) return unanswered('not-asked', whyNobody(evidence));
  return answerOf(oldestReadableRevision(client, Math.min(...revisions), signal));
}
