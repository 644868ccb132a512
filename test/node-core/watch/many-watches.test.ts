import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientRoutes } from '../../../node-core/http/routes.js';
import { realClock } from '../../../node-core/ports/real-clock.js';
import { toStatus } from '../../../node-core/rpc/errors.js';
import { openListener } from '../../../node-core/rpc/listener.js';
import { clientServices } from '../../../node-core/rpc/services.js';
import { PutRequest, WatchCreateRequest, WatchService } from '../../../proto/generated/etcdserverpb.js';
import { WireClient } from '../../conformance/wire-client.js';
import { eventually } from '../../support/eventually.js';
import { startTestMember } from '../server/test-member.js';

const streams = 10;
const watchesPerStream = 1_000;

test('10,000 watches on several streams each get their own events, live and from history', async (t) => {
  const { member } = await startTestMember(t);
  const grpc = {
    services: clientServices(member, { maxTxnOperations: 128, maxRequestBytes: 1_572_864 }),
    clock: realClock,
    maxReceiveBytes: 2_097_152,
    toStatus,
  };
  const http = clientRoutes(member, { describeFailure: String, callMetrics: () => [] });
  const listener = await openListener({
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    grpc,
    http,
    clock: realClock,
  });
  const client = new WireClient(`127.0.0.1:${listener.port}`);
  t.after(async () => {
    client.close();
    await listener.close();
  });
  const key = (number: number) => Buffer.from(`key/${number}`);
  const put = (number: number) =>
    member.put(PutRequest.encode({ key: key(number), value: Buffer.from('v') }));
  // Every tenth has an event before its watch begins, and is watched from there.
  for (let number = 0; number < streams * watchesPerStream; number += 10) {
    await put(number);
  }
  const opened = Array.from({ length: streams }, (_, stream) => {
    const call = client.stream(WatchService.watch);
    for (let watch = 0; watch < watchesPerStream; watch++) {
      const number = stream * watchesPerStream + watch;
      const startRevision = number % 10 === 0 ? 2 : 0;
      call.send({ createRequest: WatchCreateRequest.create({ key: key(number), startRevision }) });
    }
    return call;
  });
  await eventually('every watch is there', () => member.watches.watcherCount === streams * watchesPerStream);
  const changed = Array.from({ length: 500 }, (_, i) => i * 20 + 1);
  for (const number of changed) {
    await put(number);
  }
  for (const [stream, call] of opened.entries()) {
    const first = stream * watchesPerStream;
    const expected = [
      ...Array.from({ length: watchesPerStream / 10 }, (_, i) => first + i * 10),
      ...changed.filter((number) => number >= first && number < first + watchesPerStream),
    ].map((number) => ({ watch: BigInt(number - first), key: key(number).toString() }));
    await eventually(`every event of stream ${stream}`, () => {
      const events = call.received.flatMap(({ events: sent }) => sent);
      return events.length >= expected.length;
    });
    const got = call.received.flatMap(({ watchId, events }) =>
      events.map(({ kv }) => ({ watch: watchId, key: Buffer.from(kv?.key ?? []).toString() })),
    );
    const byWatch = (a: { watch: bigint }, b: { watch: bigint }) => Number(a.watch - b.watch);
    assert.deepEqual(got.toSorted(byWatch), expected.toSorted(byWatch));
    call.cancel();
  }
  await eventually('the watches are gone with their streams', () => member.watches.watcherCount === 0);
});
