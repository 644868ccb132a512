import type { Bench, Goal } from './bench.js';
import { LoadGenerator } from './support/load.js';
import { generatorNote } from './support/load-rows.js';
import { median } from './support/statistics.js';
import { startPair, stopPair, type Target } from './support/target.js';

const prefix = '/history/';
const events = 500_000;
const rounds = 3;
/** etcd reads what is left again for each slice it sends, which can take minutes. */
const peerSecondsMax = 60;
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
      const ours: Reading[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(await read(pair.ours, generator, {}));
      }
      const peer = await read(pair.peer, generator, { secondsMax: peerSecondsMax });
      report({
        what: 'events/s of a catch-up',
        ours: median(ours.map(({ perSecond }) => perSecond)),
        peer: peer.perSecond,
        peerName: pair.peer.name,
        unit: '/s',
        better: 'more',
        goal,
        note: noteOf(peer, Math.max(...ours.map(({ generatorCpu }) => generatorCpu))),
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

interface Reading {
  readonly events: number;
  readonly perSecond: number;
  readonly generatorCpu: number;
}

/** A watch that was cut short would have become faster, as less is left to read again: at most twice as fast. */
function noteOf(peer: Reading, generatorCpu: number): string {
  const cut =
    peer.events < events
      ? `peer cut short at ${peer.events.toLocaleString('en')} events: at most twice its rate; `
      : '';
  return `${cut}${generatorNote(generatorCpu)}`;
}

async function read(
  { port }: Target,
  generator: LoadGenerator,
  bound: { readonly secondsMax?: number },
): Promise<Reading> {
  const { result } = await generator.watch({
    port,
    prefix,
    watchers: 1,
    connections: 1,
    startRevision: 2,
    events,
    ...bound,
  });
  const { seconds, generatorCpu, events: come } = await result;
  return { events: come, perSecond: come / seconds, generatorCpu };
}
