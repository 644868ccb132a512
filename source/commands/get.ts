import type { RangeRequest, RangeResponse } from '../../proto/generated/etcdserverpb.js';
import {
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
} from '../../proto/generated/etcdserverpb.js';
import type { KeyValue } from '../../proto/generated/mvccpb.js';
import type { EtcdClient } from '../client/api.js';
import { grouped } from '../presentation/quantities.js';
import { keyText, safeText } from '../presentation/text.js';
import { type Command, type CommandIo, type FlagValues, type Invocation, UsageError } from './command.js';
import { withClient } from './connection.js';
import { fromKeyRange, type KeyRange, keyOperand, prefixRange } from './key-range.js';
import { momentFlags, momentOf, revisionFor } from './moment-flags.js';
import { countFlag } from './numbers.js';
import { formatFlag, type OutputFormat, outputFormat } from './output/format.js';
import { bytesField, type Json, jsonText, leaseField } from './output/json.js';
import { tableText } from './output/table.js';
import { write } from './output/write.js';

/** Keys a request; each request makes the server count the rest of the range, so pages are not small. */
const pageKeys = 2_000;
/** Larger answers are only read when --limit says so. */
const unaskedKeysMax = 100_000;

export const getCommand: Command = {
  name: 'get',
  summary: 'read a key, or the keys of a prefix or range',
  operands: 'KEY [RANGE_END]',
  minOperands: 1,
  maxOperands: 2,
  connects: true,
  flags: [
    { name: 'prefix', type: 'boolean', description: 'every key that begins with KEY; "" for all keys' },
    { name: 'from-key', type: 'boolean', description: 'every key at or after KEY' },
    {
      name: 'limit',
      type: 'string',
      placeholder: 'N',
      description: `at most N keys; 0 for all of them (needed above ${grouped(unaskedKeysMax)})`,
    },
    ...momentFlags,
    { name: 'keys-only', type: 'boolean', description: 'print keys without values' },
    { name: 'count-only', type: 'boolean', description: 'print how many keys there are' },
    {
      name: 'print-value-only',
      type: 'boolean',
      description: 'print values without keys; into a pipe or a file byte for byte',
    },
    { name: 'order', type: 'string', choices: ['ASCEND', 'DESCEND'], description: 'sort order' },
    {
      name: 'sort-by',
      type: 'string',
      choices: ['KEY', 'VERSION', 'CREATE', 'MODIFY', 'VALUE'],
      description: 'sort by this (the server then reads the whole range)',
    },
    {
      name: 'consistency',
      type: 'string',
      choices: ['s', 'l'],
      description: 's: from the member asked, works without quorum (default); l: linearizable',
    },
    {
      name: 'hex',
      type: 'boolean',
      description: 'KEY and RANGE_END are hexadecimal, and so is what is printed',
    },
    formatFlag,
  ],
  examples: [
    { line: 'etcdscope get /registry/pods/default/web-1', does: 'one key' },
    { line: 'etcdscope get --prefix /registry/pods/ --keys-only --limit 50', does: 'the first 50 pods' },
    { line: 'etcdscope get /registry/pods/default/web-1 --at 10m', does: 'as it was ten minutes ago' },
    { line: 'etcdscope get --hex 00', does: 'the key that is one zero byte' },
  ],
  run: (invocation) => {
    const request = rangeRequest(invocation);
    const limit = countFlag(invocation.flags, 'limit', Number.NaN);
    const moment = momentOf(invocation.flags, invocation.io.now());
    return withClient(invocation, async (client, target) => {
      const revision = await revisionFor(moment, client, invocation.io, target);
      return get(client, { ...request, revision }, limit, invocation);
    });
  },
};

/** `limit` is NaN when it was not given. */
async function get(
  client: EtcdClient,
  request: Partial<RangeRequest>,
  limit: number,
  { flags, io }: Invocation,
): Promise<number> {
  const printer = printerFor(outputFormat(flags, 'simple'), flags, io);
  if (flags.has('count-only')) {
    const { count } = await client.kv.range({ ...request, countOnly: true }, { signal: io.signal });
    await write(io.stdout, printer.count(count));
    return 0;
  }
  return isSorted(request)
    ? printSorted(client, request, limit, printer, io)
    : printPages(client, request, limit, printer, io);
}

