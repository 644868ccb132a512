import { setTimeout as sleep } from 'node:timers/promises';
import { fromBytes, toBytes } from '../bytes/byte-string.js';
import type { EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';
import { boundHeap } from '../heap-bounds.js';
import { counted, grouped } from '../presentation/quantities.js';
import { keyText, safeText } from '../presentation/text.js';
import type { RankedKey } from '../search/best-matches.js';
import { KeySearch, type SearchReport, type SearchWish, searchExtent } from '../search/key-search.js';
import { keyMatcher, type MatchMode } from '../search/matcher.js';
import { costWords, notSearchedWords, revisionWords, searchedWords } from '../search/search-words.js';
import { readingCost } from '../search/usage-words.js';
import { type Command, type CommandIo, type FlagValues, type Invocation, UsageError } from './command.js';
import { withClient } from './connection.js';
import { keyOperand } from './key-range.js';
import { momentFlags, momentOf, revisionFor } from './moment-flags.js';
import { countFlag } from './numbers.js';
import { formatFlag, type OutputFormat, outputFormat } from './output/format.js';
import { bytesField, type Json, jsonText } from './output/json.js';
import { write } from './output/write.js';
import { pacedReads } from './paced-reads.js';
import { confirmCost } from './read-cost.js';
import { ProgressLine } from './snapshot-progress.js';

const limitDefault = 100;
/** Less than this is read without being asked about. */
const freeKeys = 20_000;
const freeBytes = 20_000_000;

const notFoundExitCode = 1;
/** As grep has it: something was not searched. */
const unfinishedExitCode = 2;

export const searchCommand: Command = {
  name: 'search',
  summary:
    'keys that fit a pattern, also by what their values hold; exit code 0 found, 1 not found, 2 not searched',
  operands: 'PATTERN [PREFIX]',
  minOperands: 1,
  maxOperands: 2,
  connects: true,
  flags: [
    {
      name: 'exact',
      type: 'boolean',
      description: 'the key has PATTERN in it as it is; fuzzy otherwise: its characters in order',
    },
    {
      name: 'regex',
      type: 'boolean',
      description: 'PATTERN is a regular expression, on bytes, in linear time',
    },
    {
      name: 'value',
      type: 'string',
      placeholder: 'TEXT',
      description:
        'the value has these bytes too, in the form that is stored (Kubernetes: protobuf); reads all values',
    },
    {
      name: 'limit',
      type: 'string',
      placeholder: 'N',
      description: `show at most N keys (default ${limitDefault}); all are counted`,
    },
    { name: 'yes', type: 'boolean', description: 'agree to what a large search costs' },
    ...momentFlags,
    { name: 'hex', type: 'boolean', description: 'PREFIX is hexadecimal' },
    formatFlag,
  ],
  examples: [
    { line: 'etcdscope search coredns', does: 'the best first' },
    { line: 'etcdscope search --exact shop/cart- /registry/pods/', does: 'as they come, in byte order' },
    {
      line: "etcdscope search '' /registry/configmaps/ --value 10.96.0.10 --yes",
      does: 'whose values have this address',
    },
  ],
  run: (invocation) => {
    const wish = askedSearch(invocation);
    const moment = momentOf(invocation.flags, invocation.io.now());
    return withClient(invocation, async (client, target) => {
      const revision = await revisionFor(moment, client, invocation.io, target);
      return search(client, { ...wish, revision: revision === 0 ? undefined : revision }, invocation);
    }).catch((error: unknown) => notSearched(error, invocation.io));
  },
};

/** To look and find nothing is something else than not to look. */
async function notSearched(error: unknown, io: CommandIo): Promise<number> {
  if (!(error instanceof EtcdError) || io.signal.aborted) throw error;
  await write(io.stderr, `etcdscope: ${error.message}\n`);
  return unfinishedExitCode;
}

function modeOf(flags: FlagValues): MatchMode {
  if (flags.has('exact') && flags.has('regex')) throw new UsageError('use only one of --exact and --regex');
  return flags.has('exact') ? 'exact' : flags.has('regex') ? 'regex' : 'fuzzy';
}

function askedSearch({ operands, flags }: Invocation): Omit<SearchWish, 'revision'> {
  const [pattern = '', prefix = ''] = operands;
  const mode = modeOf(flags);
  const value = flags.get('value');
  if (pattern === '' && (typeof value !== 'string' || value === '')) {
    throw new UsageError('say what to look for: a PATTERN, or --value TEXT');
  }
  try {
    keyMatcher(mode, pattern);
  } catch (error) {
    throw new UsageError(
      `PATTERN is no regular expression: ${error instanceof Error ? error.message : error}`,
    );
  }
  return {
    prefix: fromBytes(keyOperand(prefix, flags.has('hex'))),
    mode,
    pattern,
    value: typeof value === 'string' && value !== '' ? Buffer.from(value) : undefined,
    kept: countFlag(flags, 'limit', limitDefault, 1),
  };
}

async function search(client: EtcdClient, wish: SearchWish, { flags, io }: Invocation): Promise<number> {
  const reads = pacedReads(client, io);
  const extent = await searchExtent(wish, reads, io.signal);
  const isLarge = extent.keys > freeKeys || extent.bytes > freeBytes;
  if (isLarge)
    await confirmCost(`Searching ${readingCost(extent.keys, extent.bytes)}.`, flags.has('yes'), io);
  const job = new KeySearch(wish, extent, reads);
  const output = new SearchOutput(wish, outputFormat(flags, 'simple'), io);
  boundHeap();
  const failure = await searchOn(job, output, io);
  await output.end(job, failure);
  if (io.signal.aborted) throw failure;
  if (failure !== undefined) return unfinishedExitCode;
  return job.report.matchCount > 0 ? 0 : notFoundExitCode;
}

/** A connection that was cut is waited for so often. */
const triesMax = 5;
const waitMs = 1_000;

/** @returns why it did not come to the end; undefined when it did. */
async function searchOn(job: KeySearch, output: SearchOutput, io: CommandIo): Promise<unknown> {
  let tries = 0;
  while (!job.report.isDone) {
    try {
      const found = await job.step(io.signal);
      tries = 0;
      await output.found(found, job.report);
    } catch (error) {
      tries += 1;
      if (io.signal.aborted || !isCut(error) || tries > triesMax) return error;
      await sleep(waitMs, undefined, { signal: io.signal }).catch(() => undefined);
    }
  }
  return undefined;
}

const isCut = (error: unknown): boolean =>
  error instanceof EtcdError && ['unreachable', 'timeout', 'no-leader'].includes(error.kind);

/** Prints what fits: as it is found where order is that of keys, at the end where it is ranked. */
class SearchOutput {
  readonly #wish: SearchWish;
  readonly #format: OutputFormat;
  readonly #io: CommandIo;
  readonly #line: ProgressLine;
  #printed = 0;

  constructor(wish: SearchWish, format: OutputFormat, io: CommandIo) {
    this.#wish = wish;
    this.#format = format;
    this.#io = io;
    this.#line = new ProgressLine(io);
  }

  async found(matches: readonly RankedKey[], report: SearchReport): Promise<void> {
    if (this.#wish.mode !== 'fuzzy') await this.#print(matches);
    this.#line.show(`${searchedWords(report)}, ${counted(report.matchCount, 'match', 'matches')}`);
  }

  async end(job: KeySearch, failure: unknown): Promise<void> {
    this.#line.end();
    if (this.#wish.mode === 'fuzzy') await this.#print(job.ranked());
    const { report } = job;
    if (this.#format === 'json')
      await write(this.#io.stdout, `${jsonText(summaryJson(report, failure), 0)}\n`);
    await write(this.#io.stderr, this.#summary(report, failure));
  }

  async #print(matches: readonly RankedKey[]): Promise<void> {
    const shown = matches.slice(0, this.#wish.kept - this.#printed);
    if (shown.length === 0) return;
    this.#printed += shown.length;
    this.#line.end();
    await write(this.#io.stdout, shown.map((match) => this.#lineOf(match)).join(''));
  }

  #lineOf({ path, score }: RankedKey): string {
    const key = toBytes(path);
    if (this.#format !== 'json') return `${keyText(key)}\n`;
    return `${jsonText({ ...bytesField('key', key), ...(this.#wish.mode === 'fuzzy' ? { score } : {}) }, 0)}\n`;
  }

  #summary(report: SearchReport, failure: unknown): string {
    const { matchCount, isDone } = report;
    const hidden = matchCount > this.#printed ? `, ${grouped(this.#printed)} shown` : '';
    const lines = [
      `${counted(matchCount, 'match', 'matches')}${hidden}: ${searchedWords(report)} ${revisionWords(report)} (${costWords(report)})`,
    ];
    if (this.#wish.value !== undefined)
      lines.push('Values were searched for these bytes as they are stored.');
    if (!isDone && failure !== undefined) {
      const reason = this.#io.signal.aborted ? '' : `: ${failureText(failure)}`;
      lines.push(`${notSearchedWords(report)}${reason}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

const failureText = (failure: unknown): string =>
  safeText(failure instanceof Error ? failure.message : String(failure));

function summaryJson(report: SearchReport, failure: unknown): Json {
  const { searched, of, matchCount, revision, shifts, position, isDone } = report;
  return {
    matches: matchCount,
    searched,
    of,
    complete: isDone,
    ...(revision === undefined ? {} : { revision }),
    compactedRevisions: shifts.map(({ key, fromRevision }) => ({
      revision: fromRevision,
      ...bytesField('upTo', toBytes(key)),
    })),
    ...(isDone ? {} : bytesField('stoppedAt', toBytes(position))),
    ...(failure === undefined ? {} : { error: failureText(failure) }),
  };
}
