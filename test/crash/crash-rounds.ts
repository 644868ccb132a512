import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import {
  AuthService,
  KVService,
  LeaseService,
  MaintenanceService,
} from '../../proto/generated/etcdserverpb.js';
import { bytes, putOp } from '../conformance/requests.js';
import { type NodeCoreProcess, startNodeCore } from '../conformance/subjects.js';
import { type Answer, type Metadata, WireClient } from '../conformance/wire-client.js';
import { Dice } from '../differential/dice.js';
import { readHistory } from './read-history.js';

export interface CrashOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly onRound: (round: number, acknowledged: number) => void;
}

const writers = 8;
const root = 'root';
/** A round's writes go on for so long before the kill, at most. */
const longestRoundMs = 400;
/** So many rounds without authentication, as many with it, and so on. */
const roundsOfAuth = 3;

/** @throws AssertionError at the first round after which something acknowledged is missing */
export async function runCrashRounds(options: CrashOptions): Promise<void> {
  // A short log, so that snapshot records and removed segments are part of it.
  const member = await startNodeCore(['--snapshot-count=100', '--bcrypt-cost=4']);
  try {
    const rounds = new CrashRounds(member, new Dice(options.seed));
    for (let round = 0; round < options.rounds; round += 1) {
      await rounds.writeUntilKilled(round);
      await member.start();
      await rounds.verify();
      if (round % roundsOfAuth === roundsOfAuth - 1) {
        await rounds.toggleAuth();
      }
      if (round % 5 === 4) {
        await rounds.verifyHash();
      }
      options.onRound(round + 1, rounds.acknowledgedCount);
    }
  } finally {
    await member.stop();
  }
}

/** What was acknowledged to whoever wrote, and is looked for after each start. */
class CrashRounds {
  acknowledgedCount = 0;
  readonly #member: NodeCoreProcess;
  readonly #dice: Dice;
  /** By revision, in the words of `readHistory`. */
  readonly #events = new Map<number, string>();
  readonly #leases = new Set<bigint>();
  readonly #roles = new Set<string>();
  #highest = 1;
  #compacted = 0;
  #compactionAsked = 0;
  #isAuthOn = false;
  /** Root's token, while authentication is on; a start makes it useless. */
  #caller: Metadata = {};

  constructor(member: NodeCoreProcess, dice: Dice) {
    this.#member = member;
    this.#dice = dice;
  }

