import { fromBytes, toBytes } from '../bytes/byte-string.js';
import type { EtcdClient } from '../client/api.js';
import { type KeyChange, type KeyVersion, PrefixDiff } from '../history/prefix-diff.js';
import { counted, duration, grouped } from '../presentation/quantities.js';
import { keyText } from '../presentation/text.js';
import { type Invocation, UsageError } from './command.js';
import { prefixRange } from './key-range.js';
import { countFlag } from './numbers.js';
import { outputFormat } from './output/format.js';
import { bytesField, type Json, jsonText } from './output/json.js';
import { write } from './output/write.js';
import { pacedReads } from './paced-reads.js';

/** More keys are only compared when --limit says so. */
const unaskedKeysMax = 100_000;

/** Prints which keys of a prefix differ at two revisions, as they are found. @returns whether any does. */
export async function diffPrefix(
  client: EtcdClient,
  prefix: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number | undefined },
  { flags, io }: Invocation,
): Promise<boolean> {
  const limit = countFlag(flags, 'limit', Number.NaN);
  const counts = await Promise.all(
    [from, to ?? 0].map((revision) => countAt(client, prefix, revision, io.signal)),
  );
  const keys = Math.max(...counts.map(({ count }) => count));
  refuseUnasked(keys, limit);
  const sides = { from, to: to ?? counts[1]?.head ?? 0 };
  const diff = new PrefixDiff({ prefix: fromBytes(prefix), ...sides }, pacedReads(client, io));
  const keysMax = limit > 0 ? limit : Number.POSITIVE_INFINITY;
  const printer = outputFormat(flags, 'simple') === 'json' ? jsonPrinter(prefix, sides) : linePrinter;
  const tally = { added: 0, removed: 0, changed: 0 };
  let isWhole = false;
  await write(io.stdout, printer.begin);
  for (let found = 0; found + diff.unchanged < keysMax; found += 1) {
    const change = await diff.next(io.signal);
    if (change === undefined) {
      isWhole = true;
      break;
    }
    tally[kindOf(change)] += 1;
    await write(io.stdout, printer.change(change, found));
  }
  await write(io.stdout, printer.end(isWhole, diff.unchanged));
  await write(io.stderr, summaryText(diff, sides, tally, isWhole));
  const isDifferent = tally.added + tally.removed + tally.changed > 0;
  if (!isDifferent && !isWhole) {
    throw new Error(`nothing differs in the first ${counted(keysMax, 'key')}, and the rest was not compared`);
  }
  return isDifferent;
}

async function countAt(
  client: EtcdClient,
  prefix: Uint8Array,
  revision: number,
  signal: AbortSignal,
): Promise<{ readonly count: number; readonly head: number }> {
  const request = { ...prefixRange(prefix), revision, countOnly: true, serializable: true };
  const { count, header } = await client.kv.range(request, { signal });
  return { count, head: header?.revision ?? 0 };
}

function refuseUnasked(keys: number, limit: number): void {
  if (Number.isNaN(limit) && keys > unaskedKeysMax) {
    throw new UsageError(
      `${grouped(keys)} keys would be read twice, at both revisions; say how many with --limit N, or --limit 0 for all of them`,
    );
  }
}

type ChangeKind = 'added' | 'removed' | 'changed';

function kindOf({ before, after }: KeyChange): ChangeKind {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}

interface Printer {
  readonly begin: string;
  change(change: KeyChange, index: number): string;
  end(isWhole: boolean, unchanged: number): string;
}

const signs: Readonly<Record<ChangeKind, string>> = { added: '+', removed: '-', changed: '~' };

const linePrinter: Printer = {
  begin: '',
  change: (change) => `${signs[kindOf(change)]} ${keyText(toBytes(change.key))}  ${changeText(change)}\n`,
  end: () => '',
};

function changeText({ before, after }: KeyChange): string {
  if (before === undefined || after === undefined)
    return `rev ${grouped((before ?? after)?.modRevision ?? 0)}`;
  const again = before.createRevision === after.createRevision ? '' : '  deleted and created again';
  return `rev ${grouped(before.modRevision)} → ${grouped(after.modRevision)}  version ${grouped(before.version)} → ${grouped(after.version)}${again}`;
}

/** `{"prefix": …, "changes": [...], "unchanged": N, "complete": true}`, written as it is found. */
function jsonPrinter(prefix: Uint8Array, sides: { readonly from: number; readonly to: number }): Printer {
  const head = jsonText({ ...bytesField('prefix', prefix), ...sides }, 0).slice(0, -1);
  return {
    begin: `${head}, "changes": [`,
    change: (change, index) => `${index === 0 ? '\n' : ',\n'}${jsonText(changeJson(change), 0)}`,
    end: (complete, unchanged) => `\n], "unchanged": ${unchanged}, "complete": ${complete}}\n`,
  };
}

function changeJson(change: KeyChange): Json {
  const side = (version: KeyVersion | undefined): Json | undefined =>
    version === undefined
      ? undefined
      : {
          createRevision: version.createRevision,
          modRevision: version.modRevision,
          version: version.version,
        };
  return {
    ...bytesField('key', toBytes(change.key)),
    change: kindOf(change),
    before: side(change.before),
    after: side(change.after),
  };
}

function summaryText(
  { unchanged, cost }: PrefixDiff,
  { from, to }: { readonly from: number; readonly to: number },
  { added, removed, changed }: Readonly<Record<ChangeKind, number>>,
  isWhole: boolean,
): string {
  const counts = `${grouped(added)} added, ${grouped(removed)} removed, ${grouped(changed)} changed, ${grouped(unchanged)} the same`;
  const rest = isWhole ? '' : '; the rest was not compared (--limit)';
  // The two counts before the comparison are part of what it cost.
  const requests = counted(cost.requests + 2, 'request');
  return (
    `rev ${grouped(from)} to ${grouped(to)}: ${counts}${rest}\n` +
    `${requests}, ${counted(cost.keysRead, 'key')} read, ${grouped(cost.keysVisited)} counted by the member, ${duration(cost.ms)}\n`
  );
}
