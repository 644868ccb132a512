import { type ByteString, fromBytes, toBytes } from '../bytes/byte-string.js';
import type { EtcdClient } from '../client/api.js';
import { likelyRoots } from '../kube/resources.js';
import { byteSize, counted, duration, grouped, unknownText } from '../presentation/quantities.js';
import { keyText } from '../presentation/text.js';
import {
  readUsage,
  rowsOf,
  sampleUsage,
  surveyUsage,
  type UsagePorts,
  type UsageProgress,
  type UsageRow,
} from '../search/usage.js';
import type { UsageSurvey } from '../search/usage-groups.js';
import type { UsageBy, UsageQuestion } from '../search/usage-survey.js';
import { bytesText, readingCost, samplingWords, sumOfRows, type UsageSum } from '../search/usage-words.js';
import { defaultSeparator } from '../tree/separator.js';
import { type Command, type FlagValues, type Invocation, UsageError } from './command.js';
import { withClient } from './connection.js';
import { keyOperand } from './key-range.js';
import { momentFlags, momentOf, revisionFor } from './moment-flags.js';
import { countFlag } from './numbers.js';
import { formatFlag, outputFormat } from './output/format.js';
import { bytesField, type Json, jsonText } from './output/json.js';
import { tableText } from './output/table.js';
import { write } from './output/write.js';
import { pacedReads } from './paced-reads.js';
import { confirmCost } from './read-cost.js';
import { askedSeparator, separatorFlag } from './separator-flag.js';
import { ProgressLine } from './snapshot-progress.js';

export const duCommand: Command = {
  name: 'du',
  summary: 'how many keys and bytes there are, by prefix or by Kubernetes kind or namespace',
  operands: '[PREFIX]',
  minOperands: 0,
  maxOperands: 1,
  connects: true,
  flags: [
    {
      name: 'by',
      type: 'string',
      choices: ['prefix', 'kind', 'namespace'],
      description:
        'what is added up: prefix (default), kind or namespace; those are of a Kubernetes registry',
    },
    { name: 'depth', type: 'string', placeholder: 'N', description: 'levels of prefixes (default 1)' },
    {
      name: 'kind',
      type: 'string',
      placeholder: 'KIND',
      description: 'the namespaces of this kind: pods, widgets.acme.io',
    },
    { name: 'namespace', type: 'string', placeholder: 'NAME', description: 'the kinds in this namespace' },
    { name: 'count-only', type: 'boolean', description: 'keys alone: no value is read' },
    {
      name: 'exact',
      type: 'boolean',
      description: 'read every value; what that costs is told and asked first',
    },
    { name: 'yes', type: 'boolean', description: 'agree to what --exact costs' },
    {
      name: 'sort',
      type: 'string',
      choices: ['bytes', 'keys', 'name'],
      description: 'most bytes first (default), most keys, or by name',
    },
    separatorFlag(defaultSeparator),
    ...momentFlags,
    { name: 'hex', type: 'boolean', description: 'PREFIX and TEXT are hexadecimal' },
    formatFlag,
  ],
  examples: [
    { line: 'etcdscope du --by kind', does: 'which kind fills the database' },
    { line: 'etcdscope du --by namespace --kind events', does: 'whose events those are' },
    {
      line: 'etcdscope du --by kind --namespace shop --count-only',
      does: 'how many of what a namespace has',
    },
    { line: 'etcdscope du /app/ --depth 2 --exact --yes', does: 'every value read and added up' },
  ],
  run: (invocation) => {
    const question = askedUsage(invocation);
    const moment = momentOf(invocation.flags, invocation.io.now());
    return withClient(invocation, async (client, target) => {
      const revision = await revisionFor(moment, client, invocation.io, target);
      const past = revision === 0 ? {} : { revision, isPast: true };
      return du(client, { ...question, ...past }, likelyRoots(target.registryRoot), invocation);
    });
  },
};

const textFlag = (flags: FlagValues, name: string): string | undefined => {
  const value = flags.get(name);
  return typeof value === 'string' ? value : undefined;
};

