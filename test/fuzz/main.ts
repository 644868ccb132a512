import { startNodeCore, startSubject } from '../conformance/subjects.js';
import { WireClient } from '../conformance/wire-client.js';
import { campaignOptions } from '../support/campaign-options.js';
import { findEtcd } from '../support/etcd-binaries.js';
import { fuzzMessages } from './fuzz-messages.js';
import { fuzzFrames } from './fuzz-rounds.js';

const asked = campaignOptions({
  command: 'npm run fuzz --',
  summary:
    'Sends hostile HTTP/2 frames and wrong messages to a node-core process, the messages to etcd 3.6 as well.\n' +
    'It must live, answer honest clients, and refuse as etcd does.',
  counts: {
    rounds: { what: 'of frames, and as many of messages', otherwise: 100 },
    seed: { what: 'of what is sent', otherwise: undefined },
  },
  examples: ['--rounds 1000', '--rounds 1 --seed 4711'],
});
// So that the servers end, too.
process.once('SIGTERM', () => process.exit(1));
process.once('SIGINT', () => process.exit(1));

const options = {
  rounds: asked.count('rounds'),
  seed: asked.count('seed'),
  onRound: (round: number) => {
    if (round % 100 === 0) {
      process.stdout.write(`${round} rounds\n`);
    }
  },
};
process.stdout.write(`${options.rounds} rounds from --seed ${options.seed}\n`);
const member = await startNodeCore();
try {
  await fuzzFrames(member, options);
  process.stdout.write('frames: alive, and everybody else was served\n');
  process.exitCode = findEtcd('3.6') === undefined ? 0 : await compareMessages();
} finally {
  await member.stop();
}

async function compareMessages(): Promise<number> {
  const etcd = await startSubject('3.6', []);
  const [ours, theirs] = [new WireClient(member.address), new WireClient(etcd.address)];
  try {
    const differences = await fuzzMessages(ours, theirs, options);
    process.stdout.write(differences.map((line) => `${line}\n`).join(''));
    process.stdout.write(`messages: ${differences.length} differences\n`);
    return differences.length === 0 ? 0 : 1;
  } finally {
    ours.close();
    theirs.close();
    await etcd.stop();
  }
}
