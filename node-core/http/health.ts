import { AlarmType, RangeRequest } from '../../proto/generated/etcdserverpb.js';
import { AuthError } from '../auth/errors.js';
import type { Member } from '../server/member.js';
import type { HttpReply, HttpRequest } from './request.js';

const text = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

/** A key nobody has: reading it shows that reads work, and costs nothing. */
const probe = RangeRequest.create({ key: Uint8Array.of(0), keysOnly: true, limit: 1 });

const alarmNames: Readonly<Record<AlarmType, string>> = {
  [AlarmType.NONE]: 'UNKNOWN',
  [AlarmType.NOSPACE]: 'NOSPACE',
  [AlarmType.CORRUPT]: 'CORRUPT',
};

/** etcd's `/health`: 503 under an alarm, without a leader, or when a read fails. */
export async function checkHealth(member: Member, { query }: HttpRequest): Promise<HttpReply> {
  const excluded = new Set(query.getAll('exclude'));
  const serializable = query.get('serializable') === 'true';
  const reason = await unhealthyReason(member, excluded, serializable);
  const body = JSON.stringify({ health: reason === '' ? 'true' : 'false', reason });
  return reason === ''
    ? { status: 200, headers: text, body }
    : { status: 503, headers: text, body: `${body}\n` };
}

/** Empty when there is none. */
async function unhealthyReason(
  member: Member,
  excluded: ReadonlySet<string>,
  serializable: boolean,
): Promise<string> {
  const raised = member
    .alarms()
    .map(({ alarm }) => alarmNames[alarm])
    .find((name) => !excluded.has(name));
  if (raised !== undefined) {
    return `ALARM ${raised}`;
  }
  if (!serializable && !member.hasLeader()) {
    return 'RAFT NO LEADER';
  }
  const failure = await readFailure(member, serializable);
  return failure === undefined ? '' : `RANGE ERROR:${failure}`;
}

type Check = (member: Member) => Promise<string | undefined>;

const livenessChecks: Readonly<Record<string, Check>> = {
  serializable_read: (member) => readFailure(member, true),
};

const readinessChecks: Readonly<Record<string, Check>> = {
  data_corruption: async (member) =>
    member.alarms().some(({ alarm }) => alarm === AlarmType.CORRUPT) ? 'alarm activated: CORRUPT' : undefined,
  serializable_read: (member) => readFailure(member, true),
  linearizable_read: (member) => readFailure(member, false),
  non_learner: async () => undefined,
};

/** `/livez`, or one of its checks: whether this process should be left running. */
export function checkLiveness(member: Member, request: HttpRequest): Promise<HttpReply> {
  return runChecks(member, request, '/livez', livenessChecks);
}

/** `/readyz`, or one of its checks: whether this member should be sent requests. */
export function checkReadiness(member: Member, request: HttpRequest): Promise<HttpReply> {
  return runChecks(member, request, '/readyz', readinessChecks);
}

async function runChecks(
  member: Member,
  { path, query }: HttpRequest,
  root: string,
  checks: Readonly<Record<string, Check>>,
): Promise<HttpReply> {
  const asked = path === root ? Object.keys(checks) : [path.slice(root.length + 1)];
  const excluded = path === root ? query.getAll('exclude') : [];
  let report = '';
  let failed = false;
  for (const name of asked.filter((check) => !excluded.includes(check))) {
    const check = checks[name];
    if (check === undefined) {
      return { status: 404, headers: text, body: '404 page not found\n' };
    }
    const failure = await check(member);
    failed ||= failure !== undefined;
    report += failure === undefined ? `[+]${name} ok\n` : `[-]${name} failed: ${failure}\n`;
  }
  if (failed) {
    return { status: 503, headers: text, body: `${report}\n` };
  }
  return { status: 200, headers: text, body: query.has('verbose') ? `${report}ok\n` : 'ok\n' };
}

/** A read that is refused for who asks, which is nobody, works as far as health goes. */
async function readFailure(member: Member, serializable: boolean): Promise<string | undefined> {
  try {
    await member.range({ ...probe, serializable });
    return undefined;
  } catch (error) {
    if (error instanceof AuthError) {
      return undefined;
    }
    return error instanceof Error ? error.message : String(error);
  }
}
