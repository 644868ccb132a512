import type { Bench, Goal } from './bench.js';
import { alternate } from './support/compare.js';
import { LoadGenerator } from './support/load.js';
import { generatorNote } from './support/load-rows.js';
import { median } from './support/statistics.js';
import { startPair, stopPair, type Target } from './support/target.js';

const prefix = '/history/';
const events = 500_000;
const goal: Goal = { must: 10, aim: 50 };

/** Half a million puts, each a revision of its own; then a watch from the first of them on. */
export const catchUp: Bench = {
  name: 'catch-up',
  summary: `events/s to a watcher that begins ${events.toLocaleString('en')} events behind`,
  async run(report) {
    const generator = new LoadGenerator();
    const pair = await startPair();
    try {
      await write(pair.ours, generator);
      await write(pair.peer, generator);
      const { ours, peer } = await alternate(pair, 3, (target) => read(target, generator));
      report({
        what: 'events/s of a catch-up',
        ours: median(ours.map(({ perSecond }) => perSecond)),
        peer: median(peer.map(({ perSecond }) => perSecond)),
        peerName: pair.peer.name,
        unit: '/s',
        better: 'more',
        goal,
        note: generatorNote(Math.max(...[...ours, ...peer].map(({ generatorCpu }) => generatorCpu))),
      });
    } finally {
      generator.close();
      await stopPair(pair);
    }
  },
};

async function write({ port }: Target, generator: LoadGenerator): Promise<void> {
  await generator.load({
    port,
    request: { kind: 'put', prefix, keys: 10_000, valueBytes: 256 },
    clients: 512,
    connections: 4,
    until: { calls: events },
  });
}

async function read({ port }: Target, generator: LoadGenerator) {
  const { result } = await generator.watch({
    port,
    prefix,
    watchers: 1,
    connections: 1,
    startRevision: 2,
    events,
  });
  const { seconds, generatorCpu } = await result;
  return { perSecond: events / seconds, generatorCpu };
}
