import type { Fields, Program, Step, Value } from './program.js';

/** Whether a program still shows the difference. */
export type Shows = (program: Program) => Promise<boolean>;

/**
 * Makes a program smaller as long as it still shows the difference: leaves out runs of steps, the longer
 * ones first (delta debugging), then parts of each step.
 * @param tries at most so many programs are played
 */
export async function shrink(program: Program, shows: Shows, tries: number): Promise<Program> {
  let left = tries;
  const bounded: Shows = async (smaller) => {
    left -= 1;
    return left >= 0 && (await shows(smaller));
  };
  let smallest = await withoutSteps(program, bounded);
  for (let before = Number.POSITIVE_INFINITY; sizeOf(smallest) < before && left > 0; ) {
    before = sizeOf(smallest);
    smallest = await withSimplerSteps(smallest, bounded);
    smallest = await withoutSteps(smallest, bounded);
  }
  return smallest;
}

async function withoutSteps(program: Program, shows: Shows): Promise<Program> {
  let smallest = program;
  for (let run = Math.ceil(program.length / 2); run >= 1; run = run === 1 ? 0 : Math.ceil(run / 2)) {
    for (let at = smallest.length - run; at > -run; at -= run) {
      const smaller = smallest.toSpliced(Math.max(at, 0), run);
      if (smaller.length < smallest.length && (await shows(smaller))) {
        smallest = smaller;
      }
    }
  }
  return smallest;
}

async function withSimplerSteps(program: Program, shows: Shows): Promise<Program> {
  let smallest = program;
  for (let position = 0; position < smallest.length; position += 1) {
    for (let found = true; found; ) {
      found = false;
      for (const step of simplerSteps(smallest[position])) {
        const smaller = smallest.with(position, step);
        if (await shows(smaller)) {
          smallest = smaller;
          found = true;
          break;
        }
      }
    }
  }
  return smallest;
}

function simplerSteps(step: Step | undefined): Step[] {
  if (step !== undefined && 'call' in step) {
    return simplerFields(step.request).map((request) => ({ ...step, request }));
  }
  return step !== undefined && 'create' in step
    ? simplerFields(step.create).map((create) => ({ ...step, create }))
    : [];
}

/** The same with one part left out, at any depth. */
function simplerFields(fields: Fields): Fields[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const { [name]: _left, ...rest } = fields;
    return [rest, ...simplerValues(value).map((simpler) => ({ ...fields, [name]: simpler }))];
  });
}

function simplerValues(value: Value): Value[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Value, position) => [
      value.toSpliced(position, 1),
      ...simplerValues(item).map((simpler) => value.with(position, simpler)),
    ]);
  }
  return typeof value === 'object' ? simplerFields(value as Fields) : [];
}

function sizeOf(program: Program): number {
  return JSON.stringify(program).length;
}
