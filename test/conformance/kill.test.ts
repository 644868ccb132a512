import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { KVService } from '../../proto/generated/etcdserverpb.js';
import { bytes, putOp } from './requests.js';
import { startNodeCore } from './subjects.js';
import { WireClient } from './wire-client.js';

const rounds = 5;
const writers = 8;
/** Acknowledged writes of a round after which the member is killed, in the middle of the next ones. */
const writesBeforeKill = 150;

interface Acknowledged {
  readonly revision: number;
  readonly value: string;
}

test('SIGKILL in the middle of writes loses nothing that was acknowledged', async (t) => {
  // A short log, so that snapshot records and removed segments are part of it.
  const member = await startNodeCore(['--snapshot-count=100']);
  t.after(() => member.stop());
  const acknowledged = new Map<string, Acknowledged>();
  let highestRevision = 1;
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0) {
      await member.start();
    }
    await verify(member.address, acknowledged, highestRevision);
    await writeUntilKilled(member.address, round, acknowledged, () => member.kill());
    highestRevision = Math.max(...[...acknowledged.values()].map(({ revision }) => revision));
  }
  await member.start();
  await verify(member.address, acknowledged, highestRevision);
});

async function writeUntilKilled(
  address: string,
  round: number,
  acknowledged: Map<string, Acknowledged>,
  kill: () => Promise<void>,
): Promise<void> {
  const client = new WireClient(address);
  const target = acknowledged.size + writesBeforeKill;
  let killed: Promise<void> | undefined;
  const write = async (writer: number) => {
    for (let number = 0; killed === undefined; number += 1) {
      const key = `round ${round} writer ${writer} key ${number}`;
      const value = `${key} `.repeat(1 + (number % 40));
      const revision = await writeOnce(client, key, value, number % 5 === 0);
      if (revision !== undefined) {
        acknowledged.set(key, { revision, value });
      }
      if (acknowledged.size >= target) {
        killed ??= kill();
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  await killed;
  client.close();
}

/** @returns the revision, or undefined when the outcome is unknown */
async function writeOnce(
  client: WireClient,
  key: string,
  value: string,
  inTxn: boolean,
): Promise<number | undefined> {
  const answer = inTxn
    ? await client.call(KVService.txn, { success: [putOp(key, value), putOp(`${key}, twin`, value)] })
    : await client.call(KVService.put, { key: bytes(key), value: bytes(value) });
  return 'response' in answer ? answer.response.header?.revision : undefined;
}

async function verify(
  address: string,
  acknowledged: ReadonlyMap<string, Acknowledged>,
  highestRevision: number,
): Promise<void> {
  const client = new WireClient(address);
  try {
    const answer = await client.call(KVService.range, { key: bytes('r'), rangeEnd: bytes('s') });
    assert.ok('response' in answer, inspect(answer));
    const { header, kvs } = answer.response;
    assert.ok((header?.revision ?? 0) >= highestRevision, 'revisions go on where they were');
    const found = new Map(kvs.map((kv) => [Buffer.from(kv.key).toString(), kv]));
    for (const [key, { revision, value }] of acknowledged) {
      const kv = found.get(key);
      assert.equal(kv?.modRevision, revision, key);
      assert.equal(Buffer.from(kv?.value ?? []).toString(), value, key);
    }
    for (const kv of kvs.filter(({ key }) => Buffer.from(key).toString().endsWith(', twin'))) {
      const first = found.get(Buffer.from(kv.key).toString().replace(', twin', ''));
      assert.equal(first?.modRevision, kv.modRevision, 'a transaction is there whole or not at all');
    }
  } finally {
    client.close();
  }
}
