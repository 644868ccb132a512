import { setTimeout as sleep } from 'node:timers/promises';
import { type ByteString, fromBytes, toBytes } from '../bytes/byte-string.js';
import type { EtcdClient } from '../client/api.js';
import { registryLayout } from '../kube/registry-children.js';
import { counted, duration, grouped } from '../presentation/quantities.js';
import { keyText } from '../presentation/text.js';
import { Budget, cautiousRates } from '../tree/budget.js';
import type { Discovery } from '../tree/discovery.js';
import { DirectoryListing, type ListingCost, noCost } from '../tree/listing.js';
import { RangeBatch } from '../tree/range-batch.js';
import { defaultSeparator, guessSeparator } from '../tree/separator.js';
import type { Command, CommandIo, Invocation } from './command.js';
import { withClient } from './connection.js';
import { keyOperand } from './key-range.js';
import { momentFlags, momentOf, revisionFor } from './moment-flags.js';
import { countFlag } from './numbers.js';
import { formatFlag, type OutputFormat, outputFormat } from './output/format.js';
import { bytesField, type Json, jsonText } from './output/json.js';
import { write } from './output/write.js';
import { askedSeparator, separatorFlag } from './separator-flag.js';

export const treeCommand: Command = {
  name: 'tree',
  summary: 'the keys below a prefix as directories, with their counts, without reading them all',
  operands: '[PREFIX]',
  minOperands: 0,
  maxOperands: 1,
  connects: true,
  flags: [
    { name: 'depth', type: 'string', placeholder: 'N', description: 'how many levels to show (default 1)' },
    {
      name: 'limit',
      type: 'string',
      placeholder: 'N',
      description: 'at most N entries a directory (default 1,000)',
    },
    separatorFlag('/ or as the first keys have it'),
    ...momentFlags,
    { name: 'hex', type: 'boolean', description: 'PREFIX and TEXT are hexadecimal' },
    formatFlag,
  ],
  examples: [
    { line: 'etcdscope tree /registry/', does: 'what kinds there are, and how many of each' },
    { line: 'etcdscope tree /registry/pods/ --depth 2', does: 'namespaces and their pods' },
    { line: 'etcdscope tree --separator none --limit 50', does: 'the first keys as they are' },
    { line: 'etcdscope tree /registry/ --rev 28900112', does: 'what there was at a revision' },
  ],
  run: (invocation) => {
    const asked = askedTree(invocation);
    const moment = momentOf(invocation.flags, invocation.io.now());
    return withClient(invocation, async (client, target) => {
      const revision = await revisionFor(moment, client, invocation.io, target);
      return tree(client, { ...asked, revision }, invocation);
    });
  },
};

const entriesMaxDefault = 1_000;

function askedTree({ operands, flags }: Invocation): Omit<TreeOptions, 'revision'> {
  const hex = flags.has('hex');
  return {
    root: fromBytes(keyOperand(operands[0] ?? '', hex)),
    separator: askedSeparator(flags),
    depth: countFlag(flags, 'depth', 1, 1),
    entriesMax: countFlag(flags, 'limit', entriesMaxDefault, 1),
  };
}

async function tree(client: EtcdClient, asked: TreeOptions, { flags, io }: Invocation): Promise<number> {
  const reader = new TreeReader(client, io, asked);
  let entries = await reader.read(asked.root, 1);
  const found = asked.separator === undefined ? guessed(entries, asked.root) : undefined;
  if (found !== undefined) {
    reader.separator = found;
    entries = await reader.read(asked.root, 1);
    const text = keyText(toBytes(found));
    await write(io.stderr, `${text} is taken for what stands between names; --separator chooses another\n`);
  }
  await write(io.stdout, treeText(entries, outputFormat(flags, 'simple'), asked.root));
  await write(io.stderr, costText(reader.cost));
  return 0;
}

/** What other separator the keys probably have, when nothing here is a directory with the usual one. */
function guessed({ entries }: Entries, root: ByteString): ByteString | undefined {
  if (entries.some(({ directory }) => directory)) return undefined;
  const separator = guessSeparator(entries.map(({ path }) => path.slice(root.length)));
  return separator === defaultSeparator ? undefined : separator;
}

interface TreeOptions {
  readonly root: ByteString;
  /** undefined: the usual one, or what the first keys have in its place. */
  readonly separator: ByteString | undefined;
  readonly depth: number;
  readonly entriesMax: number;
  /** 0: now. */
  readonly revision: number;
}

interface Entry {
  readonly path: ByteString;
  readonly directory: boolean;
  /** Keys below a directory; undefined while that is not known. */
  count: number | undefined;
  readonly modRevision: number | undefined;
  children: Entries | undefined;
}

