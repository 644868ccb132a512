import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { KVService } from '../../proto/generated/etcdserverpb.js';
import { bytes } from '../conformance/requests.js';
import type { NodeCoreProcess } from '../conformance/subjects.js';
import { WireClient } from '../conformance/wire-client.js';
import { Dice } from '../differential/dice.js';
import { sendHostileFrames } from './hostile-client.js';

export interface FuzzOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly onRound: (round: number) => void;
}

const connectionsPerRound = 20;
/** What the process may have grown by in the end: garbage that has not been collected is among it. */
const growthBoundBytes = 400 * 2 ** 20;

/** Hostile connections beside an honest client, whose every call must be answered. */
export async function fuzzFrames(member: NodeCoreProcess, options: FuzzOptions): Promise<void> {
  const port = Number(member.address.split(':')[1]);
  const client = new WireClient(member.address);
  try {
    await putAndGet(client, 'warm');
    const before = await residentBytes(member.pid);
    for (let round = 0; round < options.rounds; round += 1) {
      const seed = options.seed + round;
      const dice = new Dice(seed);
      const dices = Array.from({ length: connectionsPerRound }, () => new Dice(dice.below(2 ** 31)));
      await Promise.all(dices.map((each) => sendHostileFrames(port, each)));
      await putAndGet(client, `seed ${seed}`).catch((error: unknown) => {
        throw new Error(`after seed ${seed}: ${member.log().slice(-1_000)}`, { cause: error });
      });
      options.onRound(round + 1);
    }
    const grown = (await residentBytes(member.pid)) - before;
    assert.ok(grown < growthBoundBytes, `grown by ${Math.round(grown / 2 ** 20)} MiB`);
  } finally {
    client.close();
  }
}

export async function putAndGet(client: WireClient, value: string): Promise<void> {
  const key = bytes('honest');
  const put = await client.call(KVService.put, { key, value: bytes(value) });
  assert.ok('response' in put, inspect(put));
  const got = await client.call(KVService.range, { key });
  assert.equal('response' in got && Buffer.from(got.response.kvs[0]?.value ?? []).toString(), value);
}

export function residentBytes(pid: number): Promise<number> {
  return memoryOf(pid, 'VmRSS');
}

/** Without the pages of the database, which the kernel drops when it wants them. */
export function anonymousBytes(pid: number): Promise<number> {
  return memoryOf(pid, 'RssAnon');
}

async function memoryOf(pid: number, field: 'VmRSS' | 'RssAnon'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
}
