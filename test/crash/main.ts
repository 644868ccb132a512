import { campaignOptions } from '../support/campaign-options.js';
import { runCrashRounds } from './crash-rounds.js';

const options = campaignOptions({
  command: 'npm run crash --',
  summary:
    'Kills a node-core process in the middle of writes of all kinds, round after round. Nothing acknowledged may be lost.',
  counts: {
    rounds: { what: 'how often it is killed', otherwise: 50 },
    seed: { what: 'of the writes and the moments', otherwise: undefined },
  },
  examples: ['--rounds 200', '--rounds 1 --seed 4711'],
});
const rounds = options.count('rounds');
const seed = options.count('seed');
// So that the member ends, too.
process.once('SIGTERM', () => process.exit(1));
process.once('SIGINT', () => process.exit(1));
process.stdout.write(`${rounds} rounds from --seed ${seed}\n`);
await runCrashRounds({
  rounds,
  seed,
  onRound: (round, acknowledged) => {
    if (round % 25 === 0) {
      process.stdout.write(`${round} rounds, ${acknowledged} writes acknowledged\n`);
    }
  },
});
process.stdout.write(`${rounds} rounds, nothing acknowledged was lost\n`);