  async writeUntilKilled(round: number): Promise<void> {
    const client = new WireClient(this.#member.address);
    let isKilled = false;
    const write = async (writer: number) => {
      for (let number = 0; !isKilled; number += 1) {
        await this.#writeOnce(client, `${round}/${writer}/${number}`);
      }
    };
    const kill = async () => {
      await pause(this.#dice.below(longestRoundMs));
      await this.#member.kill();
      isKilled = true;
    };
    await Promise.all([kill(), ...Array.from({ length: writers }, (_, writer) => write(writer))]);
    client.close();
  }

  async #writeOnce(client: WireClient, name: string): Promise<void> {
    const dice = this.#dice;
    const value = 'v'.repeat(dice.below(dice.chance(20) ? 9_000 : 60));
    const kind = dice.below(40);
    if (kind < 24) {
      const lease = this.#leases.size > 0 && dice.chance(20) ? [...this.#leases][0] : undefined;
      const put = { key: bytes(name), value: bytes(value), lease: lease ?? 0n };
      this.#acknowledge(await client.call(KVService.put, put, this.#caller), `put ${name}=${value}`);
    } else if (kind < 30) {
      const success = [putOp(name, value), putOp(`${name}/twin`, value)];
      const event = `put ${name}=${value}, put ${name}/twin=${value}`;
      this.#acknowledge(await client.call(KVService.txn, { success }, this.#caller), event);
    } else if (kind < 33) {
      const key = name.replace(/\d+$/, (number) => String(Number(number) - 3));
      const answer = await client.call(KVService.deleteRange, { key: bytes(key) }, this.#caller);
      if ('response' in answer && answer.response.deleted > 0) {
        this.#acknowledge(answer, `delete ${key}`);
      }
    } else if (kind < 36) {
      await this.#grant(client);
    } else if (kind < 37) {
      await this.#compact(client);
    } else if (kind < 38) {
      const answer = await client.call(AuthService.roleAdd, { name }, this.#caller);
      if ('response' in answer) {
        this.#roles.add(name);
      }
    } else if (kind < 39) {
      await client.collect(MaintenanceService.snapshot, {}, this.#caller);
    } else {
      await client.call(MaintenanceService.defragment, {}, this.#caller);
    }
  }

  async #grant(client: WireClient): Promise<void> {
    const answer = await client.call(LeaseService.leaseGrant, { ttl: 9_000 }, this.#caller);
    if ('response' in answer) {
      this.#leases.add(answer.response.id);
    }
  }

  async #compact(client: WireClient): Promise<void> {
    const revision = this.#highest - this.#dice.below(200);
    // A watch from the first revision on is not told of a compaction there: nothing is before it.
    if (revision > Math.max(this.#compactionAsked, 1)) {
      this.#compactionAsked = revision;
      const request = { revision, physical: this.#dice.chance(50) };
      const answer = await client.call(KVService.compact, request, this.#caller);
      if ('response' in answer) {
        this.#compacted = Math.max(this.#compacted, revision);
      }
    }
  }

  #acknowledge(answer: Answer<{ header: { revision: number } | undefined }>, event: string): void {
    if ('response' in answer) {
      const revision = answer.response.header?.revision ?? 0;
      this.acknowledgedCount += 1;
      this.#events.set(revision, event);
      this.#highest = Math.max(this.#highest, revision);
    }
  }

  verify(): Promise<void> {
    return this.#withClient(async (client) => {
      await this.#verifyAuth(client);
      await this.#verifyHistory(client);
      const { leases } = await must(client.call(LeaseService.leaseLeases, {}, this.#caller));
      const left = new Set(leases.map(({ id }) => id));
      assert.deepEqual(
        [...this.#leases].filter((id) => !left.has(id)),
        [],
        'leases',
      );
      const { roles } = await must(client.call(AuthService.roleList, {}, this.#caller));
      assert.deepEqual(
        [...this.#roles].filter((role) => !roles.includes(role)),
        [],
        'roles',
      );
    });
  }

  /** After a start, authentication is on or off as was acknowledged last, and root can log in. */
  async #verifyAuth(client: WireClient): Promise<void> {
    if (this.#isAuthOn) {
      await this.#logIn(client);
    }
    const { enabled } = await must(client.call(AuthService.authStatus, {}, this.#caller));
    assert.equal(enabled, this.#isAuthOn, 'authentication');
  }

  async #logIn(client: WireClient): Promise<void> {
    const login = client.call(AuthService.authenticate, { name: root, password: root });
    this.#caller = { token: (await must(login)).token };
  }

  toggleAuth(): Promise<void> {
    return this.#withClient(async (client) => {
      this.#isAuthOn = !this.#isAuthOn;
      if (!this.#isAuthOn) {
        await must(client.call(AuthService.authDisable, {}, this.#caller));
        this.#caller = {};
        return;
      }
      if (!this.#roles.has(root)) {
        await must(client.call(AuthService.userAdd, { name: root, password: root }));
        await must(client.call(AuthService.roleAdd, { name: root }));
        await must(client.call(AuthService.userGrantRole, { user: root, role: root }));
        this.#roles.add(root);
      }
      await must(client.call(AuthService.authEnable, {}));
      await this.#logIn(client);
    });
  }

  /** HashKV of the same revision is the same after one more kill, with nothing going on. */
  async verifyHash(): Promise<void> {
    const before = await this.#hash();
    await this.#member.kill();
    await this.#member.start();
    await this.#withClient((client) => this.#verifyAuth(client));
    assert.deepEqual(await this.#hash(), before);
  }

  #hash(): Promise<unknown> {
    return this.#withClient(async (client) => {
      const request = client.call(MaintenanceService.hashKV, {}, this.#caller);
      const { hash, compactRevision, hashRevision } = await must(request);
      return { hash, compactRevision, hashRevision };
    });
  }

  async #withClient<T>(act: (client: WireClient) => Promise<T>): Promise<T> {
    const client = new WireClient(this.#member.address);
    try {
      return await act(client);
    } finally {
      client.close();
    }
  }

  async #verifyHistory(client: WireClient): Promise<void> {
    const { revision, compactRevision, events } = await readHistory(client, this.#caller);
    assert.ok(revision >= this.#highest, `revision ${revision} after ${this.#highest} was acknowledged`);
    assert.ok(compactRevision >= this.#compacted, `compacted at ${compactRevision} after ${this.#compacted}`);
    assert.ok(compactRevision <= this.#compactionAsked, 'nothing is compacted that nobody asked to');
    for (let at = Math.max(compactRevision, 1) + 1; at <= revision; at += 1) {
      const event = events.get(at);
      assert.ok(event !== undefined, `revision ${at} of ${revision} is in the history`);
      const acknowledged = this.#events.get(at);
      assert.ok(
        acknowledged === undefined || acknowledged === event,
        `revision ${at} is as it was acknowledged`,
      );
    }
    for (const at of [...this.#events.keys()].filter((known) => known <= compactRevision)) {
      this.#events.delete(at);
    }
    this.#highest = revision;
    this.#compacted = compactRevision;
  }
}

async function must<T>(answer: Promise<Answer<T>>): Promise<T> {
  const known = await answer;
  assert.ok('response' in known, 'response' in known ? '' : known.message);
  return known.response;
}
