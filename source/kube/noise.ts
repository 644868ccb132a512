import { isKubernetesProtobuf, readEnvelope } from './envelope.js';
import { type RegistryKey, registryKey } from './registry-key.js';
import { eachField, type Range, type WireField } from './wire.js';

/** A change of a key, as much of it as noise rules look at. */
export interface KeyChange {
  readonly key: string;
  readonly type: 'created' | 'updated' | 'deleted';
  /** undefined when they are not known. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/** Changes that say little and come often; each rule can be switched. */
export interface NoiseRule {
  readonly id: string;
  /** What it folds, in words. */
  readonly name: string;
  readonly why: string;
  readonly byDefault: boolean;
  readonly isNoise: Judge;
}

/** `object` is what its key is of, taken apart once for all rules. */
type Judge = (change: KeyChange, object: RegistryKey | undefined) => boolean;

const ofResource =
  (...resources: readonly string[]): Judge =>
  (_, object) =>
    object !== undefined && resources.includes(object.resource);

const updatesOf =
  (...resources: readonly string[]): Judge =>
  (change, object) =>
    change.type === 'updated' && ofResource(...resources)(change, object);

export const noiseRules: readonly NoiseRule[] = [
  {
    id: 'leases',
    name: 'leases',
    why: 'each node renews its lease every 10 s, each controller every 2 s',
    byDefault: true,
    isNoise: ofResource('leases', 'leasecandidates'),
  },
  {
    id: 'masterleases',
    name: 'API servers',
    why: 'each API server writes its address every 10 s',
    byDefault: true,
    isNoise: ({ key }) => key.includes('/masterleases/'),
  },
  {
    id: 'events',
    name: 'events',
    why: 'they tell of other changes, and leave by themselves',
    byDefault: true,
    isNoise: ofResource('events', 'events.events.k8s.io'),
  },
  {
    id: 'compaction',
    name: 'compaction',
    why: 'API servers agree here on what to compact, every 5 minutes',
    byDefault: true,
    isNoise: ({ key }) => /(?:^|\/)compact_rev_key$/.test(key),
  },
  {
    id: 'node-status',
    name: 'node status',
    why: 'kubelets report at least every 5 minutes, mostly the same',
    byDefault: true,
    isNoise: (change, object) =>
      updatesOf('nodes')(change, object) && isStatusOnly(change.before, change.after),
  },
  {
    id: 'endpoints',
    name: 'endpoints',
    why: 'on a busy cluster each pod that becomes ready changes those of its services',
    byDefault: false,
    isNoise: updatesOf('endpoints', 'endpointslices'),
  },
];

/** The first of `rules` that folds a change; undefined when it is to be shown. */
export function noiseOf(
  change: KeyChange,
  rules: readonly NoiseRule[],
  object: RegistryKey | undefined = registryKey(change.key, change.after ?? change.before),
): NoiseRule | undefined {
  return rules.find(({ isNoise }) => isNoise(change, object));
}

/** ObjectMeta's resourceVersion and managedFields: they change with everything. */
const restless: ReadonlySet<number> = new Set([6, 17]);

function fieldsOf(bytes: Uint8Array, range: Range): readonly WireField[] | undefined {
  const fields: WireField[] = [];
  return eachField(bytes, range, (field) => fields.push(field)) === undefined ? fields : undefined;
}

/** The bytes of an object without its status (field 3) and what changes with everything. */
function lastingParts(value: Uint8Array): readonly Uint8Array[] | undefined {
  if (!isKubernetesProtobuf(value)) return undefined;
  const envelope = readEnvelope(value);
  const fields = typeof envelope === 'string' ? undefined : fieldsOf(value, envelope.raw);
  return fields?.flatMap(({ number, start, end }) => {
    if (number === 3) return [];
    if (number !== 1) return [value.subarray(start, end)];
    const meta = fieldsOf(value, { start, end }) ?? [];
    return meta
      .filter((field) => !restless.has(field.number))
      .map((field) => value.subarray(field.start, field.end));
  });
}

/**
 * True when two states of an object differ in their status alone. Compares bytes, so that it costs little
 * enough for every change; when it cannot be told, it is not so.
 */
export function isStatusOnly(before: Uint8Array | undefined, after: Uint8Array | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const [old, now] = [lastingParts(before), lastingParts(after)];
  if (old === undefined || now === undefined || old.length !== now.length) return false;
  return old.every((part, index) => Buffer.compare(part, now[index] ?? new Uint8Array()) === 0);
}
