import type { MaintenancePlan } from '../maintenance/plan.js';
import type { RunResult, StepResult } from '../maintenance/run.js';
import type { ActionId } from './actions-list.js';

/** What stands over the screen while an action is prepared, confirmed, running or over; plain data. */
export type ActionsDialog =
  /** Where to compact is being typed. */
  | { readonly kind: 'target'; readonly text: string; readonly problem: string | undefined }
  /** The cluster is looked at for the plan. */
  | { readonly kind: 'planning'; readonly action: ActionId }
  | { readonly kind: 'refused'; readonly action: ActionId; readonly reason: string }
  | {
      readonly kind: 'confirm';
      readonly plan: MaintenancePlan;
      readonly typed: string;
      /** What changes in a secret is shown. */
      readonly showsSecrets: boolean;
    }
  | RunningDialog
  | { readonly kind: 'ended'; readonly plan: MaintenancePlan; readonly result: RunResult };

export interface RunningDialog {
  readonly kind: 'running';
  readonly plan: MaintenancePlan;
  readonly steps: readonly StepProgress[];
  /** esc was pressed: the run ends after the step under way. */
  readonly isStopping: boolean;
}

export type StepProgress =
  | { readonly kind: 'waiting' }
  /** Looked at anew before the step; what is in its way, if anything is. */
  | { readonly kind: 'checking'; readonly obstacle: string | undefined }
  /** Since this wall time, in milliseconds. */
  | { readonly kind: 'working'; readonly sinceMs: number }
  | { readonly kind: 'over'; readonly result: StepResult };

export function newRun(plan: MaintenancePlan): RunningDialog {
  return { kind: 'running', plan, steps: plan.steps.map(() => ({ kind: 'waiting' })), isStopping: false };
}
