import { hexId } from '../presentation/quantities.js';

/** What an action will do, before it does anything. All text is safe for a terminal. */
export interface MaintenancePlan {
  readonly action: 'compact' | 'defragment' | 'put' | 'delete';
  /** `Defragment 3 members`. */
  readonly title: string;
  /** What happens, one sentence each: the order, the pause, the cost. */
  readonly happens: readonly string[];
  /** The same by hand, one command each. */
  readonly sameAs: readonly string[];
  readonly checks: readonly PlanCheck[];
  /** Whether it can be undone, and what is lost. */
  readonly undo: string;
  /** What the operator types to go on. */
  readonly confirmation: string;
  /** The cluster it was planned for; no step runs on another one. */
  readonly clusterId: bigint;
  readonly steps: readonly PlanStep[];
  /** What a value is changed in; left out where no value is. */
  readonly preview?: PlanPreview;
}

/** How a value changes, as the lines of a diff. */
export interface PlanPreview {
  /** Safe text, bounded. */
  readonly lines: readonly string[];
  /** Only shown when asked for. */
  readonly isSecret: boolean;
}

/** `caution`: it may go on, and the operator should know; `failed`: it may not. */
export interface PlanCheck {
  readonly result: 'passed' | 'caution' | 'failed';
  readonly text: string;
}

export type PlanStep =
  | {
      readonly kind: 'compact';
      readonly revision: number;
      /** Members whose use of their file is read before and after. */
      readonly members: readonly PlanMember[];
    }
  | {
      readonly kind: 'defragment';
      readonly member: PlanMember;
      /** About how long the member answers nothing, in milliseconds. */
      readonly pauseMs: number;
    }
  | { readonly kind: 'move-leader'; readonly from: PlanMember; readonly to: PlanMember }
  | WriteStep;

/** What is done to members. */
export type MemberStep = Exclude<PlanStep, WriteStep>;

/** One key is written or deleted, if nobody else has done so since. */
export interface WriteStep {
  readonly kind: 'write';
  readonly key: Uint8Array;
  /** undefined: it is deleted. */
  readonly value: Uint8Array | undefined;
  /** What is there now; undefined: nothing. */
  readonly before: StoredBefore | undefined;
  /** `keep`: that of the key; else this one, 0 for none. */
  readonly lease: 'keep' | bigint;
  /** Nothing that could be guessed from goes to the audit log, such as a hash. */
  readonly isSecret: boolean;
}

export interface StoredBefore {
  readonly modRevision: number;
  readonly value: Uint8Array;
}

export interface PlanMember {
  readonly id: bigint;
  /** Safe text. */
  readonly name: string;
  /** Where the member is asked; not shown as it is. */
  readonly endpoint: string;
}

/** A plan, or one sentence why there is none. */
export type Planned =
  | { readonly kind: 'plan'; readonly plan: MaintenancePlan }
  | { readonly kind: 'refused'; readonly reason: string };

export function refused(reason: string): Planned {
  return { kind: 'refused', reason };
}

export function failedChecks(checks: readonly PlanCheck[]): readonly PlanCheck[] {
  return checks.filter(({ result }) => result === 'failed');
}

export function mayRun(plan: MaintenancePlan): boolean {
  return plan.steps.length > 0 && failedChecks(plan.checks).length === 0;
}

/** The cluster's name as the operator knows it; its id where it has none, so that return alone is never enough. */
export function confirmationFor(contextName: string, clusterId: bigint): string {
  return contextName.trim() || hexId(clusterId);
}
