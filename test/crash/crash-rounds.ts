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
import { type Answer, WireClient } from '../conformance/wire-client.js';
import { Dice } from '../differential/dice.js';
import { readHistory } from './read-history.js';

export interface CrashOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly onRound: (round: number, acknowledged: number) => void;
}

const writers = 8;
/** A round's writes go on for so long before the kill, at most. */
const longestRoundMs = 400;

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
      this.#acknowledge(await client.call(KVService.put, put), `put ${name}=${value}`);
    } else if (kind < 30) {
      const success = [putOp(name, value), putOp(`${name}/twin`, value)];
      const event = `put ${name}=${value}, put ${name}/twin=${value}`;
      this.#acknowledge(await client.call(KVService.txn, { success }), event);
    } else if (kind < 33) {
      const key = name.replace(/\d+$/, (number) => String(Number(number) - 3));
      const answer = await client.call(KVService.deleteRange, { key: bytes(key) });
      if ('response' in answer && answer.response.deleted > 0) {
        this.#acknowledge(answer, `delete ${key}`);
      }
    } else if (kind < 36) {
      await this.#grant(client);
    } else if (kind < 37) {
      await this.#compact(client);
    } else if (kind < 38) {
      const answer = await client.call(AuthService.roleAdd, { name });
      if ('response' in answer) {
        this.#roles.add(name);
      }
    } else if (kind < 39) {
      await client.collect(MaintenanceService.snapshot, {});
    } else {
      await client.call(MaintenanceService.defragment, {});
    }
  }

  async #grant(client: WireClient): Promise<void> {
    const answer = await client.call(LeaseService.leaseGrant, { ttl: 9_000 });
    if ('response' in answer) {
      this.#leases.add(answer.response.id);
    }
  }

  async #compact(client: WireClient): Promise<void> {
    const revision = this.#highest - this.#dice.below(200);
    if (revision > this.#compactionAsked) {
      this.#compactionAsked = revision;
      const answer = await client.call(KVService.compact, { revision, physical: this.#dice.chance(50) });
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

  async verify(): Promise<void> {
    const client = new WireClient(this.#member.address);
    try {
      await this.#verifyHistory(client);
      const leases = await must(client.call(LeaseService.leaseLeases, {}));
      const left = new Set(leases.leases.map(({ id }) => id));
      assert.deepEqual(
        [...this.#leases].filter((id) => !left.has(id)),
        [],
        'leases',
      );
      const { roles } = await must(client.call(AuthService.roleList, {}));
      assert.deepEqual(
        [...this.#roles].filter((role) => !roles.includes(role)),
        [],
        'roles',
      );
    } finally {
      client.close();
    }
  }

  /** HashKV of the same revision is the same after one more kill, with nothing going on. */
  async verifyHash(): Promise<void> {
    const before = await this.#hash();
    await this.#member.kill();
    await this.#member.start();
    assert.deepEqual(await this.#hash(), before);
  }

  async #hash(): Promise<unknown> {
    const client = new WireClient(this.#member.address);
    try {
      const { hash, compactRevision, hashRevision } = await must(client.call(MaintenanceService.hashKV, {}));
      return { hash, compactRevision, hashRevision };
    } finally {
      client.close();
    }
  }

  async #verifyHistory(client: WireClient): Promise<void> {
    const { revision, compactRevision, events } = await readHistory(client);
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
