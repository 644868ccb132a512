import {
  WatchCreateRequest_FilterType as FilterType,
  KVService,
  WatchCancelRequest,
  WatchCreateRequest,
  type WatchRequest,
  type WatchResponse,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import { bytes, deleteOp, putOp, toTheEnd } from './requests.js';
import type { Scenario, Script } from './transcript.js';
import type { WireStream } from './wire-client.js';

type WatchCall = WireStream<WatchRequest, WatchResponse>;

const create = (stream: WatchCall, fields: Partial<WatchCreateRequest>): void =>
  stream.send({ createRequest: WatchCreateRequest.create(fields) });

const open = (script: Script): WatchCall => script.client.stream(WatchService.watch);

async function put(script: Script, key: string, value: string): Promise<void> {
  await script.client.call(KVService.put, { key: bytes(key), value: bytes(value) });
}

/** Answers of one watch, with the events of all of them in one list: how many go in an answer is the server's choice. */
function ofWatch(received: readonly WatchResponse[], watchId: bigint): unknown {
  const answers = received.filter((answer) => answer.watchId === watchId);
  return {
    created: answers.filter((answer) => answer.created).length,
    canceled: answers.filter((answer) => answer.canceled).map((answer) => answer.compactRevision),
    events: answers.flatMap((answer) => answer.events),
  };
}

/** Waits until a watch has seen as many events. */
async function events(stream: WatchCall, watchId: bigint, count: number): Promise<void> {
  for (let messages = 1; ; messages += 1) {
    const received = await stream.reached(messages);
    const seen = received.filter((answer) => answer.watchId === watchId).flatMap((answer) => answer.events);
    if (seen.length >= count || stream.ended !== undefined) {
      return;
    }
  }
}

export const watchScenario: Scenario = {
  name: 'watches of the present',
  async run(script) {
    const stream = open(script);
    create(stream, { key: bytes('a') });
    create(stream, { key: bytes('a'), rangeEnd: bytes('c'), prevKv: true });
    create(stream, { key: bytes('a'), filters: [FilterType.NOPUT] });
    create(stream, { key: bytes('a'), filters: [FilterType.NODELETE], watchId: 9n });
    create(stream, { key: bytes('b'), rangeEnd: toTheEnd });
    create(stream, { key: toTheEnd, rangeEnd: toTheEnd });
    create(stream, {});
    script.note('created', [...(await stream.reached(7))]);
    await put(script, 'a', '1');
    await put(script, 'a', '2');
    await put(script, 'b', '3');
    await script.client.call(KVService.txn, {
      success: [putOp('a', '4'), deleteOp('b'), putOp('c', '5'), deleteOp('absent')],
    });
    await script.client.call(KVService.deleteRange, { key: bytes('a'), rangeEnd: toTheEnd });
    const expected = [
      [0n, 4],
      [1n, 6],
      [2n, 1],
      [9n, 3],
      [3n, 4],
      [4n, 8],
      [5n, 0],
    ] as const;
    for (const [watchId, count] of expected) {
      await events(stream, watchId, count);
      script.note(`watch ${watchId}`, ofWatch(stream.received, watchId));
    }
    stream.cancel();
  },
};

export const watchHistoryScenario: Scenario = {
  name: 'watches of the past',
  async run(script) {
    for (const value of ['1', '2', '3']) {
      await put(script, 'k', value);
    }
    await script.client.call(KVService.deleteRange, { key: bytes('k') });
    await put(script, 'k', '4');
    await put(script, 'other', 'x');
    const stream = open(script);
    create(stream, { key: bytes('k'), startRevision: 1, prevKv: true });
    await events(stream, 0n, 5);
    create(stream, { key: bytes('k'), startRevision: 4 });
    await events(stream, 1n, 3);
    create(stream, { key: bytes('k'), startRevision: 9 });
    create(stream, {
      key: bytes('a'),
      rangeEnd: bytes('z'),
      startRevision: 5,
      filters: [FilterType.NODELETE],
    });
    await events(stream, 3n, 2);
    await put(script, 'k', 'at 8');
    await put(script, 'k', 'at 9');
    const expected = [
      [0n, 7],
      [1n, 5],
      [2n, 1],
      [3n, 4],
    ] as const;
    for (const [watchId, count] of expected) {
      await events(stream, watchId, count);
      script.note(`watch ${watchId}`, ofWatch(stream.received, watchId));
    }
    stream.cancel();
  },
};

export const watchCompactedScenario: Scenario = {
  name: 'watches of what was compacted',
  async run(script) {
    for (const value of ['1', '2', '3', '4']) {
      await put(script, 'k', value);
    }
    await script.call('compact', KVService.compact, { revision: 4, physical: true });
    const stream = open(script);
    create(stream, { key: bytes('k'), startRevision: 2, prevKv: true });
    script.note('below', [...(await stream.reached(2))]);
    create(stream, { key: bytes('k'), startRevision: 4, prevKv: true });
    await events(stream, 1n, 2);
    script.note('at', ofWatch(stream.received, 1n));
    stream.cancel();
  },
};

export const watchControlScenario: Scenario = {
  name: 'creating and cancelling watches',
  // 3.4 takes a negative start revision for "now".
  notIn34: ['negative revision'],
  async run(script) {
    const stream = open(script);
    const step = async (name: string, count: number, send: () => void) => {
      const before = stream.received.length;
      send();
      const received = await stream.reached(before + count);
      script.note(name, received.slice(before));
    };
    await step('an id of mine', 1, () => create(stream, { key: bytes('a'), watchId: 3n }));
    await step('taken', 1, () => create(stream, { key: bytes('a'), watchId: 3n }));
    await step('an id of its own', 1, () => create(stream, { key: bytes('a') }));
    await step('inverted', 1, () => create(stream, { key: bytes('b'), rangeEnd: bytes('a') }));
    await step('empty', 1, () => create(stream, { key: bytes('b'), rangeEnd: bytes('b') }));
    await step('cancel', 1, () => stream.send({ cancelRequest: WatchCancelRequest.create({ watchId: 3n }) }));
    await step('cancel an unknown one, create', 1, () => {
      stream.send({ cancelRequest: WatchCancelRequest.create({ watchId: 77n }) });
      create(stream, { key: bytes('c') });
    });
    await step('the cancelled id again', 1, () => create(stream, { key: bytes('a'), watchId: 3n }));
    await step('nothing asked, create', 1, () => {
      stream.send({});
      create(stream, { key: bytes('d') });
    });
    await put(script, 'a', '1');
    await events(stream, 0n, 1);
    await events(stream, 3n, 1);
    await step('progress', 1, () => stream.send({ progressRequest: {} }));
    await step('negative revision', 1, () => create(stream, { key: bytes('n'), startRevision: -1 }));
    stream.cancel();
  },
};

const largeValue = 'v'.repeat(350_000);

export const watchFragmentScenario: Scenario = {
  name: 'fragments',
  async run(script) {
    const success = ['a', 'b', 'c', 'd'].map((key) => putOp(key, largeValue));
    await script.client.call(KVService.txn, { success });
    const stream = open(script);
    const spec = { key: toTheEnd, rangeEnd: toTheEnd, prevKv: true };
    create(stream, { ...spec, fragment: true });
    create(stream, spec);
    // etcd sends whole what happens before it has told that the watch is there.
    await stream.reached(2);
    await script.client.call(KVService.txn, { success });
    await events(stream, 0n, 4);
    await events(stream, 1n, 4);
    script.note(
      'answers',
      [0n, 1n].map((watchId) =>
        stream.received
          .filter((answer) => answer.watchId === watchId)
          .map(({ created, fragment, events: seen }) => ({
            ...{ created, fragment },
            keys: seen.map(({ kv }) => kv?.key),
          })),
      ),
    );
    stream.cancel();
  },
};
