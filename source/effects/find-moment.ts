import type { ByteString } from '../bytes/byte-string.js';
import type { CallOptions, EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';
import type { Moment, MomentTime } from '../history/moment.js';
import type { WantedMoment } from '../history/moment-text.js';
import {
  bracketOfTime,
  narrowed,
  type RevisionClock,
  type RevisionSample,
  revisionBetween,
  timeOfRevision,
  withSample,
} from '../history/revision-clock.js';
import { usualRoots } from '../kube/resources.js';
import { oldestReadableRevision } from '../maintenance/history-edge.js';
import { probe } from '../maintenance/probe-key.js';
import { calendarDay, clockTime, grouped } from '../presentation/quantities.js';
import { unixTimeMs } from '../presentation/unix-time.js';
import { findRegistry } from '../search/find-registry.js';
import type { ListingPorts } from '../tree/listing.js';
import { eventSamples, findLeaseClock, leaseTick } from './moment-clocks.js';
import { isCompacted } from './sentence.js';

/** What finding a moment may use. */
export interface MomentPorts {
  readonly client: Pick<EtcdClient, 'kv'>;
  /** Samples taken while this program ran. */
  readonly clock: RevisionClock;
  readonly nowMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Where a registry of Kubernetes is looked for; the usual roots when left out. */
  readonly registryRoots?: readonly ByteString[];
  /** For a look at everything, where a time is wanted and no registry is at these roots; without it there is none. */
  readonly reads?: ListingPorts;
}

type Told =
  | { readonly kind: 'moment'; readonly moment: Moment }
  /** A sentence. */
  | { readonly kind: 'refused'; readonly reason: string };

/** `newest`: the newest revision when it was looked for. */
export type FoundMoment = Told & { readonly newest: number };

/** The same, with a key that this user may ask about. */
type Ground = MomentPorts & { readonly probeKey: Uint8Array };

type Past = Exclude<WantedMoment, { kind: 'now' }>;

const refused = (reason: string): Told => ({ kind: 'refused', reason });

/** As exactly as the samples of a session are. */
const closeMs = 10_000;

/**
 * The revision that is wanted, once it is seen that it can be read. A time is looked for among the samples, then
 * in what Kubernetes' Leases and Events say: at most some sixty reads of a single key and a few of a hundred keys,
 * after a count of everything where the registry has to be looked for.
 * Rejects as the client does.
 */
export async function findMoment(wanted: Past, ports: MomentPorts): Promise<FoundMoment> {
  const { key, revision: newest } = await probe(ports.client, ports.signal);
  return { ...(await find(wanted, newest, { ...ports, probeKey: key })), newest };
}

async function find(wanted: Past, newest: number, ports: Ground): Promise<Told> {
  if (wanted.kind === 'time') return atTime(wanted.atMs, newest, ports);
  const revision = wanted.kind === 'revision' ? wanted.revision : newest - wanted.revisions;
  if (revision > newest) return refused(futureReason(revision, newest));
  return atRevision(Math.max(1, revision), newest, ports);
}

const rootsOf = ({ registryRoots = usualRoots }: MomentPorts): readonly ByteString[] => registryRoots;

const optionsOf = ({ signal }: Pick<MomentPorts, 'signal'>): CallOptions =>
  signal === undefined ? {} : { signal };

/** As the asked member has it. */
export async function newestRevision(ports: Pick<MomentPorts, 'client' | 'signal'>): Promise<number> {
  return (await probe(ports.client, ports.signal)).revision;
}

/** A number far above every revision is most often the time of day: etcd counts changes, not seconds. */
function futureReason(revision: number, newest: number): string {
  const wallMs = unixTimeMs(revision);
  if (wallMs === undefined) {
    return `Revision ${grouped(revision)} does not exist yet; the newest is ${grouped(newest)}.`;
  }
  const seconds = Math.floor(wallMs / 1_000);
  return `${revision} is the Unix time of ${calendarDay(wallMs)} ${clockTime(wallMs)}, not a revision (the newest is ${grouped(newest)}); for that time write @${seconds}.`;
}

async function atRevision(revision: number, newest: number, ports: Ground): Promise<Told> {
  try {
    const request = { key: ports.probeKey, revision, countOnly: true, serializable: true };
    await ports.client.kv.range(request, optionsOf(ports));
  } catch (error) {
    if (!isCompacted(error)) throw error;
    const oldest = await oldestReadableRevision(ports.client, newest, ports.signal);
    return refused(
      `Revision ${grouped(revision)} is compacted; the oldest that can be read is ${grouped(oldest)}.`,
    );
  }
  const time = timeOfRevision(ports.clock, revision) ?? (await timeByLease(revision, ports));
  return { kind: 'moment', moment: { revision, time } };
}

/** A Lease is renewed every two to ten seconds. */
const leaseIntervalMs = 10_000;

async function timeByLease(revision: number, ports: MomentPorts): Promise<MomentTime | undefined> {
  const options = optionsOf(ports);
  const lease = await findLeaseClock(ports.client, rootsOf(ports), options);
  const tick = lease === undefined ? undefined : await leaseTick(ports.client, lease, revision, options);
  return tick === undefined ? undefined : { atMs: tick.atMs, doubtMs: leaseIntervalMs };
}

async function findLeaseAnywhere(ports: MomentPorts): Promise<ByteString | undefined> {
  const roots = rootsOf(ports);
  const lease = await findLeaseClock(ports.client, roots, optionsOf(ports));
  if (lease !== undefined || ports.reads === undefined) return lease;
  const root = await findRegistry(undefined, ports.reads, ports.signal).catch(undefinedIfDenied);
  if (root === undefined || roots.includes(root)) return undefined;
  return findLeaseClock(ports.client, [root], optionsOf(ports));
}

/** Who may not read everything is helped by what else tells the time. */
function undefinedIfDenied(error: unknown): undefined {
  if (!(error instanceof EtcdError) || error.kind !== 'permission-denied') throw error;
}

async function atTime(atMs: number, newest: number, ports: Ground): Promise<Told> {
  const now: RevisionSample = { revision: newest, atMs: ports.nowMs };
  const clock = withSample(ports.clock, now);
  const { before, after = now } = bracketOfTime(clock, atMs);
  const isClose = before !== undefined && after.atMs - before.atMs <= closeMs;
  if (isClose || before?.revision === after.revision) return between(before, after, atMs, ports);
  const oldest = before?.revision ?? (await oldestReadableRevision(ports.client, newest, ports.signal));
  const lease = await findLeaseAnywhere(ports);
  return lease === undefined
    ? byEvents({ before, after, oldest }, atMs, ports)
    : byLease(lease, { before, after, oldest }, atMs, ports);
}

/** What is known of where the revision is; nothing before `oldest` can be read. */
interface Search {
  readonly before: RevisionSample | undefined;
  readonly after: RevisionSample;
  readonly oldest: number;
}

async function byLease(
  lease: string,
  { before, after, oldest }: Search,
  atMs: number,
  ports: Ground,
): Promise<Told> {
  const tickAt = (revision: number) => leaseTick(ports.client, lease, revision, optionsOf(ports));
  const start = before ?? (await tickAt(oldest));
  if (start !== undefined && start.atMs > atMs) return refused(tooOld(atMs, { ...start, revision: oldest }));
  // Before the Lease there was: nothing tells, so its first renewal is looked for from the oldest revision on.
  const from = start ?? { revision: oldest, atMs: Number.NEGATIVE_INFINITY };
  const found = await narrowed(
    { before: { ...from, revision: Math.max(oldest, from.revision) }, after },
    atMs,
    tickAt,
  );
  return Number.isFinite(found.before.atMs)
    ? between(found.before, found.after, atMs, ports)
    : refused(untold(atMs, found.after));
}

async function byEvents({ before, after, oldest }: Search, atMs: number, ports: Ground): Promise<Told> {
  const told = (await eventSamples(ports.client, rootsOf(ports), optionsOf(ports))).filter(
    ({ revision }) => revision >= oldest && revision < after.revision,
  );
  const lower = told.findLast((sample) => sample.atMs <= atMs) ?? before;
  const upper = told.find((sample) => sample.atMs > atMs) ?? after;
  if (lower !== undefined) return between(lower, upper, atMs, ports);
  return refused(untold(atMs, upper));
}

const dayAndTime = (atMs: number): string => `${calendarDay(atMs)} ${clockTime(atMs)}`;

const tooOld = (atMs: number, oldest: RevisionSample): string =>
  `${dayAndTime(atMs)} is compacted: what can be read begins at rev ${grouped(oldest.revision)}, at about ${clockTime(oldest.atMs)}.`;

const untold = (atMs: number, first: RevisionSample): string =>
  `Nothing here tells which revision was the newest at ${dayAndTime(atMs)}; the first that a time is known of is rev ${grouped(first.revision)}, at ${clockTime(first.atMs)}. Name a revision.`;

/** It is tried whether the revision can be read: the samples may be older than a compaction. */
async function between(
  before: RevisionSample | undefined,
  after: RevisionSample,
  atMs: number,
  ports: Ground,
): Promise<Told> {
  const { revision, doubtMs } = revisionBetween(before ?? after, after, atMs);
  const found = await atRevision(revision, after.revision, { ...ports, clock: [{ revision, atMs }] });
  if (found.kind === 'refused') return found;
  return { kind: 'moment', moment: { revision, time: { atMs, doubtMs } } };
}
