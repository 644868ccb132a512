import { endOfKeys } from '../../source/bytes/byte-string.js';
import { initialKeys, type KeysEvent, type KeysState, reduceKeys } from '../../source/store/keys.js';
import { sortOrders } from '../../source/store/keys-sort.js';
import type { KeyChange } from '../../source/store/keys-tree.js';
import type { Discovery } from '../../source/tree/discovery.js';
import { noCost } from '../../source/tree/listing.js';
import type { Bench } from './bench.js';
import { median } from './support/statistics.js';

const siblings = 250_000;
const ticks = 40;
/** Ten times a second: so many changes a tick are a hundred, a thousand and ten thousand a second. */
const changesInTick = [10, 100, 1_000];

const keyOf = (index: number): string => `/big/item-${String(index).padStart(6, '0')}`;
const spread = (index: number): number => (index * 7919) % siblings;

const reduced = (state: KeysState, event: KeysEvent): KeysState => reduceKeys(state, event).state;

/** What live changes cost the tree where a quarter of a million siblings are loaded, in every order, against sorting them once. */
export const treeLive: Bench = {
  name: 'tree-live',
  summary: 'CPU time of a tick of live changes among 250,000 loaded siblings, against sorting them all',
  run(report) {
    const loaded = loadedTree();
    const peer = median(Array.from({ length: 5 }, () => cpuMs(sortAll)));
    for (const by of sortOrders) {
      for (const changes of changesInTick) {
        const ours = tickMs(reduced(loaded, { type: 'sort-chosen', by }), changes);
        const note = `${((ours * 1_000) / changes).toFixed(1)} µs a change`;
        const what = `${changes} changes, by ${by}`;
        report({ what, ours, unit: 'ms', peer, peerName: 'sorting all', better: 'less', note });
      }
    }
    return Promise.resolve();
  },
};

function loadedTree(): KeysState {
  const feed = { kind: 'live', from: 1, revision: siblings } as const;
  const began = [
    { type: 'keys-resized', rows: 40 },
    { type: 'feed-changed', feed },
    told('', 1, [{ kind: 'directory', path: '/big/', count: siblings }]),
    { type: 'row-opened' },
  ] as const;
  const leaves = Array.from({ length: siblings }, (_, index): Discovery => {
    const found = { key: keyOf(index), modRevision: spread(index) + 1, version: 1, lease: 0n };
    return { kind: 'leaf', found };
  });
  return reduced(began.reduce(reduced, initialKeys), told('/big/', 2, leaves));
}

function told(path: string, listing: number, all: readonly Discovery[]): KeysEvent {
  const reading = { kind: 'done' } as const;
  return {
    type: 'children-told',
    path,
    listing,
    told: all,
    frontier: endOfKeys,
    reading,
    revision: siblings,
    cost: noCost,
  };
}

/** Changes all over the directory: most are updates, some keys come and some go. */
function change(at: number, revision: number): KeyChange {
  const common = { revision, atMs: revision, lease: BigInt(at % 3) };
  if (at % 10 === 8) return { ...common, key: `${keyOf(spread(at))}-new`, type: 'created', version: 1 };
  if (at % 10 === 9) return { ...common, key: `${keyOf(spread(at - 1))}-new`, type: 'deleted', version: 0 };
  return { ...common, key: keyOf(spread(at * 31)), type: 'updated', version: 2 + (at % 5) };
}

function tickMs(sorted: KeysState, changesNow: number): number {
  let state = sorted;
  let at = 0;
  const took: number[] = [];
  for (let tick = 0; tick < ticks; tick += 1) {
    const changes = Array.from({ length: changesNow }, () => change(at++, siblings + at));
    const revision = siblings + at;
    took.push(
      cpuMs(() => {
        state = reduced(state, { type: 'keys-changed', changes, revision });
      }),
    );
  }
  return median(took);
}

function sortAll(): void {
  const revisions = Float64Array.from({ length: siblings }, (_, index) => spread(index));
  const order = Uint32Array.from(revisions.keys());
  order.sort((one, other) => (revisions[one] ?? 0) - (revisions[other] ?? 0) || one - other);
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
