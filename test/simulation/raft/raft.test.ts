import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from './world.js';

/** SIM_SEED replays one run, SIM_ROUNDS sets how many there are. */
const firstSeed = Number(process.env['SIM_SEED'] ?? 1);
const rounds = Number(process.env['SIM_ROUNDS'] ?? (process.env['SIM_SEED'] === undefined ? 100 : 1));

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
  const total = { commits: 0, elections: 0, reads: 0, snapshots: 0, jointStates: 0 };
  for (let seed = firstSeed; seed < firstSeed + rounds; seed += 1) {
    const { maxCommit, seen } = run(seed).checker;
    total.commits += maxCommit;
    total.elections += seen.elections;
    total.reads += seen.reads;
    total.snapshots += seen.snapshots;
    total.jointStates += seen.jointStates;
  }
  const happened = Object.values(total).every((count) => count > rounds / 2);
  assert.ok(happened || rounds < 20, `the simulation checks too little: ${JSON.stringify(total)}`);
});