function askedUsage({ operands, flags }: Invocation): UsageQuestion {
  const hex = flags.has('hex');
  const kind = textFlag(flags, 'kind');
  const namespace = textFlag(flags, 'namespace');
  const by = askedBy(flags, kind, namespace);
  if (flags.has('exact') && flags.has('count-only'))
    throw new UsageError('use only one of --exact and --count-only');
  return {
    by,
    prefix: fromBytes(keyOperand(operands[0] ?? '', hex)),
    separator: askedSeparator(flags) ?? defaultSeparator,
    depth: countFlag(flags, 'depth', 1, 1),
    kind: kind === undefined ? undefined : fromBytes(Buffer.from(kind)),
    namespace: namespace === undefined ? undefined : fromBytes(Buffer.from(namespace)),
  };
}

function askedBy(flags: FlagValues, kind: string | undefined, namespace: string | undefined): UsageBy {
  const by = textFlag(flags, 'by');
  if (kind !== undefined && namespace !== undefined)
    throw new UsageError('use only one of --kind and --namespace');
  const implied = kind !== undefined ? 'namespace' : namespace !== undefined ? 'kind' : undefined;
  if (implied !== undefined && by !== undefined && by !== implied) {
    throw new UsageError(`--${kind === undefined ? 'namespace' : 'kind'} goes with --by ${implied}`);
  }
  const chosen = implied ?? (by === 'kind' || by === 'namespace' ? by : 'prefix');
  if (chosen !== 'prefix' && (flags.has('depth') || flags.has('separator'))) {
    throw new UsageError(`--depth and --separator go with --by prefix, not with --by ${chosen}`);
  }
  return chosen;
}

async function du(
  client: EtcdClient,
  question: UsageQuestion,
  registryRoots: readonly ByteString[],
  { flags, io }: Invocation,
): Promise<number> {
  const startMs = io.now();
  const line = new ProgressLine(io);
  const reads = pacedReads(client, io);
  const ports: UsagePorts = {
    ...reads,
    registryRoots,
    signal: io.signal,
    progress: (progress) => line.show(progressText(progress)),
  };
  try {
    const survey = await surveyUsage(question, ports);
    const rows = await measured(survey, question, ports, line, { flags, io });
    line.end();
    await write(io.stdout, usageText(question.by, survey, sorted(rows, flags), flags));
    const used = question.isPast === true ? undefined : await inUse(client);
    await write(io.stderr, notesText(survey, rows, used, io.now() - startMs));
    return 0;
  } finally {
    line.end();
  }
}

async function measured(
  survey: UsageSurvey,
  { isPast = false }: UsageQuestion,
  ports: UsagePorts,
  line: ProgressLine,
  { flags, io }: Pick<Invocation, 'flags' | 'io'>,
): Promise<readonly UsageRow[]> {
  if (flags.has('count-only')) return rowsOf(survey);
  const sampled = await sampleUsage(survey, isPast, ports);
  if (!flags.has('exact')) return sampled;
  line.end();
  const { keys, bytes = 0 } = sumOfRows(sampled);
  await confirmCost(`Reading every value: ${readingCost(keys, bytes)}.`, flags.has('yes'), io);
  return readUsage(survey, isPast, ports);
}

function progressText(progress: UsageProgress): string {
  switch (progress.kind) {
    case 'counting':
      return `counted ${counted(progress.keys, 'key')}`;
    case 'sampling':
      return `read some values of ${grouped(progress.done)} of ${grouped(progress.of)}`;
    case 'reading':
      return `read ${grouped(progress.keys)} of ${counted(progress.of, 'key')}, ${byteSize(progress.bytes)}`;
  }
}

const nameOf = ({ group }: UsageRow): string => group.path ?? group.name;

function sorted(rows: readonly UsageRow[], flags: FlagValues): readonly UsageRow[] {
  const by = flags.get('sort') ?? (flags.has('count-only') ? 'keys' : 'bytes');
  const weight = ({ group, estimate }: UsageRow): number =>
    by === 'name' ? 0 : by === 'keys' ? group.keys : (estimate?.bytes ?? 0);
  return rows.toSorted((one, other) => weight(other) - weight(one) || (nameOf(one) < nameOf(other) ? -1 : 1));
}

