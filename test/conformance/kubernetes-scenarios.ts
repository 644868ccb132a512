import {
  Compare_CompareResult as CompareResult,
  Compare_CompareTarget as CompareTarget,
  KVService,
  LeaseService,
  WatchCreateRequest,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import { bytes, compareOf, deleteOp, putOp, rangeOp } from './requests.js';
import type { Scenario, Script } from './transcript.js';

const prefix = '/registry/pods/';
const prefixEnd = '/registry/pods0';
const pod = (number: number) => `${prefix}ns/pod-${String(number).padStart(3, '0')}`;

const modIs = (key: string, modRevision: number) =>
  compareOf(key, { target: CompareTarget.MOD, result: CompareResult.EQUAL, modRevision });

/** As the API server's storage writes: only what is as it was last seen, and else the present state is asked for. */
const optimistic = {
  create: (key: string, value: string, lease = 0n) => ({
    compare: [modIs(key, 0)],
    success: [putOp(key, value, { lease })],
  }),
  update: (key: string, value: string, seen: number) => ({
    compare: [modIs(key, seen)],
    success: [putOp(key, value)],
    failure: [rangeOp({ key: bytes(key) })],
  }),
  delete: (key: string, seen: number) => ({
    compare: [modIs(key, seen)],
    success: [deleteOp(key)],
    failure: [rangeOp({ key: bytes(key) })],
  }),
};

/** A list in pages at one revision, from `key` on; what a continue token holds is the last key with a zero byte. */
async function listPages(script: Script, name: string, key: string, revision: number): Promise<void> {
  let from = key;
  for (let page = 1; ; page += 1) {
    const request = { key: bytes(from), rangeEnd: bytes(prefixEnd), limit: 7, revision };
    const answer = await script.call(`${name} page ${page}`, KVService.range, request);
    if (!('response' in answer) || !answer.response.more) {
      return;
    }
    from = `${Buffer.from(answer.response.kvs.at(-1)?.key ?? []).toString('latin1')}\0`;
  }
}

export const kubernetesWritesScenario: Scenario = {
  name: 'writes as of an API server',
  async run(script) {
    const txn = (step: string, request: object) => script.call(step, KVService.txn, request);
    await txn('create', optimistic.create(pod(1), 'v1'));
    await txn('create what is there', optimistic.create(pod(1), 'v1'));
    await txn('update', optimistic.update(pod(1), 'v2', 2));
    await txn('update what has changed', optimistic.update(pod(1), 'v3', 2));
    await txn('delete what has changed', optimistic.delete(pod(1), 2));
    await txn('delete', optimistic.delete(pod(1), 3));
    await txn('delete what is gone', optimistic.delete(pod(1), 3));
    await script.call('lease of events', LeaseService.leaseGrant, { id: 5n, ttl: 3_660 });
    await txn('create an event', optimistic.create('/registry/events/ns/e', 'v', 5n));
    await script.call('its lease', KVService.range, { key: bytes('/registry/events/ns/e') });
    await script.call('count', KVService.range, {
      key: bytes(prefix),
      rangeEnd: bytes(prefixEnd),
      countOnly: true,
    });
  },
};

export const kubernetesListScenario: Scenario = {
  name: 'lists as of an API server',
  async run(script) {
    for (let number = 0; number < 30; number += 1) {
      await script.client.call(KVService.txn, optimistic.create(pod(number), `v${number}`));
    }
    const first = { key: bytes(prefix), rangeEnd: bytes(prefixEnd), limit: 7 };
    await script.call('first page', KVService.range, first);
    for (let number = 0; number < 30; number += 3) {
      await script.client.call(KVService.txn, optimistic.update(pod(number), 'new', number + 2));
    }
    await listPages(script, 'at the revision of the first page', prefix, 31);
    await script.call('compact at it', KVService.compact, { revision: 31, physical: true });
    await listPages(script, 'still there', pod(6), 31);
    await script.call('compact past it', KVService.compact, { revision: 35, physical: true });
    await listPages(script, 'expired', pod(6), 31);
    await listPages(script, 'inconsistent continue', pod(6), 0);
  },
};

/** Each API server does this every five minutes; only one of them gets to compact. */
export const kubernetesCompactionScenario: Scenario = {
  name: 'the compaction loop of an API server',
  async run(script) {
    const key = 'compact_rev_key';
    const attempt = (step: string, version: number, revision: string) =>
      script.call(step, KVService.txn, {
        compare: [compareOf(key, { target: CompareTarget.VERSION, version })],
        success: [putOp(key, revision)],
        failure: [rangeOp({ key: bytes(key) })],
      });
    await attempt('the first to come', 0, '0');
    await attempt('who comes second', 0, '0');
    await attempt('the first again', 1, '2');
    await script.call('compacts', KVService.compact, { revision: 2 });
    await attempt('the second again', 1, '2');
    await script.call('compacts the same', KVService.compact, { revision: 2 });
  },
};

export const kubernetesWatchScenario: Scenario = {
  name: 'a watch as of an API server',
  // 3.4 answers a progress request before the watch has caught up.
  notIn34: ['bookmark'],
  async run(script) {
    await script.client.call(KVService.txn, optimistic.create(pod(1), 'v1'));
    const stream = script.client.stream(WatchService.watch, { hasleader: 'true' });
    stream.send({
      createRequest: WatchCreateRequest.create({
        ...{ key: bytes(prefix), rangeEnd: bytes(prefixEnd) },
        ...{ startRevision: 3, prevKv: true, progressNotify: true },
      }),
    });
    script.note('created', [...(await stream.reached(1))]);
    await script.client.call(KVService.txn, optimistic.update(pod(1), 'v2', 2));
    await script.client.call(KVService.txn, optimistic.delete(pod(1), 3));
    await stream.reached(3);
    await script.client.call(KVService.put, { key: bytes('/registry/other'), value: bytes('v') });
    script.note(
      'events',
      stream.received.slice(1).flatMap(({ events }) => events),
    );
    const before = stream.received.length;
    stream.send({ progressRequest: {} });
    await stream.reached(before + 1);
    script.note('bookmark', stream.received.slice(before));
    stream.cancel();
  },
};
