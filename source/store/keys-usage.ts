import { fromBytes } from '../bytes/byte-string.js';
import type { UsageProgress, UsageRow } from '../search/usage.js';
import type { UsageBy, UsageQuestion } from '../search/usage-survey.js';

/** What fills the database: keys and bytes by prefix, kind or namespace. */
export interface KeysUsage {
  /** Answers with another number are of an earlier question. */
  readonly number: number;
  readonly question: UsageQuestion;
  /** Sorted; undefined while keys are counted. */
  readonly rows: readonly UsageRow[] | undefined;
  readonly revision: number;
  readonly sortBy: 'bytes' | 'keys';
  readonly progress: UsageProgress | undefined;
  readonly isDone: boolean;
  /** Why it could not be found out; a sentence. */
  readonly failure: string | undefined;
  readonly selected: number;
  /** The table that this one was opened from; esc goes back to it. */
  readonly outer: KeysUsage | undefined;
}

export function newUsage(number: number, question: UsageQuestion, outer?: KeysUsage): KeysUsage {
  return {
    number,
    question,
    rows: undefined,
    revision: 0,
    sortBy: 'bytes',
    progress: undefined,
    isDone: false,
    failure: undefined,
    selected: 0,
    outer,
  };
}

export function withRows(usage: KeysUsage, rows: readonly UsageRow[]): KeysUsage {
  return { ...usage, rows: rows.toSorted((one, other) => weight(other, usage) - weight(one, usage)) };
}

/** As long as bytes are not known keys decide. */
function weight({ group, estimate }: UsageRow, { sortBy }: KeysUsage): number {
  return sortBy === 'keys' ? group.keys : (estimate?.bytes ?? group.keys);
}

export function usageMoved(usage: KeysUsage, by: number): KeysUsage {
  const last = Math.max(0, (usage.rows?.length ?? 0) - 1);
  return { ...usage, selected: Math.max(0, Math.min(last, usage.selected + by)) };
}

/** What lies in the selected row: a kind has namespaces, a namespace has kinds, a prefix has prefixes. */
export function insideOf({ question, rows, selected }: KeysUsage): UsageQuestion | undefined {
  const group = rows?.[selected]?.group;
  if (group === undefined || group.name === '') return undefined;
  const { by, kind, namespace } = question;
  if (by === 'prefix') return group.path === undefined ? undefined : { ...question, prefix: group.path };
  if (kind !== undefined || namespace !== undefined) return undefined;
  return by === 'kind'
    ? { ...question, by: 'namespace', kind: group.name }
    : { ...question, by: 'kind', namespace: group.name };
}

/** @param argument `kind`, `namespace`, or a prefix. */
export function usageQuestion(argument: string, moment: number | undefined): UsageQuestion {
  const by: UsageBy = argument === 'kind' || argument === 'namespace' ? argument : 'prefix';
  const past = moment === undefined ? {} : { revision: moment, isPast: true };
  return {
    by,
    prefix: by === 'prefix' ? fromBytes(Buffer.from(argument)) : '',
    separator: '/',
    depth: 1,
    ...past,
  };
}
