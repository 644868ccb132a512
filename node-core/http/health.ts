import { AlarmType, RangeRequest } from '../../proto/generated/etcdserverpb.js';
import { AuthError } from '../auth/errors.js';
import type { Member } from '../server/member.js';
import type { Metric } from './exposition.js';
import { HealthCounts } from './health-counts.js';
import { errorHeaders, pageNotFound, textError, textHeaders } from './replies.js';
import type { HttpReply, HttpRequest } from './request.js';

/** A key nobody has: reading it shows that reads work, and costs nothing. */
const probe = RangeRequest.create({ key: Uint8Array.of(0), keysOnly: true, limit: 1 });

const alarmNames: Readonly<Record<AlarmType, string>> = {
  [AlarmType.NONE]: 'UNKNOWN',
  [AlarmType.NOSPACE]: 'NOSPACE',
  [AlarmType.CORRUPT]: 'CORRUPT',
};

/** Gives what is wrong, in a few words; undefined when nothing is. */
type Check = () => Promise<string | undefined>;

/** `/health`, `/livez` and `/readyz` in etcd's words. */
export class Health {
  readonly #member: Member;
  readonly #describeFailure: (error: unknown) => string;
  readonly #liveness: Readonly<Record<string, Check>>;
  readonly #readiness: Readonly<Record<string, Check>>;
  readonly #counts = new HealthCounts();

  /** @param describeFailure what clients would be told of a failed read */
  constructor(member: Member, describeFailure: (error: unknown) => string) {
    this.#member = member;
    this.#describeFailure = describeFailure;
    const serializableRead = () => this.#readFailure(true);
    this.#liveness = { serializable_read: serializableRead };
    this.#readiness = {
      data_corruption: async () => (this.#isCorrupt() ? 'alarm activated: CORRUPT' : undefined),
      serializable_read: serializableRead,
      linearizable_read: () => this.#readFailure(false),
      non_learner: async () => undefined,
    };
  }

  /** `/health`: 503 under an alarm, without a leader, or when a read fails. */
  async check({ query }: HttpRequest): Promise<HttpReply> {
    const reason = await this.#unhealthyReason(
      new Set(query.getAll('exclude')),
      query.get('serializable') === 'true',
    );
    this.#counts.healthTold(reason === '');
    const body = JSON.stringify({ health: reason === '' ? 'true' : 'false', reason });
    return reason === '' ? { status: 200, headers: textHeaders, body } : textError(503, body);
  }

  /** `/livez`, or one of its checks: whether this process should be left running. */
  checkLiveness(request: HttpRequest): Promise<HttpReply> {
    return this.#runChecks(request, '/livez', this.#liveness);
  }

  /** `/readyz`, or one of its checks: whether this member should be sent requests. */
  checkReadiness(request: HttpRequest): Promise<HttpReply> {
    return this.#runChecks(request, '/readyz', this.#readiness);
  }

  metrics(): Metric[] {
    return this.#counts.metrics();
  }

  /** Empty when there is none. */
  async #unhealthyReason(excluded: ReadonlySet<string>, serializable: boolean): Promise<string> {
    const raised = this.#member
      .alarms()
      .map(({ alarm }) => alarmNames[alarm])
      .find((name) => !excluded.has(name));
    if (raised !== undefined) {
      return `ALARM ${raised}`;
    }
    if (!serializable && !this.#member.hasLeader()) {
      return 'RAFT NO LEADER';
    }
    const failure = await this.#readFailure(serializable);
    return failure === undefined ? '' : `RANGE ERROR:${failure}`;
  }

  #isCorrupt(): boolean {
    return this.#member.alarms().some(({ alarm }) => alarm === AlarmType.CORRUPT);
  }

  /** A read that is refused for who asks, which is nobody, works as far as health goes. */
  async #readFailure(serializable: boolean): Promise<string | undefined> {
    try {
      await this.#member.range({ ...probe, serializable });
      return undefined;
    } catch (error) {
      return error instanceof AuthError ? undefined : this.#describeFailure(error);
    }
  }

  async #runChecks(
    { path, query }: HttpRequest,
    root: string,
    checks: Readonly<Record<string, Check>>,
  ): Promise<HttpReply> {
    const asked = path === root ? Object.keys(checks) : [path.slice(root.length + 1)];
    const excluded = path === root ? query.getAll('exclude') : [];
    let report = '';
    let failed = false;
    for (const name of asked.filter((check) => !excluded.includes(check))) {
      const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
      if (check === undefined) {
        return pageNotFound;
      }
      const failure = await check();
      this.#counts.checked(root.slice(1), name, failure === undefined);
      failed ||= failure !== undefined;
      report += failure === undefined ? `[+]${name} ok\n` : `[-]${name} failed: ${failure}\n`;
    }
    if (failed) {
      return textError(503, report);
    }
    return { status: 200, headers: errorHeaders, body: query.has('verbose') ? `${report}ok\n` : 'ok\n' };
  }
}