const restNames: Readonly<Record<UsageBy, string>> = {
  prefix: '(keys in no directory)',
  kind: '(keys of no kind)',
  namespace: '(objects without namespace)',
};

const titles: Readonly<Record<UsageBy, string>> = { prefix: 'PREFIX', kind: 'KIND', namespace: 'NAMESPACE' };

function shownName(by: UsageBy, { group }: UsageRow): string {
  if (group.name === '') return restNames[by];
  return keyText(toBytes(by === 'prefix' ? (group.path ?? group.name) : group.name));
}

function usageText(by: UsageBy, survey: UsageSurvey, rows: readonly UsageRow[], flags: FlagValues): string {
  const sum = sumOfRows(rows);
  switch (outputFormat(flags, 'table')) {
    case 'json':
      return `${jsonText(usageJson(by, survey, rows, sum))}\n`;
    case 'simple':
      return rows
        .map((row) => `${row.group.keys}\t${row.estimate?.bytes ?? ''}\t${shownName(by, row)}\n`)
        .join('');
    case 'table':
      return tableText(
        [
          { title: 'KEYS', align: 'right' },
          { title: 'BYTES', align: 'right' },
          { title: '±', align: 'right' },
          { title: 'SAMPLED', align: 'right' },
          { title: titles[by] },
        ],
        [
          ...rows.map((row) => cells(row, shownName(by, row))),
          cells(
            {
              group: { ...survey.rest, keys: sum.keys },
              estimate: sum.bytes === undefined ? undefined : { ...sum, bytes: sum.bytes },
            },
            'all of these',
          ),
        ],
      );
  }
}

function cells({ group, estimate }: UsageRow, name: string): readonly string[] {
  if (estimate === undefined) return [grouped(group.keys), unknownText, unknownText, unknownText, name];
  const { bytes, errorBytes, sampled, keys } = estimate;
  const isExact = sampled >= keys;
  return [
    grouped(group.keys),
    `${isExact ? '' : 'about '}${byteSize(bytes)}`,
    isExact ? '' : byteSize(errorBytes),
    isExact ? 'all' : grouped(sampled),
    name,
  ];
}

function usageJson(by: UsageBy, survey: UsageSurvey, rows: readonly UsageRow[], sum: UsageSum): Json {
  return {
    by,
    ...bytesField('prefix', toBytes(survey.prefix)),
    revision: survey.revision,
    keys: sum.keys,
    ...(sum.bytes === undefined
      ? {}
      : { bytes: sum.bytes, bytesError: sum.errorBytes, sampled: sum.sampled }),
    groups: rows.map(({ group, estimate }) => ({
      ...(group.name === ''
        ? { other: restNames[by] }
        : bytesField(by, toBytes(by === 'prefix' ? (group.path ?? group.name) : group.name))),
      keys: group.keys,
      ...(estimate === undefined
        ? {}
        : {
            bytes: estimate.bytes,
            bytesError: estimate.errorBytes,
            sampled: estimate.sampled,
            exact: estimate.sampled >= estimate.keys,
          }),
    })),
  };
}

/** Bytes of the asked member's database that are in use; undefined when it does not say. */
async function inUse(client: EtcdClient): Promise<number | undefined> {
  try {
    return (await client.maintenance.status()).dbSizeInUse;
  } catch {
    return undefined;
  }
}

function notesText(
  survey: UsageSurvey,
  rows: readonly UsageRow[],
  used: number | undefined,
  ms: number,
): string {
  const { keys, bytes, errorBytes, sampled } = sumOfRows(rows);
  const notes = [`${counted(keys, 'key')} at rev ${grouped(survey.revision)}, ${duration(ms)}`];
  if (survey.isShifted) notes.push('The revision was compacted meanwhile: counts are of more than one.');
  if (bytes !== undefined && sampled < keys) notes.push(samplingWords);
  if (bytes !== undefined && used !== undefined) {
    const live = bytesText({ keys, bytes, errorBytes, sampled });
    notes.push(
      `The database has ${byteSize(used)} in use, these keys ${live} as they are now: what is left is other keys, history until it is compacted, and overhead.`,
    );
  }
  return `${notes.join('\n')}\n`;
}
