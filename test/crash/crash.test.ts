import { test } from 'node:test';
import { runCrashRounds } from './crash-rounds.js';

const rounds = 5;

test('SIGKILL in the middle of writes loses nothing that was acknowledged', async (t) => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000_000);
  t.diagnostic(`TEST_SEED=${seed}`);
  await runCrashRounds({ rounds, seed, onRound: () => undefined });
});
