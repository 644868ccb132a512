import { toBytes } from '../bytes/byte-string.js';
import type { EtcdClient, WatchMessage } from '../client/api.js';
import type { EtcdError } from '../client/errors.js';
import { parseGoDuration } from '../connect/go-duration.js';
import { countChange } from '../effects/counted-change.js';
import { loggedChange } from '../effects/logged-change.js';
import { WriterBudget } from '../effects/writer-budget.js';
import { byteSize, clockTime, grouped, perSecond } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import { wholeBytesMax } from '../store/watch-log.js';
import {
  ChangeRates,
  type RateDimension,
  type RateRow,
  type RateTable,
  rateDimensions,
  ratesKeptSeconds,
  unnamed,
} from '../store/watch-rates.js';
import { type Command, type FlagValues, type Invocation, UsageError } from './command.js';
import { withClient } from './connection.js';
import { keyOperand, prefixRange } from './key-range.js';
import { countFlag } from './numbers.js';
import { formatFlag, outputFormat } from './output/format.js';
import { bytesField, type Json, jsonText } from './output/json.js';
import { tableText } from './output/table.js';
import { write } from './output/write.js';
import { deadEnd } from './watch/dead-end.js';

export const topCommand: Command = {
  name: 'top',
  summary: 'who changes most: events and bytes a second by kind, prefix or writer',
  operands: '[PREFIX]',
  minOperands: 0,
  maxOperands: 1,
  connects: true,
  flags: [
    { name: 'by', type: 'string', choices: rateDimensions, description: 'kind, prefix or writer (kind)' },
    {
      name: 'interval',
      type: 'string',
      placeholder: 'DURATION',
      description: 'how long is counted for a table, from 1s to 60s (10s)',
    },
    { name: 'once', type: 'boolean', description: 'end after the first table' },
    {
      name: 'sort',
      type: 'string',
      choices: ['events', 'bytes'],
      description: 'what there is most of first (events)',
    },
    { name: 'limit', type: 'string', placeholder: 'N', description: 'at most so many rows (20)' },
    { name: 'hex', type: 'boolean', description: 'PREFIX is hexadecimal' },
    formatFlag,
  ],
  examples: [
    { line: 'etcdscope top', does: 'what changes most, every ten seconds' },
    {
      line: 'etcdscope top --by writer --once --interval 30s /registry/',
      does: 'who wrote most in half a minute',
    },
    { line: 'etcdscope top -w json --interval 5s', does: 'one JSON object a line, every five seconds' },
  ],
  run: (invocation) => {
    const asked = askedTop(invocation.flags);
    const key = keyOperand(invocation.operands[0] ?? '', invocation.flags.has('hex'));
    return withClient(invocation, (client) => top(client, key, asked, invocation));
  },
};

interface AskedTop {
  readonly by: RateDimension;
  readonly seconds: number;
  readonly isOnce: boolean;
  readonly sortBy: 'events' | 'bytes';
  readonly limit: number;
}

function askedTop(flags: FlagValues): AskedTop {
  const by = rateDimensions.find((dimension) => dimension === flags.get('by')) ?? 'kind';
  return {
    by,
    seconds: askedSeconds(flags),
    isOnce: flags.has('once'),
    sortBy: flags.get('sort') === 'bytes' ? 'bytes' : 'events',
    limit: countFlag(flags, 'limit', 20, 1),
  };
}

function askedSeconds(flags: FlagValues): number {
  const text = flags.get('interval');
  if (typeof text !== 'string') {
    return 10;
  }
  const seconds = (parseGoDuration(text) ?? Number.NaN) / 1_000;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > ratesKeptSeconds) {
    throw new UsageError(`--interval must be whole seconds from 1s to ${ratesKeptSeconds}s, not ${text}`);
  }
  return seconds;
}

const secondMs = 1_000;

async function top(
  client: EtcdClient,
  key: Uint8Array,
  asked: AskedTop,
  invocation: Invocation,
): Promise<number> {
  const { io, flags } = invocation;
  const isJson = outputFormat(flags, 'simple') === 'json';
  // Whole seconds are counted: what comes before the first one begins is not.
  const sinceMs = Math.ceil(io.now() / secondMs) * secondMs;
  const counter = new Counter(sinceMs);
  const options = { ...prefixRange(key), prevKv: asked.by === 'writer', signal: io.signal };
  const subscription = client.watch(options, (message) => counter.take(message));
  if (!isJson) await write(io.stderr, `counting for ${asked.seconds} s …\n`);
  try {
    for (let tables = 1; !io.signal.aborted; tables += 1) {
      const atMs = sinceMs + tables * asked.seconds * secondMs;
      await sleep(atMs - io.now(), counter.failed, io.signal);
      if (io.signal.aborted) {
        break;
      }
      if (asked.isOnce && counter.neverBegan !== undefined) {
        throw counter.neverBegan;
      }
      const table = counter.rates.table(asked.by, asked.seconds, atMs, asked.sortBy);
      const isGap = counter.takeGap();
      await write(
        io.stdout,
        isJson ? jsonLine(table, asked, atMs, isGap) : tableLines(table, asked, atMs, isGap),
      );
      if (asked.isOnce) {
        break;
      }
    }
  } finally {
    subscription.cancel();
  }
  return 0;
}

