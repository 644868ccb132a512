import { userHome } from '../files/user-home.js';
import { auditPath, machineActor, machineFiles, openAuditLog } from '../maintenance/audit-file.js';
import type { MaintenancePlan, Planned } from '../maintenance/plan.js';
import { type MaintenancePorts, type RunEvent, runPlan } from '../maintenance/run.js';
import type { ActionsEffect, ActionsEvent } from '../store/actions.js';
import type { ActionId } from '../store/actions-list.js';
import type { RunEffect } from '../store/step.js';
import { lookForPlan, prepareCompact, prepareDefragment } from './actions-plan.js';
import type { Services } from './services.js';

/** Runs under way, so that they can be stopped. */
const stops = new WeakMap<MaintenancePlan, AbortController>();

type Dispatch = (event: ActionsEvent) => void;

export const runActionsEffect: RunEffect<ActionsEffect, ActionsEvent, Services> = (
  effect,
  services,
  dispatch,
) => {
  switch (effect.type) {
    case 'plan-compact':
      void tellPlan('compact', prepareCompact(services, effect.target, effect.contextName), dispatch);
      return;
    case 'plan-defragment':
      void tellPlan('defragment', prepareDefragment(services, effect.contextName), dispatch);
      return;
    case 'run-plan':
      void run(effect.plan, services, dispatch);
      return;
    case 'stop-run':
      stops.get(effect.plan)?.abort();
  }
};

async function tellPlan(action: ActionId, planning: Promise<Planned>, dispatch: Dispatch): Promise<void> {
  dispatch({ type: 'planned', action, planned: await planning });
}

/** When the inspector ends, the run ends after the step under way, too. */
async function run(plan: MaintenancePlan, services: Services, dispatch: Dispatch): Promise<void> {
  const stop = new AbortController();
  stops.set(plan, stop);
  const either = AbortSignal.any([stop.signal, services.signal]);
  const tell = (event: RunEvent) => dispatch({ type: 'run-told', event });
  const result = await runPlan(plan, portsOf(services), either, tell);
  dispatch({ type: 'run-ended', result });
}

function portsOf(services: Services): MaintenancePorts {
  const { environment } = services;
  const home = environment['HOME'] ?? userHome();
  return {
    client: services.client,
    collect: () => lookForPlan(services),
    audit: openAuditLog(auditPath(environment, home), machineFiles),
    actor: machineActor(environment),
    nowMs: () => services.nowMs(),
    pause: (ms) => new Promise((resolve) => services.after(ms, resolve)),
  };
}
