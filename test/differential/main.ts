/**
 * `npm run differential -- [--programs N] [--seed N] [--lanes N] [--all] [--replay FILE]`: random programs, or one from
 * a file, on node-core and real etcds at once. Every answer and every watch event must be equal.
 * Stops at the first difference, or with --all at the end.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { differenceOf, runCampaign } from './campaign.js';
import { Lane } from './lane.js';
import { keepDataInMemory } from './memory-directory.js';
import type { Program } from './program.js';

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    lanes: { type: 'string', default: '3' },
    all: { type: 'boolean', default: false },
    replay: { type: 'string' },
  },
});

keepDataInMemory();
// Only messages are printed, and every answer that is an error would pay for its stack.
Error.stackTraceLimit = 0;
// So that the servers end, too.
process.once('SIGTERM', () => process.exit(1));
process.once('SIGINT', () => process.exit(1));
try {
  await (values.replay === undefined ? campaign() : replay(values.replay));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function campaign(): Promise<void> {
  const programs = Number(values.programs);
  const firstSeed = Number(values.seed);
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  process.stdout.write(`${programs} programs from --seed ${firstSeed} on\n`);
  let differences = 0;
  await runCampaign({
    programs,
    firstSeed,
    lanes: Number(values.lanes),
    onProgress: (played) => {
      if (played % 250 === 0) {
        process.stdout.write(`${played} played, ${seconds()} s\n`);
      }
    },
    onDifference: (report) => {
      differences += 1;
      if (!values.all) {
        throw new Error(report);
      }
      process.stdout.write(`${report}\n`);
    },
  });
  if (differences > 0) {
    throw new Error(`${differences} of ${programs} programs show a difference`);
  }
  process.stdout.write(`${programs} programs, no difference, ${seconds()} s\n`);
}

async function replay(file: string): Promise<void> {
  const program: Program = JSON.parse(await readFile(file, 'utf8'));
  const lane = await Lane.open();
  try {
    const report = await differenceOf(lane, program, file);
    if (report !== undefined) {
      throw new Error(report);
    }
    process.stdout.write('no difference\n');
  } finally {
    await lane.close();
  }
}
