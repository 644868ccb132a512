import { setTimeout as pause } from 'node:timers/promises';
import type { EtcdClient } from '../client/api.js';
import { collectEvidence } from '../effects/members-evidence.js';
import { userHome } from '../files/user-home.js';
import { auditPath, machineActor, machineFiles, openAuditLog } from '../maintenance/audit-file.js';
import {
  failedChecks,
  type MaintenancePlan,
  mayRun,
  type PlanCheck,
  type Planned,
  type PlanPreview,
} from '../maintenance/plan.js';
import { type RunEvent, type RunResult, runPlan } from '../maintenance/run.js';
import { byteSize } from '../presentation/quantities.js';
import { askLine } from './ask-line.js';
import { type CommandIo, type FlagSpec, type Invocation, UsageError } from './command.js';
import { formatFlag, outputFormat } from './output/format.js';
import { type Json, jsonText } from './output/json.js';
import { write } from './output/write.js';

/** What every command that changes a cluster takes. */
export const gateFlags: readonly FlagSpec[] = [
  { name: 'dry-run', type: 'boolean', description: 'show the plan and its checks, do nothing' },
  { name: 'yes', type: 'boolean', description: 'go on without asking; the checks still hold' },
  formatFlag,
];

/** What every command that changes a value takes. */
export const changeFlags: readonly FlagSpec[] = [
  {
    name: 'if-revision',
    type: 'string',
    placeholder: 'REVISION',
    description: 'only if the key was last changed at this revision; 0: only if it is not there',
  },
  {
    name: 'bypass-kubernetes',
    type: 'boolean',
    description: 'also a key that Kubernetes keeps, past the API server and its checks',
  },
  {
    name: 'show-secrets',
    type: 'boolean',
    description: 'show what changes in a Secret instead of masking it',
  },
  { name: 'hex', type: 'boolean', description: 'KEY is hexadecimal' },
  ...gateFlags,
];

/**
 * Shows a plan, asks, runs it. @returns 0 when done or only shown.
 * @throws Error with one sentence when it is refused, stopped or fails.
 */
export async function carryOut(
  client: EtcdClient,
  planned: Planned,
  invocation: Invocation,
): Promise<number> {
  const { flags, io } = invocation;
  const json = outputFormat(flags, 'simple') === 'json';
  if (planned.kind === 'refused') {
    throw new Error(planned.reason);
  }
  const { plan } = planned;
  // With -w json only the result is on stdout.
  await write(json ? io.stderr : io.stdout, planText(plan, flags.has('show-secrets')));
  if (!mayRun(plan)) {
    const obstacles = failedChecks(plan.checks).map(({ text }) => text.replace(/\.$/u, ''));
    throw new Error(`nothing was done: ${obstacles.join('; ')} (✖ above); mend that first and run it again`);
  }
  if (flags.has('dry-run')) {
    await write(
      json ? io.stdout : io.stderr,
      json ? `${jsonText(planJson(plan))}\n` : 'dry run: nothing was done\n',
    );
    return 0;
  }
  if (!flags.has('yes')) {
    await confirm(plan, io);
  }
  const result = await runPlan(
    plan,
    ports(client, io),
    io.signal,
    (event) => void showProgress(event, plan, io),
  );
  await write(io.stdout, json ? `${jsonText(resultJson(result))}\n` : resultText(result));
  if (result.outcome !== 'done') throw new Error(result.message);
  return 0;
}

function ports(client: EtcdClient, io: CommandIo) {
  return {
    client,
    collect: () => collectEvidence(client, undefined, io.now),
    audit: openAuditLog(auditPath(io.env, userHome()), machineFiles),
    actor: machineActor(io.env),
    nowMs: io.now,
    pause: (ms: number) => pause(ms),
  };
}

const checkSymbols: Readonly<Record<PlanCheck['result'], string>> = {
  passed: '✔',
  caution: '▲',
  failed: '✖',
};

function previewTexts({ lines, isSecret }: PlanPreview, showSecrets: boolean): readonly string[] {
  return isSecret && !showSecrets ? ['masked; --show-secrets shows it'] : lines;
}

function planText(plan: MaintenancePlan, showSecrets: boolean): string {
  const indented = (lines: readonly string[]): string => lines.map((line) => `    ${line}\n`).join('');
  return [
    `${plan.title}\n`,
    `  What happens\n${indented(plan.happens)}`,
    `  Same as\n${indented(plan.sameAs)}`,
    `  Checked now\n${indented(plan.checks.map(({ result, text }) => `${checkSymbols[result]} ${text}`))}`,
    ...(plan.preview === undefined
      ? []
      : [`  Changes\n${indented(previewTexts(plan.preview, showSecrets))}`]),
    `  Undo\n${indented([plan.undo])}`,
  ].join('');
}

/** The operator types the cluster's name; without a terminal only --yes goes on. */
async function confirm(plan: MaintenancePlan, io: CommandIo): Promise<void> {
  if (io.stdin.isTTY !== true) {
    throw new UsageError('there is no terminal to confirm on; look at --dry-run, then add --yes');
  }
  const declined = `not confirmed (${plan.confirmation} was to be typed), so nothing was done`;
  const typed = await askLine(`Type ${plan.confirmation} to go on: `, declined, io);
  if (typed.trim() !== plan.confirmation) throw new Error(declined);
}

async function showProgress(event: RunEvent, plan: MaintenancePlan, io: CommandIo): Promise<void> {
  const step = `step ${event.step + 1} of ${plan.steps.length}`;
  if (event.type === 'step-started') {
    await write(io.stderr, `${step} …\n`);
  } else if (event.type === 'step-ended') {
    await write(io.stderr, `${step}: ${event.result.message}\n`);
  }
}

/** Why it is not done is told on stderr. */
function resultText({ outcome, message, steps, auditPath: path }: RunResult): string {
  const sizes = steps.flatMap((step) =>
    step.sizes.map(
      ({ member, before, after }) =>
        `  ${member}: file ${byteSize(before.dbSize)} → ${byteSize(after.dbSize)}${inUseText(before.inUse, after.inUse)}\n`,
    ),
  );
  const head = outcome === 'done' ? `${message}\n` : '';
  return `${head}${sizes.join('')}  audit log: ${path}\n`;
}

function inUseText(before: number | undefined, after: number | undefined): string {
  return before === undefined || after === undefined
    ? ''
    : `, in use ${byteSize(before)} → ${byteSize(after)}`;
}

function planJson({ action, title, happens, sameAs, checks, undo }: MaintenancePlan): Json {
  return { action, title, happens, sameAs, checks: checks.map((check) => ({ ...check })), undo };
}

function resultJson({ outcome, message, steps, auditPath: path }: RunResult): Json {
  return {
    outcome,
    message,
    auditLog: path,
    steps: steps.map((step) => ({
      outcome: step.outcome,
      message: step.message,
      durationMs: step.durationMs,
      ...(step.write?.kind === 'written' ? { revision: step.write.revision } : {}),
      sizes: step.sizes.map(({ member, before, after }) => ({
        member,
        dbSizeBytesBefore: before.dbSize,
        dbSizeBytesAfter: after.dbSize,
        ...(before.inUse === undefined ? {} : { inUseBytesBefore: before.inUse }),
        ...(after.inUse === undefined ? {} : { inUseBytesAfter: after.inUse }),
      })),
    })),
  };
}
