/**
 * `npm run crash -- [--rounds N] [--seed N]`: writes of all kinds to a node-core process that is killed in the
 * middle of them, round after round. Nothing acknowledged may be lost.
 */
import { parseArgs } from 'node:util';
import { runCrashRounds } from './crash-rounds.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
  },
});
// So that the member ends, too.
process.once('SIGTERM', () => process.exit(1));
process.once('SIGINT', () => process.exit(1));
process.stdout.write(`${values.rounds} rounds from --seed ${values.seed}\n`);
await runCrashRounds({
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  onRound: (round, acknowledged) => {
    if (round % 25 === 0) {
      process.stdout.write(`${round} rounds, ${acknowledged} writes acknowledged\n`);
    }
  },
});
process.stdout.write(`${values.rounds} rounds, nothing acknowledged was lost\n`);
