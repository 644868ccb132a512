import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from './world.js';

/** SIM_SEED replays one run, SIM_ROUNDS sets how many there are. */
const firstSeed = Number(process.env['SIM_SEED'] ?? 1);
const rounds = Number(process.env['SIM_ROUNDS'] ?? (process.env['SIM_SEED'] === undefined ? 60 : 1));

function run(seed: number): World {
  const world = new World(seed);
  try {
    world.runChaos();
    world.runRecovery();
    return world;
  } catch (error) {
    throw new Error(`SIM_SEED=${seed} replays this failure\n${world.describe()}`, { cause: error });
  }
}

test('members under crashes, partitions and lost messages keep what Raft promises', () => {
  let commits = 0;
  let reads = 0;
  for (let seed = firstSeed; seed < firstSeed + rounds; seed += 1) {
    const { checker } = run(seed);
    commits += checker.maxCommit;
    reads += checker.readsAnswered;
  }
  assert.ok(
    commits > 10 * rounds,
    `only ${commits} commits in ${rounds} rounds: the simulation does nothing`,
  );
  assert.ok(reads > rounds, `only ${reads} reads in ${rounds} rounds: the simulation does nothing`);
});