function rangeRequest({ operands, flags }: Invocation): Partial<RangeRequest> {
  const sortBy = flags.get('sort-by');
  const order = flags.get('order');
  return {
    ...keyRange(operands, flags),
    serializable: flags.get('consistency') !== 'l',
    keysOnly: flags.has('keys-only'),
    sortTarget: sortTarget(sortBy),
    sortOrder:
      order === 'DESCEND' ? SortOrder.DESCEND : order === 'ASCEND' ? SortOrder.ASCEND : SortOrder.NONE,
  };
}

function keyRange(operands: readonly string[], flags: FlagValues): KeyRange {
  const hex = flags.has('hex');
  const key = keyOperand(operands[0] ?? '', hex);
  const end = operands[1];
  const kinds = [flags.has('prefix'), flags.has('from-key'), end !== undefined].filter(Boolean);
  if (kinds.length > 1) {
    throw new UsageError('use only one of --prefix, --from-key and RANGE_END');
  }
  if (flags.has('prefix')) {
    return prefixRange(key);
  }
  if (flags.has('from-key')) {
    return fromKeyRange(key);
  }
  if (key.length === 0) {
    throw new UsageError(
      'an empty key does not exist in etcd; for all keys write: etcdscope get --prefix ""',
    );
  }
  return { key, rangeEnd: end === undefined ? new Uint8Array() : keyOperand(end, hex) };
}

function sortTarget(name: string | boolean | undefined): SortTarget {
  switch (name) {
    case 'VERSION':
      return SortTarget.VERSION;
    case 'CREATE':
      return SortTarget.CREATE;
    case 'MODIFY':
      return SortTarget.MOD;
    case 'VALUE':
      return SortTarget.VALUE;
    default:
      return SortTarget.KEY;
  }
}

function isSorted(request: Partial<RangeRequest>): boolean {
  return request.sortTarget !== SortTarget.KEY || request.sortOrder === SortOrder.DESCEND;
}

/** A sorted answer cannot be paged by key: it comes in one piece, or not at all when it is too large. */
async function printSorted(
  client: EtcdClient,
  request: Partial<RangeRequest>,
  limit: number,
  printer: Printer,
  io: CommandIo,
): Promise<number> {
  const { count } = await client.kv.range({ ...request, countOnly: true }, { signal: io.signal });
  refuseUnasked(count, limit);
  const answer = await client.kv.range(
    { ...request, limit: Number.isNaN(limit) ? 0 : limit },
    { signal: io.signal },
  );
  await write(io.stdout, printer.begin() + printer.page(answer.kvs, true) + printer.end(answer));
  return 0;
}

async function printPages(
  client: EtcdClient,
  request: Partial<RangeRequest>,
  limit: number,
  printer: Printer,
  io: CommandIo,
): Promise<number> {
  let wanted = Number.isNaN(limit) || limit === 0 ? Number.POSITIVE_INFINITY : limit;
  let page = await readPage(client, request, wanted, io.signal);
  refuseUnasked(page.count, limit);
  const first = page;
  // Later pages are read at the revision of the first, so that the whole answer is of one moment.
  const revision = request.revision === 0 ? (page.header?.revision ?? 0) : request.revision;
  await write(io.stdout, printer.begin());
  for (let isFirst = true; ; isFirst = false) {
    await write(io.stdout, printer.page(page.kvs, isFirst));
    wanted -= page.kvs.length;
    const last = page.kvs.at(-1);
    if (!page.more || wanted <= 0 || last === undefined) {
      break;
    }
    const after = Buffer.concat([last.key, Uint8Array.of(0)]);
    page = await readPage(client, { ...request, revision: revision ?? 0, key: after }, wanted, io.signal);
  }
  await write(io.stdout, printer.end(first));
  if (first.kvs.length === 0 && first.count === 0) await write(io.stderr, nothingText(request));
  return 0;
}

/** Silence on stdout is etcdctl's, and a program may count on it. */
function nothingText({ key = new Uint8Array(), rangeEnd = new Uint8Array() }: Partial<RangeRequest>): string {
  return rangeEnd.length === 0 ? `${keyText(key)} is not there\n` : 'no keys are there\n';
}

function readPage(
  client: EtcdClient,
  request: Partial<RangeRequest>,
  wanted: number,
  signal: AbortSignal,
): Promise<RangeResponse> {
  return client.kv.range({ ...request, limit: Math.min(pageKeys, wanted) }, { signal });
}

