import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { encodeRangeAnswer } from '../../../node-core/rpc/encode-answer.js';
import { headerEncoder } from '../../../node-core/rpc/header.js';
import { joinMessage } from '../../../node-core/rpc/message.js';
import { checkRangeStream, streamRange } from '../../../node-core/rpc/range-stream.js';
import { RpcError, StatusCode } from '../../../node-core/rpc/status.js';
import type { Member } from '../../../node-core/server/member.js';
import {
  PutRequest,
  RangeRequest,
  RangeResponse,
  RangeStreamResponse,
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
} from '../../../proto/generated/etcdserverpb.js';
import { startTestMember } from '../server/test-member.js';
import { WindowedClient } from './windowed-client.js';

const chunkBytes = 4_096;
const everyKey = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) };

async function put(member: Member, key: string, value: string): Promise<void> {
  await member.put(PutRequest.encode({ key: Buffer.from(key), value: Buffer.from(value) }));
}

async function memberWithKeys(t: TestContext, count: number): Promise<Member> {
  const { member } = await startTestMember(t);
  for (let i = 0; i < count; i++) {
    await put(member, `k${String(i).padStart(4, '0')}`, 'v'.repeat(100));
  }
  return member;
}

async function streamed(member: Member, fields: Partial<RangeRequest>): Promise<readonly RangeResponse[]> {
  const client = new WindowedClient(RangeStreamResponse, Number.POSITIVE_INFINITY);
  await streamRange(member, RangeRequest.create(fields), client, headerEncoder(member), chunkBytes);
  return client.received.map(({ rangeResponse }) => rangeResponse ?? RangeResponse.create());
}

/** protobuf's merge: lists are joined, the last value of everything else counts. */
function merged(parts: readonly RangeResponse[]): RangeResponse {
  const last = parts.at(-1) ?? RangeResponse.create();
  return { ...last, kvs: parts.flatMap(({ kvs }) => kvs) };
}

async function whole(member: Member, fields: Partial<RangeRequest>): Promise<RangeResponse> {
  const answer = await member.range(RangeRequest.create(fields));
  return RangeResponse.decode(joinMessage(encodeRangeAnswer(answer, headerEncoder(member))));
}

test('the chunks together are the answer of a Range, and only the last has header, count and more', async (t) => {
  const member = await memberWithKeys(t, 120);
  const requests: Partial<RangeRequest>[] = [
    everyKey,
    { ...everyKey, limit: 10 },
    { ...everyKey, limit: 25 },
    { ...everyKey, limit: 120 },
    { ...everyKey, limit: 1_000 },
    { ...everyKey, keysOnly: true },
    { ...everyKey, countOnly: true },
    { ...everyKey, revision: 30 },
    { ...everyKey, revision: 30, limit: 12 },
    { ...everyKey, sortOrder: SortOrder.ASCEND },
    { ...everyKey, serializable: true },
    { key: Buffer.from('k0003') },
    { key: Buffer.from('nothing') },
    { key: Buffer.from('k0100'), rangeEnd: Buffer.from('k0001') },
  ];
  for (const request of requests) {
    const parts = await streamed(member, request);
    assert.deepEqual(merged(parts), await whole(member, request), JSON.stringify(request));
    for (const { header, count, more } of parts.slice(0, -1)) {
      assert.deepEqual({ header, count, more }, { header: undefined, count: 0, more: false });
    }
  }
});

test('chunks begin with ten keys and grow to what they should weigh', async (t) => {
  const member = await memberWithKeys(t, 120);
  const sizes = (await streamed(member, everyKey)).map(({ kvs }) => kvs.length);
  // Ten keys of about 120 bytes are below half of 4,096, twenty are not.
  assert.deepEqual(sizes, [10, 20, 20, 20, 20, 20, 10]);
});

test('a slow client holds the stream, and what is written meanwhile is not in it', async (t) => {
  const member = await memberWithKeys(t, 40);
  const before = await whole(member, everyKey);
  const client = new WindowedClient(RangeStreamResponse, 1);
  const done = streamRange(member, RangeRequest.create(everyKey), client, headerEncoder(member), chunkBytes);
  await put(member, 'k0039', 'new');
  await put(member, 'z', 'new');
  assert.equal(client.received.length, 1);
  client.takeMore(100);
  await done;
  assert.deepEqual(
    merged(client.received.map(({ rangeResponse }) => rangeResponse ?? RangeResponse.create())),
    before,
  );
});

test('a client that leaves ends the reading', async (t) => {
  const member = await memberWithKeys(t, 40);
  const client = new WindowedClient(RangeStreamResponse, 1);
  const done = streamRange(member, RangeRequest.create(everyKey), client, headerEncoder(member), chunkBytes);
  await put(member, 'z', 'new');
  client.leave();
  await done;
  assert.equal(client.received.length, 1);
});

test('what needs everything at once is refused as etcd 3.7 refuses it', () => {
  const refusal = (fields: Partial<RangeRequest>) => {
    try {
      checkRangeStream(RangeRequest.create({ ...everyKey, ...fields }));
      return undefined;
    } catch (error) {
      return error instanceof RpcError ? [error.code, error.message] : error;
    }
  };
  const sort = [StatusCode.UNIMPLEMENTED, 'RangeStream does not support custom sort orders'];
  const filter = [StatusCode.UNIMPLEMENTED, 'RangeStream does not support revision filters'];
  assert.deepEqual(refusal({ sortOrder: SortOrder.DESCEND }), sort);
  assert.deepEqual(refusal({ sortOrder: SortOrder.ASCEND, sortTarget: SortTarget.MOD }), sort);
  assert.equal(refusal({ sortTarget: SortTarget.MOD }), undefined);
  assert.equal(refusal({ sortOrder: SortOrder.ASCEND }), undefined);
  for (const field of ['minModRevision', 'maxModRevision', 'minCreateRevision', 'maxCreateRevision']) {
    assert.deepEqual(refusal({ [field]: 1 }), filter);
  }
});
