import { setTimeout as pause } from 'node:timers/promises';
import { bigJson, bigValueFlags, needle, putValues } from '../support/big-values.js';
import { bundle } from '../support/bundle.js';
import type { Bench, BenchRow } from './bench.js';
import { memoryUse } from './support/process-usage.js';
import { startRealEtcd } from './support/real-etcd.js';
import { median, percentile } from './support/statistics.js';
import { WatchedScreen } from './support/watched-screen.js';

const rounds = 3;
const pages = 60;
const pauseBetweenMs = 30;
/** A small value whose pages are as full. */
const smallItems = 400;

interface Measured {
  readonly openMs: number;
  readonly keysWhileOpeningMs: readonly number[];
  readonly scrollMs: readonly number[];
  readonly searchMs: number;
  readonly residentBytes: number;
}

/** A JSON value of 15 MB on the screen: opened, scrolled, searched, and whether keys wait for it meanwhile. */
export const valueBig: Bench = {
  name: 'value-big',
  summary:
    'a JSON value of 15 MB: opened, scrolled and searched, beside JSON.parse, indexOf and a small value',
  async run(report) {
    const etcd = await startRealEtcd('3.4', bigValueFlags);
    try {
      const value = bigJson();
      const items: unknown = JSON.parse(value.toString());
      const few = Array.isArray(items) ? items.slice(-smallItems) : [];
      const small = JSON.stringify(few);
      const [endpoint = ''] = etcd.endpoints;
      await putValues(endpoint, { '/big/a-none': 'x', '/big/b-small': small, '/big/c-large': value });
      const big: Measured[] = [];
      const little: Measured[] = [];
      for (let round = 0; round < rounds; round += 1) {
        big.push(await measure(endpoint, 'c-large', 2));
        little.push(await measure(endpoint, 'b-small', 1));
      }
      tell(big, little, rawTimes(value), report);
    } finally {
      await etcd.stop();
    }
  },
};

/** Opens the directory, goes so many keys down to `name`, and presses keys. */
async function measure(endpoint: string, name: string, downs: number): Promise<Measured> {
  const screen = new WatchedScreen([bundle, '--endpoints', endpoint]);
  try {
    await screen.until('for the tree', () => /❯.*▸ \/big\//u.test(screen.text()));
    screen.type('l');
    await screen.until('for its keys', () => screen.text().includes('c-large'));
    screen.type('l');
    await screen.until('for the first', () => /❯ +a-none/u.test(screen.text()));
    await pause(500);
    const begunMs = performance.now();
    screen.type('j'.repeat(downs));
    const opened = screen.until('for the value', () => /line 1 of [\d,]+ /u.test(screen.text()));
    const keysWhileOpeningMs = await typeLetters(screen, opened);
    const openMs = (await opened) - begunMs;
    screen.type('\x1b');
    await screen.until('for no palette', () => !screen.text().includes('abababab'));
    screen.type('v');
    await screen.until(`for ${name}`, () => screen.text().includes(`/big/${name}`));
    const scrollMs = await scroll(screen);
    const searchMs = await search(screen);
    return { openMs, keysWhileOpeningMs, scrollMs, searchMs, ...memoryUse(screen.pid) };
  } finally {
    await screen.close();
  }
}

/** At most so many, for a field has an end. */
const lettersMax = 60;

/** Into the palette, while the value is read and laid out. */
async function typeLetters(screen: WatchedScreen, until: Promise<unknown>): Promise<readonly number[]> {
  let isOver = false;
  void until.finally(() => {
    isOver = true;
  });
  const latenciesMs: number[] = [];
  let typed = '';
  screen.type(':');
  await screen.until('for the palette', () => screen.text().includes('esc'));
  while ((!isOver || latenciesMs.length < 8) && latenciesMs.length < lettersMax) {
    const letter = latenciesMs.length % 2 === 0 ? 'a' : 'b';
    typed += letter;
    const pressedMs = performance.now();
    screen.type(letter);
    latenciesMs.push((await screen.until(`for ${typed}`, () => screen.text().includes(typed))) - pressedMs);
    await pause(pauseBetweenMs);
  }
  return latenciesMs;
}

const lineShown = (screen: WatchedScreen): string => /line ([\d,]+) of/u.exec(screen.text())?.[1] ?? '';

async function scroll(screen: WatchedScreen): Promise<readonly number[]> {
  const latenciesMs: number[] = [];
  for (let page = 0; page < pages; page += 1) {
    const before = lineShown(screen);
    const pressedMs = performance.now();
    screen.type(' ');
    const arrivedMs = await screen.until('for the next page', () => lineShown(screen) !== before);
    latenciesMs.push(arrivedMs - pressedMs);
    await pause(pauseBetweenMs);
  }
  return latenciesMs;
}

/** From the last letter until all of the value is searched. */
async function search(screen: WatchedScreen): Promise<number> {
  screen.type('g/');
  await screen.until('for the search', () => screen.text().includes('Search:'));
  screen.type(needle.slice(0, -1));
  await pause(1_000);
  const pressedMs = performance.now();
  screen.type(needle.slice(-1));
  return (
    (await screen.until('for what is found', () => screen.text().includes(`"${needle}" 1 of 1`))) - pressedMs
  );
}

interface Raw {
  readonly parseMs: number;
  readonly scanMs: number;
}

function timed(run: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const begunMs = performance.now();
    run();
    return performance.now() - begunMs;
  });
  return median(times);
}

/** What nobody can be faster than by much: the same bytes as text, parsed, and the pretty text scanned. */
function rawTimes(value: Buffer): Raw {
  const pretty = JSON.stringify(JSON.parse(value.toString()), null, 2);
  return {
    parseMs: timed(() => JSON.parse(value.toString())),
    scanMs: timed(() => pretty.indexOf(needle)),
  };
}

function tell(
  big: readonly Measured[],
  little: readonly Measured[],
  { parseMs, scanMs }: Raw,
  report: (row: BenchRow) => void,
): void {
  const less = { unit: 'ms', better: 'less' } as const;
  const raw = (what: string, ours: (measured: Measured) => number, peer: number, peerName: string): void =>
    report({ ...less, what, ours: median(big.map(ours)), peer, peerName });
  const beside = (what: string, share: number, figure: (measured: Measured) => readonly number[]): void => {
    const of = (measured: readonly Measured[]) => percentile(measured.flatMap(figure), share);
    report({ ...less, what, ours: of(big), peer: of(little), peerName: 'a small value' });
  };
  raw('15 MB opened', ({ openMs }) => openMs, parseMs, 'JSON.parse');
  raw('15 MB searched', ({ searchMs }) => searchMs, scanMs, 'indexOf');
  beside('a key while it is opened, p50', 0.5, ({ keysWhileOpeningMs }) => keysWhileOpeningMs);
  beside('a key while it is opened, the slowest', 1, ({ keysWhileOpeningMs }) => keysWhileOpeningMs);
  beside('a page further, p50', 0.5, ({ scrollMs }) => scrollMs);
  beside('a page further, the slowest', 1, ({ scrollMs }) => scrollMs);
  const resident = (measured: readonly Measured[]) =>
    median(measured.map(({ residentBytes }) => residentBytes / 1e6));
  report({
    what: 'resident with it open',
    unit: 'MB',
    better: 'less',
    ours: resident(big),
    peer: resident(little),
    peerName: 'a small value',
  });
}
