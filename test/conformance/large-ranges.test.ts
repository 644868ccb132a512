import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, credentials } from '@grpc/grpc-js';
import {
  CompactionRequest,
  DeleteRangeRequest,
  DeleteRangeResponse,
  KVService,
  MaintenanceService,
  PutRequest,
  PutResponse,
  RangeRequest,
  RangeResponse,
  RequestOp,
  TxnRequest,
  TxnResponse,
  WatchCreateRequest,
  WatchRequest,
  WatchResponse,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import { Event_EventType } from '../../proto/generated/mvccpb.js';
import type { MethodDefinition } from '../../proto/wire.js';
import { type NodeCoreProcess, startNodeCore } from './subjects.js';

const keyCount = 100_000;
const operationsMax = 10_000;
const everything = { key: Buffer.from('/many/'), rangeEnd: Buffer.from('/many0') };

/** A connection is given up when a ping has had no answer for a second. */
const impatient = {
  'grpc.keepalive_time_ms': 100,
  'grpc.keepalive_timeout_ms': 1_000,
  'grpc.max_receive_message_length': -1,
};

const wholeRange = RequestOp.create({
  requestRange: RangeRequest.create({ ...everything, keysOnly: true, serializable: true }),
});

let member: NodeCoreProcess;

before(async () => {
  member = await startNodeCore([`--max-txn-ops=${operationsMax}`, '--max-request-bytes=10000000']);
  const client = connect();
  for (let from = 0; from < keyCount; from += operationsMax) {
    const success = Array.from({ length: operationsMax }, (_, i) => putOperation(from + i));
    await client.call(KVService.txn, TxnRequest.create({ success }));
  }
  // What was written goes to the disk first.
  await client.call(MaintenanceService.defragment, {});
  client.close();
});

after(() => member.stop());

function putOperation(i: number): RequestOp {
  const key = Buffer.from(`/many/${String(i).padStart(8, '0')}`);
  return RequestOp.create({ requestPut: PutRequest.create({ key, value: Buffer.from('value') }) });
}

interface Connection {
  call<Request>(
    method: Pick<MethodDefinition<Request, unknown>, 'path' | 'request'>,
    request: Partial<Request>,
  ): Promise<Buffer>;
  /** Watches everything. @returns the next messages, once they hold so many events */
  watch(): Promise<(events: number) => Promise<WatchResponse[]>>;
  close(): void;
}

/** Answers stay bytes: decoding a large one would keep the client from hearing its own ping's answer. */
function connect(options: Record<string, number> = {}): Connection {
  const client = new Client(member.address, credentials.createInsecure(), {
    ...options,
    'grpc.use_local_subchannel_pool': 1,
  });
  return {
    call: (method, request) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          method.path,
          (bytes: Buffer) => bytes,
          (bytes: Buffer) => bytes,
          Buffer.from(method.request.encode(request)),
          (error, answer) => (answer === undefined ? reject(error) : resolve(answer)),
        );
      }),
    watch: () => watchEverything(client),
    close: () => client.close(),
  };
}

function watchEverything(client: Client): ReturnType<Connection['watch']> {
  const asBytes = (bytes: Buffer) => bytes;
  const stream = client.makeBidiStreamRequest(WatchService.watch.path, asBytes, asBytes);
  stream.write(Buffer.from(WatchRequest.encode({ createRequest: WatchCreateRequest.create(everything) })));
  return new Promise((created) => {
    stream.once('data', () => {
      created(
        (events) =>
          new Promise((resolve, reject) => {
            const messages: WatchResponse[] = [];
            stream.on('error', reject);
            stream.on('data', (bytes: Buffer) => {
              messages.push(WatchResponse.decode(bytes));
              if (messages.flatMap((message) => message.events).length >= events) {
                resolve(messages);
              }
            });
          }),
      );
    });
  });
}

/** Repeats a call, one after another, until the work is done. @returns the answers that came before that */
async function until<T>(work: Promise<unknown>, call: () => Promise<T>): Promise<T[]> {
  let done = false;
  const finish = () => {
    done = true;
  };
  work.then(finish, finish);
  const answers: T[] = [];
  for (let answer = await call(); !done; answer = await call()) {
    answers.push(answer);
  }
  return answers;
}

test('ranges of everything hold up neither pings nor puts, and are of one moment under a compaction', async () => {
  const reader = connect(impatient);
  const writer = connect();
  const request = PutRequest.create({ key: Buffer.from('/other'), value: Buffer.from('later') });
  const put = async () => PutResponse.decode(await writer.call(KVService.put, request)).header?.revision ?? 0;
  const reading = reader.call(KVService.txn, TxnRequest.create({ success: Array(5).fill(wholeRange) }));
  const revisions = await until(reading, async () => {
    const revision = await put();
    await writer.call(KVService.compact, CompactionRequest.create({ revision }));
    return revision;
  });
  const answer = TxnResponse.decode(await reading);
  for (const { responseRange } of answer.responses) {
    assert.deepEqual([responseRange?.count, responseRange?.kvs.length], [keyCount, keyCount]);
  }
  const newest = revisions.at(-1) ?? 0;
  const seen = answer.header?.revision ?? 0;
  assert.ok(newest - seen >= 3, `asked at ${seen}, ${newest} was compacted meanwhile`);
  reader.close();
  writer.close();
});

test('while everything is deleted others read on, and see nothing of it before its end; watchers see all of it', async () => {
  const [deleter, reader] = [connect(), connect(impatient)];
  const countNow = async () => {
    const request = RangeRequest.create({ ...everything, countOnly: true, serializable: true });
    return RangeResponse.decode(await reader.call(KVService.range, request)).count;
  };
  const whole = await countNow();
  const watched = (await deleter.watch())(whole);
  const deleting = deleter.call(KVService.deleteRange, DeleteRangeRequest.create(everything));
  const counts = await until(deleting, countNow);
  assert.equal(DeleteRangeResponse.decode(await deleting).deleted, whole);
  assert.deepEqual(
    [...new Set(counts)].filter((count) => count !== whole && count !== 0),
    [],
  );
  assert.ok(counts.filter((count) => count === whole).length >= 5, `${counts.length} counts meanwhile`);
  assert.equal(await countNow(), 0);
  const events = (await watched).flatMap((message) => message.events);
  assert.equal(events.length, whole);
  assert.ok(
    events.every(
      ({ type, kv }) => type === Event_EventType.DELETE && kv?.modRevision === events[0]?.kv?.modRevision,
    ),
  );
  deleter.close();
  reader.close();
});
