import type { ByteString } from '../bytes/byte-string.js';
import type { ListingPorts } from '../tree/listing.js';
import { KeyScan } from './key-scan.js';
import type { UsageEstimate } from './usage-estimate.js';
import { GroupFinder, type UsageGroup, type UsageSurvey } from './usage-groups.js';
import { UsageSampler } from './usage-sample.js';
import { type UsageQuestion, UsageSurveyor } from './usage-survey.js';

export interface UsageRow {
  readonly group: UsageGroup;
  /** undefined while bytes are not known. */
  readonly estimate: UsageEstimate | undefined;
}

/** How far it is. */
export type UsageProgress =
  | { readonly kind: 'counting'; readonly keys: number }
  /** So many of the groups have their bytes; rows that have are told as they come. */
  | { readonly kind: 'sampling'; readonly done: number; readonly of: number }
  | { readonly kind: 'reading'; readonly keys: number; readonly of: number; readonly bytes: number };

export interface UsagePorts extends ListingPorts {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: (progress: UsageProgress) => void;
  /** Where a registry of Kubernetes is looked for; the usual roots when left out. */
  readonly registryRoots?: readonly ByteString[];
}

/** So many values are read of all groups together, and of one at least and at most. */
const valuesInAll = 6_000;
const valuesLeast = 6;
const valuesMost = 48;
/** So few keys are read whole: a sample may read as many, and misses the few large ones among them. */
const readWholeMax = 300;
/** So many groups are sampled side by side. */
const sideBySide = 3;

/** Counts, by bounded questions; reads no value. */
export function surveyUsage(question: UsageQuestion, ports: UsagePorts): Promise<UsageSurvey> {
  const progress = (keys: number): void => ports.progress?.({ kind: 'counting', keys });
  return new UsageSurveyor(question, ports, {
    signal: ports.signal,
    progress,
    roots: ports.registryRoots,
  }).survey();
}

/** Every group of a survey, the rest last when it has keys; bytes are still unknown. */
export function rowsOf({ groups, rest }: UsageSurvey): readonly UsageRow[] {
  return [...groups, ...(rest.keys > 0 ? [rest] : [])].map((group) => ({ group, estimate: undefined }));
}

/** Bytes of the groups of a survey from a sample of their values, or from all where they are few. */
export async function sampleUsage(
  survey: UsageSurvey,
  isPast: boolean,
  ports: UsagePorts,
): Promise<readonly UsageRow[]> {
  if (!survey.isPart && survey.keys <= readWholeMax) return readUsage(survey, isPast, ports);
  const rows = rowsOf(survey);
  const each = Math.floor(valuesInAll / Math.max(1, rows.length));
  const values = Math.max(valuesLeast, Math.min(valuesMost, each));
  const sampler = new UsageSampler({ revision: survey.revision, isPast, values }, ports, ports.signal);
  const sampled: UsageRow[] = [];
  const queue = rows.map(({ group }, index) => ({ group, index }));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      sampled[next.index] = { group: next.group, estimate: await sampler.estimate(next.group) };
      ports.progress?.({ kind: 'sampling', done: rows.length - queue.length, of: rows.length });
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  return sampled;
}

/** Bytes of the groups of a survey by reading every value, in pages. */
export async function readUsage(
  survey: UsageSurvey,
  isPast: boolean,
  ports: UsagePorts,
): Promise<readonly UsageRow[]> {
  const { prefix, revision, keys: total } = survey;
  const scan = new KeyScan({ prefix, total, revision, isPast, withValues: true }, ports);
  const finder = new GroupFinder(survey);
  const read = new Map<UsageGroup, { keys: number; bytes: number }>();
  while (!scan.done) {
    for (const { key, value } of await scan.next(ports.signal)) {
      const group = finder.find(key);
      const sum = read.get(group) ?? { keys: 0, bytes: 0 };
      sum.keys += 1;
      sum.bytes += key.length + (value?.length ?? 0);
      read.set(group, sum);
    }
    ports.progress?.({ kind: 'reading', keys: scan.scanned, of: total, bytes: scan.cost.bytes });
  }
  return [...read].map(([group, { keys, bytes }]) => ({
    group: { ...group, keys },
    estimate: { keys, bytes, errorBytes: 0, sampled: keys },
  }));
}