/** Counts what a watch tells, and remembers when it was cut. */
class Counter {
  readonly rates: ChangeRates;
  readonly #sinceMs: number;
  readonly #budget = new WriterBudget();
  readonly #failure = Promise.withResolvers<never>();
  #isGap = false;
  #wasSetUp = false;
  #interruption: EtcdError | undefined;

  constructor(sinceMs: number) {
    this.#sinceMs = sinceMs;
    this.rates = new ChangeRates(sinceMs);
    this.#failure.promise.catch(() => undefined);
  }

  /** Rejects when the server will not have this watch. */
  get failed(): Promise<never> {
    return this.#failure.promise;
  }

  take(message: WatchMessage): void {
    const end = message.kind === 'refused' ? message.error : deadEnd(message, this.#wasSetUp);
    if (end !== undefined) {
      this.#failure.reject(end);
    } else if (message.kind === 'created') {
      this.#wasSetUp = true;
    } else if (message.kind === 'interrupted') {
      this.#isGap = true;
      this.#interruption = message.error;
    } else if (message.kind === 'hole') {
      this.#isGap = true;
    } else if (message.kind === 'events' && message.receivedMs >= this.#sinceMs) {
      for (const event of message.events) {
        const change = loggedChange(event, message.receivedMs, wholeBytesMax);
        if (change !== undefined) {
          countChange(this.rates, change, this.#budget);
        }
      }
    }
  }

  /** Why nothing could be counted at all; undefined once something could. */
  get neverBegan(): EtcdError | undefined {
    return this.#wasSetUp ? undefined : this.#interruption;
  }

  /** Whether the watch was cut since this was asked last. */
  takeGap(): boolean {
    const isGap = this.#isGap;
    this.#isGap = false;
    return isGap;
  }
}

/** Ends early with the signal; rejects with `failed`. */
async function sleep(ms: number, failed: Promise<never>, signal: AbortSignal): Promise<void> {
  let stop = (): void => undefined;
  const slept = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, ms));
    stop = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', stop);
    if (signal.aborted) {
      stop();
    }
  });
  try {
    await Promise.race([slept, failed]);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Kinds and prefixes are parts of keys, whose characters are bytes; writers are text. */
function nameBytes({ name }: RateRow, by: RateDimension): Uint8Array {
  return by === 'writer' || name.startsWith('(') ? Buffer.from(name) : toBytes(name);
}

const remarks = (table: RateTable, isGap: boolean): readonly string[] => [
  ...(isGap ? ['the watch was cut meanwhile: what came then may be missing, or be counted late'] : []),
  ...(table.rows.some(({ name }) => name === unnamed.unread)
    ? [`${unnamed.unread}: more came than could be looked into for its writer`]
    : []),
];

function tableLines(table: RateTable, { by, limit, sortBy }: AskedTop, atMs: number, isGap: boolean): string {
  const shown = table.rows.slice(0, limit);
  const rows = shown.map((row) => [
    safeText(nameBytes(row, by)),
    perSecond(row.eventsPerSecond),
    `${byteSize(row.bytesPerSecond)}/s`,
  ]);
  const hidden = table.rows.length - shown.length;
  const head = `${clockTime(atMs)}  ${perSecond(table.eventsPerSecond)} · ${byteSize(table.bytesPerSecond)}/s over ${table.seconds} s, most ${sortBy} first`;
  const columns = [
    { title: by.toUpperCase() },
    { title: 'EVENTS', align: 'right' as const },
    { title: 'BYTES', align: 'right' as const },
  ];
  const foot = [...(hidden > 0 ? [`${grouped(hidden)} more: --limit`] : []), ...remarks(table, isGap)];
  return `${head}\n${tableText(columns, rows)}${foot.map((line) => `${line}\n`).join('')}\n`;
}

const rounded = (rate: number): number => Math.round(rate * 100) / 100;

function jsonLine(table: RateTable, { by, limit }: AskedTop, atMs: number, isGap: boolean): string {
  const rows = table.rows.slice(0, limit).map(
    (row): Json => ({
      ...bytesField('name', nameBytes(row, by)),
      eventsPerSecond: rounded(row.eventsPerSecond),
      bytesPerSecond: rounded(row.bytesPerSecond),
    }),
  );
  const told: Json = {
    time: new Date(atMs).toISOString(),
    seconds: table.seconds,
    by,
    eventsPerSecond: rounded(table.eventsPerSecond),
    bytesPerSecond: rounded(table.bytesPerSecond),
    names: table.rows.length,
    ...(isGap ? { interrupted: true } : {}),
    rows,
  };
  return `${jsonText(told, 0)}\n`;
}
