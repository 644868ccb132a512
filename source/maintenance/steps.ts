import type * as etcd from '../../proto/generated/etcdserverpb.js';
import type { EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';
import { byteSize, grouped, hexId } from '../presentation/quantities.js';
import { defragmentTimeoutMs } from './defragment-plan.js';
import type { PlanMember, PlanStep } from './plan.js';
import { performWrite, type WriteOutcome } from './write-step.js';

/** How a member's file changed. */
export interface SizeChange {
  readonly member: string;
  readonly before: FileSizes;
  readonly after: FileSizes;
}

/** Bytes; `inUse` undefined when the server does not say. */
export interface FileSizes {
  readonly dbSize: number;
  readonly inUse: number | undefined;
}

export interface StepOutcome {
  readonly outcome: 'done' | 'failed';
  readonly message: string;
  readonly sizes: readonly SizeChange[];
  /** How long the server took; 0 when it was not asked to do anything. */
  readonly durationMs: number;
  /** What came of writing a key. */
  readonly write?: WriteOutcome;
}

interface StepPorts {
  readonly client: Pick<EtcdClient, 'kv' | 'maintenance'>;
  /** Wall time in milliseconds. */
  nowMs(): number;
  pause(ms: number): Promise<void>;
}

/** @throws EtcdError when the server refuses or does not answer. */
export async function performStep(step: PlanStep, ports: StepPorts): Promise<StepOutcome> {
  switch (step.kind) {
    case 'compact':
      return compact(step, ports);
    case 'defragment':
      return defragment(step, ports);
    case 'move-leader':
      return moveLeader(step, ports);
    case 'write':
      return write(step, ports);
  }
}

/** The server works on a large history for minutes, and goes on when nobody waits. */
const compactTimeoutMs = 10 * 60_000;

/** Freed pages are counted when the member's next batch is committed; etcd commits ten times a second. */
const commitPauseMs = 300;

async function compact(
  { revision, members }: Extract<PlanStep, { kind: 'compact' }>,
  ports: StepPorts,
): Promise<StepOutcome> {
  const { client } = ports;
  const before = await Promise.all(members.map((member) => readSizes(client, member)));
  const startedMs = ports.nowMs();
  await client.kv.compact({ revision, physical: true }, { timeoutMs: compactTimeoutMs });
  const durationMs = ports.nowMs() - startedMs;
  await ports.pause(commitPauseMs);
  const after = await Promise.all(members.map((member) => readSizes(client, member)));
  return {
    outcome: 'done',
    message: `history before revision ${grouped(revision)} is dropped`,
    sizes: members.flatMap((member, index) => sizeChange(member, before[index], after[index])),
    durationMs,
  };
}

async function defragment(
  { member, pauseMs }: Extract<PlanStep, { kind: 'defragment' }>,
  ports: StepPorts,
): Promise<StepOutcome> {
  const { client } = ports;
  const before = await statusOf(client, member);
  if (before.header?.memberId !== member.id) return wrongMember(member, before);
  const startedMs = ports.nowMs();
  await client.maintenance.defragment({
    endpoint: member.endpoint,
    timeoutMs: defragmentTimeoutMs(pauseMs),
  });
  const durationMs = ports.nowMs() - startedMs;
  const sizes = sizeChange(member, sizesIn(before), await readSizes(client, member));
  return { outcome: 'done', message: defragmentedText(member, sizes[0]), sizes, durationMs };
}

function defragmentedText(member: PlanMember, change: SizeChange | undefined): string {
  if (change === undefined) return `${member.name} is defragmented; how large it is now is not known`;
  const freed = Math.max(0, change.before.dbSize - change.after.dbSize);
  return `${member.name} gave back ${byteSize(freed)}`;
}

async function moveLeader(
  { from, to }: Extract<PlanStep, { kind: 'move-leader' }>,
  ports: StepPorts,
): Promise<StepOutcome> {
  const { client } = ports;
  const status = await statusOf(client, from);
  if (status.header?.memberId !== from.id) return wrongMember(from, status);
  if (status.leader !== from.id) {
    return { outcome: 'done', message: `${from.name} is not the leader any more`, sizes: [], durationMs: 0 };
  }
  const startedMs = ports.nowMs();
  await client.maintenance.moveLeader(to.id, { endpoint: from.endpoint });
  const durationMs = ports.nowMs() - startedMs;
  const message = `leadership moved from ${from.name} to ${to.name}`;
  return { outcome: 'done', message, sizes: [], durationMs };
}

async function write(
  step: Extract<PlanStep, { kind: 'write' }>,
  { client, nowMs }: StepPorts,
): Promise<StepOutcome> {
  const startedMs = nowMs();
  const { message, write: outcome } = await performWrite(step, client);
  const durationMs = nowMs() - startedMs;
  return {
    outcome: outcome.kind === 'written' ? 'done' : 'failed',
    message,
    sizes: [],
    durationMs,
    write: outcome,
  };
}

function wrongMember(member: PlanMember, status: etcd.StatusResponse): StepOutcome {
  const other = hexId(status.header?.memberId ?? 0n);
  return {
    outcome: 'failed',
    message: `the endpoint of ${member.name} now reaches member ${other}; nothing was done to it`,
    sizes: [],
    durationMs: 0,
  };
}

function statusOf(client: Pick<EtcdClient, 'maintenance'>, member: PlanMember): Promise<etcd.StatusResponse> {
  return client.maintenance.status({ endpoint: member.endpoint });
}

/** undefined when the member does not answer: not knowing a size fails no step. */
async function readSizes(
  client: Pick<EtcdClient, 'maintenance'>,
  member: PlanMember,
): Promise<FileSizes | undefined> {
  try {
    return sizesIn(await statusOf(client, member));
  } catch (error) {
    if (error instanceof EtcdError) return undefined;
    throw error;
  }
}

function sizesIn({ dbSize, dbSizeInUse }: etcd.StatusResponse): FileSizes {
  return { dbSize, inUse: dbSizeInUse === 0 ? undefined : dbSizeInUse };
}

function sizeChange(
  member: PlanMember,
  before: FileSizes | undefined,
  after: FileSizes | undefined,
): readonly SizeChange[] {
  return before === undefined || after === undefined ? [] : [{ member: member.name, before, after }];
}