function refuseUnasked(count: number, limit: number): void {
  if (Number.isNaN(limit) && count > unaskedKeysMax) {
    throw new UsageError(
      `${grouped(count)} keys match, and reading them all costs the member as many reads; ` +
        'say how many with --limit N, or --limit 0 for all of them',
    );
  }
}

interface Printer {
  begin(): string;
  page(kvs: readonly KeyValue[], first: boolean): string | Uint8Array;
  end(first: RangeResponse): string;
  count(count: number): string;
}

function printerFor(format: OutputFormat, flags: FlagValues, io: CommandIo): Printer {
  const keysOnly = flags.has('keys-only');
  if (format === 'json') {
    return jsonPrinter(keysOnly);
  }
  return format === 'table' ? tablePrinter(keysOnly) : simplePrinter(flags, io.stdout.isTTY === true);
}

/** `{"kvs": [...], "count": N, "revision": R}`, written page by page. */
function jsonPrinter(keysOnly: boolean): Printer {
  return {
    begin: () => '{"kvs": [',
    page: (kvs, first) =>
      kvs
        .map(
          (kv, index) => `${first && index === 0 ? '\n' : ',\n'}${jsonText(keyValueJson(kv, keysOnly), 0)}`,
        )
        .join(''),
    end: ({ count, header }) => `\n], "count": ${count}, "revision": ${header?.revision ?? 0}}\n`,
    count: (count) => `${jsonText({ count })}\n`,
  };
}

export function keyValueJson(kv: KeyValue, keysOnly: boolean): Json {
  return {
    ...bytesField('key', kv.key),
    createRevision: kv.createRevision,
    modRevision: kv.modRevision,
    version: kv.version,
    ...leaseField(kv.lease),
    ...(keysOnly ? {} : bytesField('value', kv.value)),
  };
}

function tablePrinter(keysOnly: boolean): Printer {
  const columns = [
    { title: 'KEY' },
    { title: 'MOD REVISION', align: 'right' as const },
    { title: 'VERSION', align: 'right' as const },
    ...(keysOnly ? [] : [{ title: 'SIZE', align: 'right' as const }, { title: 'VALUE' }]),
  ];
  const rows: string[][] = [];
  return {
    begin: () => '',
    page(kvs) {
      rows.push(...kvs.map((kv) => tableRow(kv, keysOnly)));
      return '';
    },
    end: ({ count }) => `${tableText(columns, rows)}${grouped(rows.length)} of ${grouped(count)} keys\n`,
    count: (count) => `${grouped(count)} keys\n`,
  };
}

const tableValueCharacters = 80;

function tableRow(kv: KeyValue, keysOnly: boolean): string[] {
  const head = [keyText(kv.key), grouped(kv.modRevision), grouped(kv.version)];
  const value = safeText(kv.value.subarray(0, tableValueCharacters * 4));
  const cut = value.length > tableValueCharacters ? `${value.slice(0, tableValueCharacters - 1)}…` : value;
  return keysOnly ? head : [...head, grouped(kv.value.length), cut];
}

/**
 * As etcdctl: key and value on a line each. Keys are escaped wherever they go, as a pipe often ends on a terminal;
 * values are on a terminal, and go byte for byte into a pipe or a file, for whoever wants just those.
 */
function simplePrinter(flags: FlagValues, terminal: boolean): Printer {
  const hex = (bytes: Uint8Array): Uint8Array => Buffer.from(Buffer.from(bytes).toString('hex'));
  const isHex = flags.has('hex');
  const shownKey = (key: Uint8Array): Uint8Array => (isHex ? hex(key) : Buffer.from(keyText(key)));
  const shownValue = (value: Uint8Array): Uint8Array => {
    if (isHex) return hex(value);
    return terminal ? Buffer.from(multiline(value)) : value;
  };
  const lineEnd = Buffer.from('\n');
  return {
    begin: () => '',
    page: (kvs) =>
      Buffer.concat(
        kvs.flatMap((kv) => [
          ...(flags.has('print-value-only') ? [] : [shownKey(kv.key), lineEnd]),
          ...(flags.has('keys-only') ? [] : [shownValue(kv.value), lineEnd]),
        ]),
      ),
    end: () => '',
    count: (count) => `${count}\n`,
  };
}

/** A value of several lines keeps its lines; everything else that a terminal would obey is escaped. */
function multiline(value: Uint8Array): string {
  return Buffer.from(value)
    .toString('latin1')
    .split('\n')
    .map((line) => safeText(Buffer.from(line, 'latin1')))
    .join('\n');
}