interface Entries {
  readonly entries: readonly Entry[];
  /** false: the limit was reached, there is more. */
  readonly complete: boolean;
}

class TreeReader {
  readonly #client: EtcdClient;
  readonly #io: CommandIo;
  readonly #options: TreeOptions;
  readonly #budget: Budget;
  readonly #batch: RangeBatch;
  cost: ListingCost = noCost;
  separator: ByteString;

  constructor(client: EtcdClient, io: CommandIo, options: TreeOptions) {
    this.separator = options.separator ?? defaultSeparator;
    this.#client = client;
    this.#io = io;
    this.#options = options;
    this.#batch = new RangeBatch(client.kv);
    this.#budget = new Budget(cautiousRates, {
      nowMs: io.now,
      sleep: (delayMs, signal) => sleep(delayMs, undefined, signal === undefined ? {} : { signal }),
    });
  }

  async read(prefix: ByteString, level: number, total?: number): Promise<Entries> {
    const listing = this.#listing(prefix, total);
    const entries = new Map<ByteString, Entry>();
    while (!listing.done && entries.size < this.#options.entriesMax) {
      for (const discovery of await listing.read(this.#io.signal)) {
        note(entries, discovery);
      }
    }
    this.#addCost(listing.cost);
    const shown = [...entries.values()].slice(0, this.#options.entriesMax);
    for (const entry of shown.filter(({ directory }) => directory && level < this.#options.depth)) {
      entry.children = await this.read(entry.path, level + 1, entry.count);
    }
    return { entries: shown, complete: listing.done && entries.size <= this.#options.entriesMax };
  }

  #listing(prefix: ByteString, total: number | undefined): DirectoryListing {
    const { revision } = this.#options;
    const { separator } = this;
    const past = revision === 0 ? {} : { revision, isPast: true };
    return new DirectoryListing(
      { prefix, separator, total, layout: registryLayout(prefix), ...past },
      {
        range: (request, { signal }) =>
          this.#client.kv.range(request, signal === undefined ? {} : { signal }),
        batch: this.#batch,
        budget: this.#budget,
        nowMs: this.#io.now,
      },
    );
  }

  #addCost(cost: ListingCost): void {
    this.cost = {
      requests: this.cost.requests + cost.requests,
      keysVisited: this.cost.keysVisited + cost.keysVisited,
      keysRead: this.cost.keysRead + cost.keysRead,
      ms: this.cost.ms + cost.ms,
    };
  }
}

function note(entries: Map<ByteString, Entry>, discovery: Discovery): void {
  switch (discovery.kind) {
    case 'leaf': {
      const { key, modRevision } = discovery.found;
      entries.set(key, { path: key, directory: false, count: undefined, modRevision, children: undefined });
      break;
    }
    case 'directory': {
      const { path, count } = discovery;
      entries.set(path, { path, directory: true, count, modRevision: undefined, children: undefined });
      break;
    }
    case 'counted': {
      const entry = entries.get(discovery.path);
      if (entry !== undefined) {
        entry.count = discovery.count;
      }
    }
  }
}

function treeText(entries: Entries, format: OutputFormat, root: ByteString): string {
  return format === 'json' ? `${jsonText(entriesJson(entries))}\n` : lines(entries, root, '').join('');
}

function entriesJson({ entries, complete }: Entries): Json {
  return {
    entries: entries.map((entry) => ({
      ...bytesField('path', toBytes(entry.path)),
      kind: entry.directory ? 'directory' : 'key',
      ...(entry.count === undefined ? {} : { keys: entry.count }),
      ...(entry.modRevision === undefined ? {} : { modRevision: entry.modRevision }),
      ...(entry.children === undefined ? {} : { children: entriesJson(entry.children) }),
    })),
    complete,
  };
}

function lines({ entries, complete }: Entries, prefix: ByteString, indent: string): string[] {
  const own = entries.flatMap((entry) => {
    const name = `${indent}${keyText(toBytes(entry.path.slice(prefix.length)))}`;
    return [
      entry.directory ? `${name}  ${countText(entry.count)}\n` : `${name}\n`,
      ...(entry.children === undefined ? [] : lines(entry.children, entry.path, `${indent}  `)),
    ];
  });
  return complete ? own : [...own, `${indent}… more (--limit shows more)\n`];
}

const countText = (count: number | undefined): string => (count === undefined ? '–' : counted(count, 'key'));

function costText({ requests, keysVisited, keysRead, ms }: ListingCost): string {
  return `${counted(requests, 'request')}, ${counted(keysRead, 'key')} read, ${grouped(keysVisited)} counted by the member, ${duration(ms)}\n`;
}
