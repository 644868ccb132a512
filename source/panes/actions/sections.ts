import type { MaintenancePlan, PlanCheck, PlanPreview } from '../../maintenance/plan.js';
import type { RunResult, StepResult } from '../../maintenance/run.js';
import type { SizeChange } from '../../maintenance/steps.js';
import { cutEnd, wrap } from '../../presentation/cells.js';
import { flow } from '../../presentation/flow.js';
import { byteSize, duration } from '../../presentation/quantities.js';
import type { Row, Span, Tone } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';

/** Parts of an action's dialog as rows of a width. */

const labelWidth = 16;

/** A label, and texts beside it: each begins on its own line and is wrapped. */
export function labelled(
  label: string,
  texts: readonly string[],
  width: number,
  tone?: Tone,
): readonly Row[] {
  const lines = texts.flatMap((text) => wrap(text, Math.max(10, width - labelWidth)));
  return lines.map((line, index) => [
    span((index === 0 ? label : '').padEnd(labelWidth), 'dim'),
    span(line, tone),
  ]);
}

export function paragraph(text: string, width: number, tone?: Tone): readonly Row[] {
  return wrap(text, width).map((line) => [span(line, tone)]);
}

const checkSigns = {
  passed: { text: '✔', tone: 'ok' },
  caution: { text: '▲', tone: 'warning' },
  failed: { text: '✖', tone: 'critical' },
} as const;

/** What passed is told together; what did not has a line of its own. */
function checkRows(checks: readonly PlanCheck[], width: number): readonly Row[] {
  const room = width - labelWidth;
  const told = checks.map(({ result, text }) => ({ result, text: `${checkSigns[result].text} ${text}` }));
  const passed = told.filter(({ result }) => result === 'passed').map(({ text }) => text);
  const others = told.filter(({ result }) => result !== 'passed');
  const lines = [
    ...flow(passed, '   ', room).map((text) => span(text, checkSigns.passed.tone)),
    ...others.flatMap(({ result, text }) =>
      wrap(text, room).map((line) => span(line, checkSigns[result].tone)),
    ),
  ];
  return lines.map((line, index) => [
    span((index === 0 ? 'Checked now' : '').padEnd(labelWidth), 'dim'),
    line,
  ]);
}

export function planRows(plan: MaintenancePlan, width: number): readonly Row[] {
  return [
    ...labelled('What happens', plan.happens, width),
    ...labelled('Same as', plan.sameAs, width, 'dim'),
    ...checkRows(plan.checks, width),
    ...labelled('Undo', [plan.undo], width),
  ];
}

const diffTones: Readonly<Record<string, Tone>> = {
  '+': 'added',
  '-': 'removed',
  '~': 'changed',
  '@': 'accent',
};

/** The lines of a diff, each coloured by its sign; long ones are cut. */
export function diffRows(lines: readonly string[], width: number): readonly Row[] {
  return lines.map((line) => [span(cutEnd(line, width), diffTones[line[0] ?? ''])]);
}

export function previewRows(
  preview: PlanPreview | undefined,
  showsSecrets: boolean,
  width: number,
): readonly Row[] {
  if (preview === undefined) return [];
  const shown =
    preview.isSecret && !showsSecrets
      ? [[span('This may be a secret: what changes in it is masked.', 'warning')]]
      : diffRows(preview.lines, width);
  return [[span('Changes', 'dim')], ...shown];
}

export function stepSign({ outcome }: StepResult): Span {
  return outcome === 'done' ? span('✔', 'ok') : span('✖', 'critical');
}

/** Each step with what came of it, and why it ended where no step says so. */
export function resultRows(result: RunResult, width: number): readonly Row[] {
  const steps = result.steps.flatMap((step) =>
    wrap(step.message, width - 2).map((line, index) => [
      index === 0 ? stepSign(step) : span(' '),
      span(` ${line}`),
      ...(index === 0 ? [span(`  ${duration(step.durationMs)}`, 'dim')] : []),
    ]),
  );
  const isTold = result.outcome === 'done' || result.steps.at(-1)?.outcome === 'failed';
  const tone = result.outcome === 'stopped' ? 'warning' : 'critical';
  return isTold ? steps : [...steps, ...paragraph(result.message, width, tone)];
}

/** `m1   file 412 MB → 160 MB   in use 158 MB → 158 MB`. */
export function sizeText({ member, before, after }: SizeChange): string {
  const inUse =
    before.inUse === undefined || after.inUse === undefined
      ? ''
      : `, in use ${byteSize(before.inUse)} → ${byteSize(after.inUse)}`;
  return `${member}: file ${byteSize(before.dbSize)} → ${byteSize(after.dbSize)}${inUse}`;
}
