import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionState, EtcdClient, WatchMessage } from '../../source/client/api.js';
import { EtcdError } from '../../source/client/errors.js';
import { lateClient } from '../../source/client/late-client.js';

const endpoints = ['http://127.0.0.1:2379'];

/** A client that notes what it is asked; its snapshots are of two chunks. */
function notingClient() {
  const asked: string[] = [];
  const listeners = new Set<(state: ConnectionState) => void>();
  const state: ConnectionState = { kind: 'ready', endpoint: endpoints[0] ?? '' };
  const note = (name: string) => async (): Promise<unknown> => asked.push(name);
  const client = {
    endpoints,
    connection: state,
    onConnection: (listener: (state: ConnectionState) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    kv: { range: note('range'), put: note('put') },
    maintenance: {
      async *snapshot() {
        yield 'first';
        yield 'second';
      },
    },
    watch: (_: unknown, listener: (message: WatchMessage) => void) => {
      asked.push('watch');
      listener({ kind: 'progress', revision: 7 });
      return { cancel: () => asked.push('cancel') };
    },
    close: () => asked.push('close'),
  } as unknown as EtcdClient;
  return { asked, client };
}

test('nothing is loaded before something is asked, and then once', async () => {
  const { asked, client } = notingClient();
  let loads = 0;
  const load = async (): Promise<EtcdClient> => {
    loads += 1;
    return client;
  };
  const late = lateClient(endpoints, load, () => 0);
  assert.deepEqual([late.endpoints, late.connection.kind, loads], [endpoints, 'connecting', 0]);
  await Promise.all([late.kv.range({}), late.kv.put({})]);
  assert.deepEqual([asked, loads], [['range', 'put'], 1]);
});

test('the connection is told once it is known', async () => {
  const { client } = notingClient();
  const late = lateClient(
    endpoints,
    async () => client,
    () => 0,
  );
  const told: string[] = [];
  late.onConnection(({ kind }) => told.push(kind));
  await late.kv.range({});
  assert.deepEqual([told, late.connection.kind], [['ready'], 'ready']);
});

test('streams are streamed, and a watch is begun and cancelled', async () => {
  const { asked, client } = notingClient();
  const late = lateClient(
    endpoints,
    async () => client,
    () => 0,
  );
  const chunks: unknown[] = [];
  for await (const chunk of late.maintenance.snapshot()) chunks.push(chunk);
  assert.deepEqual(chunks, ['first', 'second']);
  const messages: WatchMessage[] = [];
  const watch = late.watch({ key: new Uint8Array() }, (message) => messages.push(message));
  await late.kv.range({});
  watch.cancel();
  assert.deepEqual(messages, [{ kind: 'progress', revision: 7 }]);
  assert.deepEqual(asked, ['watch', 'range', 'cancel']);
});

test('what is cancelled or closed before the client is there stays so', async () => {
  const { asked, client } = notingClient();
  const late = lateClient(
    endpoints,
    async () => client,
    () => 0,
  );
  late.watch({ key: new Uint8Array() }, () => assert.fail('it was cancelled')).cancel();
  late.close();
  await late.kv.range({});
  assert.deepEqual(asked, ['close', 'range']);
});

test('a client that cannot be loaded is down, and calls fail with a sentence', async () => {
  const late = lateClient(
    endpoints,
    () => Promise.reject(new Error('the file is gone')),
    () => 0,
  );
  const told: string[] = [];
  late.onConnection(({ kind }) => told.push(kind));
  late.watch({ key: new Uint8Array() }, () => assert.fail('there is nothing to watch'));
  await assert.rejects(
    late.kv.range({}),
    (error) => error instanceof EtcdError && /could not be loaded \(the file is gone\)/u.test(error.message),
  );
  assert.deepEqual([told, late.connection.kind], [['down'], 'down']);
});
