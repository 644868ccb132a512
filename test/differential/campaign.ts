import { inspect } from 'node:util';
import { type Divergence, Lane } from './lane.js';
import { type Program, printProgram } from './program.js';
import { programOf } from './programs.js';
import { shrink } from './shrink.js';

export interface CampaignOptions {
  readonly programs: number;
  /** The first program's; the others follow. */
  readonly firstSeed: number;
  /** Trios of servers that play beside one another: most of the time is spent waiting. */
  readonly lanes: number;
  readonly onProgress: (played: number) => void;
  /** A program that shows a difference; the campaign goes on, unless this throws. */
  readonly onDifference: (report: string) => void;
}

const shrinkTries = 300;

/** Plays programs of consecutive seeds. */
export async function runCampaign(options: CampaignOptions): Promise<void> {
  let next = 0;
  let isOver = false;
  const playLane = async () => {
    const lane = await Lane.open();
    try {
      while (next < options.programs && !isOver) {
        const seed = options.firstSeed + next;
        next += 1;
        const report = await differenceOf(lane, programOf(seed), `seed ${seed}`);
        if (report !== undefined) {
          options.onDifference(report);
        }
        options.onProgress(next);
      }
    } finally {
      isOver = true;
      await lane.close();
    }
  };
  const results = await Promise.allSettled(Array.from({ length: options.lanes }, playLane));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    throw failed.reason;
  }
}

/** @returns what differs between the servers, with the program cut down; undefined when nothing does */
export async function differenceOf(lane: Lane, program: Program, name: string): Promise<string | undefined> {
  const divergence = await playSafely(lane, program);
  if (divergence === undefined) {
    return undefined;
  }
  const shows = async (smaller: Program) => (await playSafely(lane, smaller))?.from === divergence.from;
  const smallest = await shrink(program, shows, shrinkTries);
  const shown = (await playSafely(lane, smallest)) ?? divergence;
  return describe(shown, smallest, name);
}

/** A program that a server does not get through is a difference, too. */
async function playSafely(lane: Lane, program: Program): Promise<Divergence | undefined> {
  try {
    return await lane.play(program);
  } catch (error) {
    return { from: 'node-core', where: 'not played to the end', ours: String(error), theirs: undefined };
  }
}

function describe({ from, where, ours, theirs }: Divergence, program: Program, name: string): string {
  return [
    `node-core differs from etcd ${from} in the program of ${name}, at ${where}`,
    `node-core: ${inspect(ours, { depth: 8 })}`,
    `etcd ${from}: ${inspect(theirs, { depth: 8 })}`,
    'The program, cut down; save it and play it with "npm run differential -- --replay FILE":',
    printProgram(program),
  ].join('\n');
}
