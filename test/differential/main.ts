import { readFile } from 'node:fs/promises';
import { campaignOptions } from '../support/campaign-options.js';
import { differenceOf, runCampaign } from './campaign.js';
import { Lane } from './lane.js';
import { keepDataInMemory } from './memory-directory.js';
import type { Program } from './program.js';

const options = campaignOptions({
  command: 'npm run differential --',
  summary:
    'Plays random programs, or one from a file, on node-core and the real etcds at once. Every answer and every watch\n' +
    'event must be equal; the first difference is cut down, printed, and ends it.',
  counts: {
    programs: { what: 'how many', otherwise: 200 },
    seed: { what: 'of the first; the next has the next', otherwise: undefined },
    lanes: { what: 'how many are played beside one another', otherwise: 3 },
  },
  texts: { replay: 'plays the program that a difference printed' },
  switches: { all: 'goes on after a difference' },
  examples: ['--programs 1000', '--programs 1 --seed 4711', '--replay program.json'],
});

keepDataInMemory();
// Only messages are printed, and every answer that is an error would pay for its stack.
Error.stackTraceLimit = 0;
// So that the servers end, too.
process.once('SIGTERM', () => process.exit(1));
process.once('SIGINT', () => process.exit(1));
try {
  const file = options.text('replay');
  await (file === undefined ? campaign() : replay(file));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function campaign(): Promise<void> {
  const programs = options.count('programs');
  const firstSeed = options.count('seed');
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  process.stdout.write(`${programs} programs from --seed ${firstSeed} on\n`);
  let differences = 0;
  await runCampaign({
    programs,
    firstSeed,
    lanes: options.count('lanes'),
    onProgress: (played) => {
      if (played % 250 === 0) {
        process.stdout.write(`${played} played, ${seconds()} s\n`);
      }
    },
    onDifference: (report) => {
      differences += 1;
      if (!options.has('all')) {
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
