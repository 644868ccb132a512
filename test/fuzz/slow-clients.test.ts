import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  KVService,
  RangeResponse,
  WatchCreateRequest,
  WatchResponse,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import { bytes, toTheEnd } from '../conformance/requests.js';
import { type NodeCoreProcess, startNodeCore } from '../conformance/subjects.js';
import { WireClient } from '../conformance/wire-client.js';
import { eventually } from '../support/eventually.js';
import { anonymousBytes, putAndGet } from './fuzz-rounds.js';
import { SlowClient } from './slow-client.js';

const valueBytes = 100_000;
const events = 600;
const slowWatchers = 3;
const writersAtOnce = 20;
const mebibyte = 2 ** 20;

interface Served {
  readonly member: NodeCoreProcess;
  readonly client: WireClient;
}

async function serve(t: TestContext): Promise<Served> {
  const member = await startNodeCore();
  const client = new WireClient(member.address);
  t.after(async () => {
    client.close();
    await member.stop();
  });
  await putAndGet(client, 'warm');
  return { member, client };
}

/** Puts of all sizes together; each is one event. */
async function write(client: WireClient, prefix: string, count: number): Promise<void> {
  const value = Buffer.alloc(valueBytes, 'x');
  for (let done = 0; done < count; done += writersAtOnce) {
    const puts = Array.from({ length: writersAtOnce }, (_, at) =>
      client.call(KVService.put, { key: bytes(`${prefix}${(done + at) % 50}`), value }),
    );
    const answers = await Promise.all(puts);
    assert.ok(answers.every((answer) => 'response' in answer));
  }
}

function watchEverything(address: string, startRevision: number): Promise<SlowClient> {
  const createRequest = WatchCreateRequest.create({
    key: bytes('w'),
    rangeEnd: bytes('x'),
    startRevision,
  });
  return SlowClient.call(
    address,
    WatchService.watch.path,
    WatchService.watch.request.encode({ createRequest }),
    false,
  );
}

test('watchers that do not read cost little, lose nothing, and hinder nobody', async (t) => {
  const { member, client } = await serve(t);
  await write(client, 'v', events);
  const growth = async (prefix: string) => {
    const before = await anonymousBytes(member.pid);
    await write(client, prefix, events);
    return (await anonymousBytes(member.pid)) - before;
  };
  // The newest entries of the log stay in memory, as in etcd.
  const usual = await growth('v');
  const watchers = await Promise.all(
    Array.from({ length: slowWatchers }, () => watchEverything(member.address, 0)),
  );
  const vanishing = await watchEverything(member.address, 0);
  const held = (await growth('w')) - usual;
  const untaken = events * valueBytes * (slowWatchers + 1);
  t.diagnostic(
    `${Math.round(held / mebibyte)} MiB more than without them, and ${Math.round(untaken / mebibyte)} MiB not taken`,
  );
  // What is held is a batch each and what the sockets took; garbage that V8 keeps goes up and down by 40 MiB.
  assert.ok(held < untaken / 2, `${held} bytes more`);
  vanishing.vanish();
  await putAndGet(client, 'beside them');
  for (const watcher of watchers) {
    watcher.read();
    const revisions = await eventually(
      'every event has come',
      () => {
        const seen = revisionsOf(watcher);
        return seen.length >= events && seen;
      },
      60_000,
    );
    assert.equal(revisions.length, events);
    assert.ok(revisions.every((revision, at) => at === 0 || revision === (revisions[at - 1] ?? 0) + 1));
    watcher.vanish();
  }
  await putAndGet(client, 'after them');
});

const decoded = new WeakMap<SlowClient, { count: number; readonly revisions: number[] }>();

function revisionsOf(watcher: SlowClient): readonly number[] {
  const known = decoded.get(watcher) ?? { count: 0, revisions: [] };
  for (const message of watcher.messages.slice(known.count)) {
    known.revisions.push(...WatchResponse.decode(message).events.map(({ kv }) => kv?.modRevision ?? 0));
  }
  known.count = watcher.messages.length;
  decoded.set(watcher, known);
  return known.revisions;
}

const hugeKeys = 300;
const slowReaders = 4;

test('readers of a huge range that stop in the middle get all of it, and hinder nobody', async (t) => {
  const { member, client } = await serve(t);
  const value = Buffer.alloc(valueBytes, 'y');
  for (let at = 0; at < hugeKeys; at += 1) {
    await client.call(KVService.put, { key: bytes(`huge${at}`), value });
  }
  const before = await anonymousBytes(member.pid);
  const ask = () =>
    SlowClient.call(
      member.address,
      KVService.range.path,
      KVService.range.request.encode({ key: bytes('huge'), rangeEnd: toTheEnd }),
      true,
    );
  const readers = await Promise.all(Array.from({ length: slowReaders }, ask));
  const vanishing = await Promise.all(Array.from({ length: slowReaders }, ask));
  await putAndGet(client, 'beside them');
  const held = (await anonymousBytes(member.pid)) - before;
  const answerBytes = hugeKeys * valueBytes;
  t.diagnostic(
    `${Math.round(held / mebibyte)} MiB for ${2 * slowReaders} answers of ${answerBytes / mebibyte} MiB`,
  );
  assert.ok(held < 2 * slowReaders * answerBytes * 1.5, `${held} bytes more`);
  for (const reader of vanishing) {
    reader.vanish();
  }
  await putAndGet(client, 'after some are gone');
  for (const reader of readers) {
    await reader.readToEnd();
    const [answer] = reader.messages;
    assert.ok(answer);
    const { kvs, count } = RangeResponse.decode(answer);
    assert.deepEqual([kvs.length, count], [hugeKeys, hugeKeys]);
    assert.ok(kvs.every((kv) => Buffer.compare(kv.value, value) === 0));
  }
});
