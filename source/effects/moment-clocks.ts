import type { KeyValue } from '../../proto/generated/mvccpb.js';
import {
  type ByteString,
  fromBytes,
  prefixEnd,
  rangeEnd,
  rangeStart,
  toBytes,
} from '../bytes/byte-string.js';
import type { CallOptions, EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';
import type { RevisionClock, RevisionSample } from '../history/revision-clock.js';
import { describeValue } from '../kube/describe.js';
import { textAt } from '../kube/tree.js';

type Reading = Pick<EtcdClient, 'kv'>;

/** Renewed every few seconds by controllers that run as long as the cluster does, and by nodes. */
const leaseDirectories: readonly ByteString[] = ['leases/kube-system/', 'leases/kube-node-lease/'];

/** So few are looked at, whatever there is. */
const leasesMax = 16;
const eventsMax = 100;

/** A place that this user may not read tells nothing. */
async function firstOf(
  { kv }: Reading,
  directory: ByteString,
  limit: number,
  options: CallOptions,
): Promise<readonly KeyValue[]> {
  const request = {
    key: rangeStart(directory),
    rangeEnd: rangeEnd(prefixEnd(directory)),
    limit,
    serializable: true,
  };
  try {
    return (await kv.range(request, options)).kvs;
  } catch (error) {
    if (error instanceof EtcdError && error.kind === 'permission-denied') return [];
    throw error;
  }
}

function timeIn({ value }: KeyValue, ...path: readonly string[]): number | undefined {
  const described = describeValue(value);
  if (described.kind !== 'object') return undefined;
  const atMs = Date.parse(textAt(described.tree, ...path));
  return Number.isNaN(atMs) ? undefined : atMs;
}

const renewed = (kv: KeyValue): number | undefined => timeIn(kv, 'spec', 'renewTime');

/** The key of the Kubernetes Lease that was renewed most often in the first registry that has any; undefined where there is none. */
export async function findLeaseClock(
  client: Reading,
  roots: readonly ByteString[],
  options: CallOptions,
): Promise<ByteString | undefined> {
  for (const root of roots) {
    for (const directory of leaseDirectories) {
      const leases = await firstOf(client, `${root}${directory}`, leasesMax, options);
      const [best] = leases
        .filter((kv) => kv.version > 1 && renewed(kv) !== undefined)
        .toSorted((one, other) => other.version - one.version);
      if (best !== undefined) return fromBytes(best.key);
    }
  }
  return undefined;
}

/** The Lease's last renewal at a revision; undefined: it was not there. Rejects when that is compacted. */
export async function leaseTick(
  { kv }: Reading,
  key: ByteString,
  revision: number,
  options: CallOptions,
): Promise<RevisionSample | undefined> {
  const request = { key: toBytes(key), revision, serializable: true };
  const [lease] = (await kv.range(request, options)).kvs;
  const atMs = lease === undefined ? undefined : renewed(lease);
  return lease === undefined || atMs === undefined ? undefined : { revision: lease.modRevision, atMs };
}

/** When Kubernetes' Events were made, and at which revisions: some samples, where no Lease is renewed. */
export async function eventSamples(
  client: Reading,
  roots: readonly ByteString[],
  options: CallOptions,
): Promise<RevisionClock> {
  const samples: RevisionSample[] = [];
  for (const root of roots) {
    for (const kv of await firstOf(client, `${root}events/`, eventsMax, options)) {
      const atMs = timeIn(kv, 'metadata', 'creationTimestamp');
      if (atMs !== undefined) samples.push({ revision: kv.createRevision, atMs });
    }
  }
  return samples.toSorted((one, other) => one.revision - other.revision);
}
