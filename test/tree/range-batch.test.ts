import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RangeRequest, TxnRequest } from '../../proto/generated/etcdserverpb.js';
import { fromBytes, rangeEnd, rangeStart } from '../../source/bytes/byte-string.js';
import { EtcdError } from '../../source/client/errors.js';
import { RangeBatch } from '../../source/tree/range-batch.js';
import { FakeRange, txnOf } from './fake-range.js';

const keys = Array.from({ length: 60 }, (_, index) => `k${String(index).padStart(2, '0')}`);

const asks: readonly Partial<RangeRequest>[] = keys.map((key) => ({
  key: rangeStart(key),
  rangeEnd: rangeEnd(`${key}\0`),
  limit: 1,
  keysOnly: true,
  serializable: true,
}));

/** A server that takes so many operations in a transaction. */
class Server {
  readonly fake = new FakeRange(keys);
  readonly #most: number;
  readonly #refusal: EtcdError;
  txns = 0;
  ranges = 0;

  constructor(most: number, refusal: EtcdError) {
    this.#most = most;
    this.#refusal = refusal;
  }

  range(request: Partial<RangeRequest>) {
    this.ranges += 1;
    return this.fake.range(request, {});
  }

  txn(request: Partial<TxnRequest>) {
    this.txns += 1;
    if ((request.success?.length ?? 0) > this.#most) return Promise.reject(this.#refusal);
    return txnOf(this.fake.range, request);
  }
}

const tooMany = new EtcdError('invalid-argument', '…', 'etcdserver: too many operations in txn request');

async function askedKeys(batch: RangeBatch): Promise<readonly string[]> {
  const answers = await batch.ask(asks, {});
  return answers.flatMap(({ kvs }) => kvs.map(({ key }) => fromBytes(key)));
}

describe('several ranges in one request', () => {
  it('are answered in their order, with the revision of the transaction', async () => {
    const server = new Server(128, tooMany);
    const answers = await new RangeBatch(server).ask(asks, {});
    assert.deepEqual(
      answers.map(({ kvs }) => fromBytes(kvs[0]?.key ?? new Uint8Array())),
      keys,
    );
    assert.ok(answers.every(({ header }) => header?.revision === server.fake.revision));
    assert.equal(server.txns, 1);
  });

  it('are fewer where a server takes fewer, and stay so', async () => {
    const server = new Server(16, tooMany);
    const batch = new RangeBatch(server);
    assert.deepEqual(await askedKeys(batch), keys);
    assert.ok(batch.most <= 16);
    const before = server.txns;
    assert.deepEqual(await askedKeys(batch), keys);
    assert.equal(server.txns - before, Math.ceil(keys.length / batch.most));
  });

  it('are asked one by one where a server has no such transaction', async () => {
    const server = new Server(0, new EtcdError('unimplemented', '…', 'unsupported operations'));
    const batch = new RangeBatch(server);
    assert.deepEqual(await askedKeys(batch), keys);
    assert.equal(server.ranges, keys.length);
    const before = server.txns;
    await askedKeys(batch);
    assert.equal(server.txns, before, 'it is not tried again');
  });

  it('fail as the server says for another reason', async () => {
    const server = new Server(0, new EtcdError('permission-denied', '…', 'etcdserver: permission denied'));
    await assert.rejects(new RangeBatch(server).ask(asks, {}), { kind: 'permission-denied' });
    assert.equal(server.ranges, 0);
  });
});
