import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestOp } from '../../proto/generated/etcdserverpb.js';
import { startNodeCore } from '../conformance/subjects.js';
import { bytes, connect, failure } from './connect.js';

test('a stream of a range is the answer of the range, in one piece', async (t) => {
  const member = await startNodeCore();
  t.after(() => member.stop());
  const { kv } = connect(t, { endpoints: [member.url] });
  const putOf = (index: number): RequestOp =>
    RequestOp.create({
      requestPut: {
        key: bytes(`k${String(index).padStart(4, '0')}`),
        value: Buffer.alloc(20_000, 'v'),
        lease: 0n,
        prevKv: false,
        ignoreValue: false,
        ignoreLease: false,
      },
    });
  for (let start = 0; start < 200; start += 50) {
    await kv.txn({ success: Array.from({ length: 50 }, (_, index) => putOf(start + index)) });
  }
  for (const request of [
    { key: bytes('k'), rangeEnd: bytes('l') },
    { key: bytes('k'), rangeEnd: bytes('l'), limit: 120 },
    { key: bytes('k'), rangeEnd: bytes('l'), limit: 7, keysOnly: true, serializable: true },
    { key: bytes('x'), rangeEnd: bytes('y') },
  ]) {
    assert.deepEqual(await kv.rangeStream(request), await kv.range(request));
  }
  const controller = new AbortController();
  const cancelled = failure(
    kv.rangeStream({ key: bytes('k'), rangeEnd: bytes('l') }, { signal: controller.signal }),
  );
  controller.abort();
  assert.equal((await cancelled).kind, 'cancelled');
  const future = await failure(kv.rangeStream({ key: bytes('k'), revision: 1_000_000 }));
  assert.equal(future.kind, 'future-revision');
});
