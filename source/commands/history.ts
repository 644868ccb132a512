import { type ByteString, fromBytes, toBytes } from '../bytes/byte-string.js';
import type { EtcdClient } from '../client/api.js';
import { endWords } from '../history/end-words.js';
import { type HistoryEnd, type HistoryStep, KeyHistory } from '../history/key-history.js';
import { stepWords } from '../history/step-words.js';
import { byteSize, counted, duration, grouped, hexLease, unknownText } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import { natureOf } from '../store/value-document.js';
import { type Command, type Invocation, UsageError } from './command.js';
import { withClient } from './connection.js';
import { keyOperand } from './key-range.js';
import { countFlag } from './numbers.js';
import { formatFlag, type OutputFormat, outputFormat } from './output/format.js';
import { bytesField, type Json, jsonText, leaseField } from './output/json.js';
import { tableText } from './output/table.js';
import { write } from './output/write.js';
import { pacedReads } from './paced-reads.js';

const stepsMaxDefault = 100;
/** Requests that may be spent on edges and on earlier lives, besides one for each step. */
const searchRequests = 300;

export const historyCommand: Command = {
  name: 'history',
  summary: 'what a key was before, newest first, as far back as the server still knows',
  operands: 'KEY',
  minOperands: 1,
  maxOperands: 1,
  connects: true,
  flags: [
    {
      name: 'limit',
      type: 'string',
      placeholder: 'N',
      description: `at most N revisions, one request each (default ${stepsMaxDefault})`,
    },
    {
      name: 'show-secrets',
      type: 'boolean',
      description: 'say what changed in values that may be a secret too',
    },
    { name: 'hex', type: 'boolean', description: 'KEY is hexadecimal' },
    formatFlag,
  ],
  examples: [
    {
      line: 'etcdscope history /registry/configmaps/kube-system/coredns',
      does: 'each revision with what it changed',
    },
    { line: 'etcdscope history /config/limits --limit 5 -w json', does: 'the last five, for a script' },
  ],
  run: (invocation) => withClient(invocation, (client) => history(client, invocation)),
};

/** One line of a history. */
interface Told {
  readonly revision: number;
  /** undefined: the key was deleted. */
  readonly state:
    | {
        readonly version: number;
        readonly createRevision: number;
        readonly sizeBytes: number;
        readonly lease: bigint;
      }
    | undefined;
  /** What this revision changed; as hostile as the values. */
  readonly change: string;
}

async function history(client: EtcdClient, { operands, flags, io }: Invocation): Promise<number> {
  const key = fromBytes(keyOperand(operands[0] ?? '', flags.has('hex')));
  if (key === '') throw new UsageError('an empty key does not exist in etcd; write: etcdscope history KEY');
  const stepsMax = countFlag(flags, 'limit', stepsMaxDefault, 1);
  const reader = new KeyHistory({ key, requestsMax: stepsMax + searchRequests }, pacedReads(client, io));
  const told = await tell(reader, key, stepsMax, flags.has('show-secrets'), io.signal);
  await write(io.stdout, historyText(outputFormat(flags, 'table'), key, told, reader.end));
  const { requests, bytes, ms } = reader.cost;
  await write(
    io.stderr,
    `${counted(requests, 'request')}, ${byteSize(bytes)} of values read, ${duration(ms)}\n`,
  );
  return 0;
}

/** Keeps no more than two values at a time: a step is told once the one before it is known. */
async function tell(
  reader: KeyHistory,
  key: ByteString,
  stepsMax: number,
  showsSecrets: boolean,
  signal: AbortSignal,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  let step = await reader.next(signal);
  while (step !== undefined && told.length < stepsMax) {
    const older = await reader.next(signal);
    const isMasked = !showsSecrets && (isSecret(key, step) || isSecret(key, older));
    told.push(toldOf(step, stepWords(step, older, reader.end, isMasked)));
    step = older;
  }
  return told;
}

const isSecret = (key: ByteString, step: HistoryStep | undefined): boolean =>
  step?.kind === 'written' && natureOf(key, step.kv.value).isSecret;

function toldOf(step: HistoryStep, change: string): Told {
  if (step.kind === 'deleted') return { revision: step.revision, state: undefined, change };
  const { modRevision, version, createRevision, value, lease } = step.kv;
  return {
    revision: modRevision,
    state: { version, createRevision, sizeBytes: value.length, lease },
    change,
  };
}

function historyText(
  format: OutputFormat,
  key: ByteString,
  told: readonly Told[],
  end: HistoryEnd | undefined,
): string {
  switch (format) {
    case 'json': {
      const json = { ...bytesField('key', toBytes(key)), revisions: told.map(toldJson), end: endJson(end) };
      return `${jsonText(json)}\n`;
    }
    case 'table':
      return `${told.length === 0 ? '' : tableText(columns, told.map(cellsOf))}${edgeText(told, end)}\n`;
    case 'simple':
      return [...told.map((each) => cellsOf(each).join('\t')), edgeText(told, end), ''].join('\n');
  }
}

const columns = [
  { title: 'REVISION', align: 'right' as const },
  { title: 'VERSION', align: 'right' as const },
  { title: 'SIZE', align: 'right' as const },
  { title: 'LEASE' },
  { title: 'CHANGE' },
];

function cellsOf({ revision, state, change }: Told): readonly string[] {
  const known =
    state === undefined
      ? [unknownText, unknownText, unknownText]
      : [
          grouped(state.version),
          byteSize(state.sizeBytes),
          state.lease === 0n ? unknownText : hexLease(state.lease),
        ];
  return [grouped(revision), ...known, safeText(change)];
}

function toldJson({ revision, state, change }: Told): Json {
  if (state === undefined) return { revision, deleted: true, change };
  const { version, createRevision, sizeBytes, lease } = state;
  return { revision, version, createRevision, sizeBytes, ...leaseField(lease), change };
}

function endJson(end: HistoryEnd | undefined): Json {
  if (end === undefined) return { kind: 'limit' };
  return end.kind === 'stopped'
    ? { kind: end.kind }
    : {
        kind: end.kind,
        oldestRevision: end.oldest,
        ...(end.kind === 'created' ? { revisionsNotLookedAt: end.unseen } : {}),
      };
}

function edgeText(told: readonly Told[], end: HistoryEnd | undefined): string {
  if (end === undefined) return 'there is more (--limit shows more)';
  return told.length === 0 ? `there is no such key; ${endWords(end)}` : endWords(end);
}
