import type { KeyValue } from '../../proto/generated/mvccpb.js';
import { fromBytes } from '../bytes/byte-string.js';
import type { EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';
import { diffLines, diffValues, type ValueDiff } from '../history/value-diff.js';
import { byteSize, grouped, hexLease } from '../presentation/quantities.js';
import { keyText, safeText } from '../presentation/text.js';
import { natureOf } from '../store/value-document.js';
import { type Command, type FlagValues, type Invocation, UsageError } from './command.js';
import { withClient } from './connection.js';
import { diffPrefix } from './diff-prefix.js';
import { keyOperand } from './key-range.js';
import { countFlag } from './numbers.js';
import { formatFlag, outputFormat } from './output/format.js';
import { bytesField, type Json, jsonText, leaseField } from './output/json.js';
import { write } from './output/write.js';

/** As diff(1) says it, so that a script cannot take a failure for a difference. */
const same = 0;
const different = 1;
const failed = 2;

export const diffCommand: Command = {
  name: 'diff',
  summary: 'what changed between two revisions, in a key or in the keys below a prefix',
  operands: 'KEY',
  minOperands: 1,
  maxOperands: 1,
  connects: true,
  flags: [
    {
      name: 'from',
      type: 'string',
      placeholder: 'REVISION',
      description: 'the older side (default for one key: before its last change)',
    },
    { name: 'to', type: 'string', placeholder: 'REVISION', description: 'the newer side (default: now)' },
    {
      name: 'prefix',
      type: 'boolean',
      description: 'which keys that begin with KEY came, went or were written; needs --from',
    },
    {
      name: 'limit',
      type: 'string',
      placeholder: 'N',
      description: 'with --prefix: compare at most N keys; 0 for all of them (needed above 100,000)',
    },
    { name: 'show-secrets', type: 'boolean', description: 'show values that may be a secret too' },
    { name: 'hex', type: 'boolean', description: 'KEY is hexadecimal' },
    formatFlag,
  ],
  examples: [
    { line: 'etcdscope diff /registry/configmaps/kube-system/coredns', does: 'what its last change was' },
    { line: 'etcdscope diff /config/limits --from 120 --to 340', does: 'two revisions of one key' },
    {
      line: 'etcdscope diff --prefix /registry/ --from 29253440',
      does: 'the keys that came, went or were written since; ends with 0 none, 1 some, 2 failed',
    },
  ],
  run: runDiff,
};

async function runDiff(invocation: Invocation): Promise<number> {
  const { operands, flags, io } = invocation;
  const key = keyOperand(operands[0] ?? '', flags.has('hex'));
  const isPrefix = flags.has('prefix');
  const sides = sidesOf(flags);
  if (isPrefix && sides.from === undefined) {
    throw new UsageError(
      'say from when on with --from REVISION; etcdscope status shows the current revision',
    );
  }
  if (!isPrefix && key.length === 0) {
    throw new UsageError(
      'an empty key does not exist in etcd; for all keys write: etcdscope diff --prefix ""',
    );
  }
  if (!isPrefix && flags.has('limit')) {
    throw new UsageError('--limit goes with --prefix');
  }
  try {
    const isDifferent = await withClient(invocation, (client) =>
      isPrefix
        ? diffPrefix(client, key, { from: sides.from ?? 0, to: sides.to }, invocation)
        : diffKey(client, key, sides, invocation),
    );
    return isDifferent ? different : same;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    await write(io.stderr, `etcdscope: could not compare: ${reason}\n`);
    return failed;
  }
}

/** undefined: not given. */
interface Sides {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

function sidesOf(flags: FlagValues): Sides {
  const revision = (name: string): number | undefined =>
    flags.has(name) ? countFlag(flags, name, 0, 1) : undefined;
  return { from: revision('from'), to: revision('to') };
}

/** A key as it was at a revision. */
interface KeyAt {
  readonly revision: number;
  readonly kv: KeyValue | undefined;
}

async function diffKey(
  client: EtcdClient,
  key: Uint8Array,
  sides: Sides,
  { flags, io }: Invocation,
): Promise<boolean> {
  const after = await readAt(client, key, sides.to ?? 0, io.signal);
  const before = await readAt(client, key, sides.from ?? revisionBefore(after, key), io.signal);
  const diff = diffValues(before.kv?.value, after.kv?.value);
  const isDifferent =
    diff.kind !== 'same' ||
    before.kv?.lease !== after.kv?.lease ||
    (before.kv === undefined) !== (after.kv === undefined);
  const isMasked = !flags.has('show-secrets') && (isSecret(key, before.kv) || isSecret(key, after.kv));
  if (outputFormat(flags, 'simple') === 'json') {
    await write(
      io.stdout,
      `${jsonText(diffJson(key, before, after, isDifferent, isMasked ? undefined : diff))}\n`,
    );
  } else if (isDifferent) {
    await write(io.stdout, diffText(key, before, after, isMasked ? undefined : diff));
  } else if (after.kv === undefined) {
    const revisions = `at revision ${grouped(before.revision)} nor at ${grouped(after.revision)}`;
    await write(io.stderr, `${keyText(key)} is there neither ${revisions}\n`);
  }
  return isDifferent;
}

const isSecret = (key: Uint8Array, kv: KeyValue | undefined): boolean =>
  kv !== undefined && natureOf(fromBytes(key), kv.value).isSecret;

async function readAt(
  client: EtcdClient,
  key: Uint8Array,
  revision: number,
  signal: AbortSignal,
): Promise<KeyAt> {
  try {
    const { kvs, header } = await client.kv.range({ key, revision, serializable: true }, { signal });
    return { revision: revision || (header?.revision ?? 0), kv: kvs[0] };
  } catch (error) {
    if (!(error instanceof EtcdError) || error.kind !== 'compacted') throw error;
    throw new Error(
      `what ${keyText(key)} was at revision ${grouped(revision)} is compacted; etcdscope history shows what is left`,
    );
  }
}

/** Before the change that made what is there. */
function revisionBefore({ kv, revision }: KeyAt, key: Uint8Array): number {
  if (kv !== undefined) return kv.modRevision - 1;
  throw new Error(
    `there is no ${keyText(key)} at revision ${grouped(revision)}; take two revisions from etcdscope history for --from and --to`,
  );
}

function diffText(key: Uint8Array, before: KeyAt, after: KeyAt, diff: ValueDiff | undefined): string {
  const lines =
    diff === undefined
      ? ['The value may be a secret and is masked; --show-secrets shows what changed.']
      : diffLines(diff).map((line) => safeText(line));
  return [
    `--- ${sideText(key, before)}`,
    `+++ ${sideText(key, after)}`,
    ...leaseLines(before.kv, after.kv),
    ...lines,
    '',
  ].join('\n');
}

function sideText(key: Uint8Array, { revision, kv }: KeyAt): string {
  const state =
    kv === undefined
      ? `not there at rev ${grouped(revision)}`
      : `rev ${grouped(kv.modRevision)}  version ${grouped(kv.version)}  ${byteSize(kv.value.length)}`;
  return `${keyText(key)}  ${state}`;
}

function leaseLines(before: KeyValue | undefined, after: KeyValue | undefined): readonly string[] {
  if (before === undefined || after === undefined || before.lease === after.lease) return [];
  const name = (lease: bigint): string => (lease === 0n ? 'none' : hexLease(lease));
  return [`~ lease: ${name(before.lease)} → ${name(after.lease)}`];
}

function diffJson(
  key: Uint8Array,
  before: KeyAt,
  after: KeyAt,
  isDifferent: boolean,
  diff: ValueDiff | undefined,
): Json {
  return {
    ...bytesField('key', key),
    from: sideJson(before),
    to: sideJson(after),
    different: isDifferent,
    ...(diff === undefined ? { masked: true } : { kind: diff.kind, lines: diffLines(diff) }),
    ...(diff?.kind === 'json' || diff?.kind === 'object'
      ? {
          changes: diff.changes.map(({ path, before: old, after: now }) => ({
            path,
            before: old,
            after: now,
          })),
        }
      : {}),
  };
}

function sideJson({ revision, kv }: KeyAt): Json {
  if (kv === undefined) return { revision, exists: false };
  const { createRevision, modRevision, version, value, lease } = kv;
  return {
    revision,
    exists: true,
    createRevision,
    modRevision,
    version,
    sizeBytes: value.length,
    ...leaseField(lease),
  };
}
