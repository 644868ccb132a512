/**
 * `npm run bench [-- NAME...]`: each benchmark runs us and a peer in turn on this machine and prints
 * the ratio. Absolute numbers are of this machine and this minute; ratios are what to compare.
 */
import type { Bench, BenchRow, Goal } from './bench.js';
import { catchUp } from './catch-up.js';
import { coldStart } from './cold-start.js';
import { decoder } from './decoder.js';
import { du } from './du.js';
import { durablePuts } from './durable-puts.js';
import { idle } from './idle.js';
import { keyToScreen } from './key-to-screen.js';
import { logins } from './logins.js';
import { countPrefix, memoryOfKeys, startWithKeys } from './million-keys.js';
import { manyKeyRanges, oneKeyRanges } from './ranges.js';
import { treeLive } from './tree-live.js';
import { treeMemory } from './tree-memory.js';
import { treeOpenNode, treeOpenPlain, treeOpenRegistry } from './tree-open.js';
import { valueBig } from './value-big.js';
import { watchAbsorb } from './watch-absorb.js';
import { watchEvents } from './watch-events.js';

const inspector: readonly Bench[] = [
  coldStart,
  decoder,
  idle,
  keyToScreen,
  treeOpenRegistry,
  treeOpenPlain,
  treeOpenNode,
  treeLive,
  treeMemory,
  watchAbsorb,
  valueBig,
  du,
];
const server: readonly Bench[] = [
  durablePuts,
  oneKeyRanges,
  manyKeyRanges,
  watchEvents,
  catchUp,
  logins,
  countPrefix,
  memoryOfKeys,
  startWithKeys,
];

const benches = [...inspector, ...server];

const shown = (value: number, unit: string): string => {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString('en', { maximumFractionDigits: digits })} ${unit}`;
};

function line({ what, ours, peer, peerName, unit, better, goal, note }: BenchRow): string {
  // Nothing is a multiple of none.
  const ratio = peer === 0 ? `against ${peerName}` : `${(ours / peer).toFixed(2)} × ${peerName}`;
  const judgement = goal === undefined ? `${better} is better` : judged(ours / peer, better, goal);
  const cells = [
    what.padEnd(44),
    shown(ours, unit).padStart(14),
    shown(peer, unit).padStart(14),
    ratio.padStart(24),
  ];
  return `${cells.join('  ')}  (${judgement})${note === undefined ? '' : `  ${note}`}`;
}

function judged(ratio: number, better: BenchRow['better'], { must, aim }: Goal): string {
  const reaches = (bound: number): boolean => (better === 'more' ? ratio >= bound : ratio <= bound);
  const verdict = reaches(aim) ? 'aim reached' : reaches(must) ? 'reached' : 'SHORT';
  return `${verdict}: must ${must} ×, aim ${aim} ×, ${better} is better`;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `bench: no benchmark ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(64);
}
for (const bench of benches.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  process.stdout.write(`\n${bench.name}: ${bench.summary}\n`);
  process.stdout.write(`${''.padEnd(44)}  ${'etcdscope'.padStart(14)}  ${'peer'.padStart(14)}\n`);
  try {
    await bench.run((row) => process.stdout.write(`${line(row)}\n`));
  } catch (error) {
    process.stdout.write(`not run: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
for (const bench of benches) {
  await bench.release?.();
}
process.exit();
