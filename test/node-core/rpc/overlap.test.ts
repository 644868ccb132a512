import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOverlap } from '../../../node-core/rpc/overlap.js';
import {
  DeleteRangeRequest,
  PutRequest,
  RequestOp,
  TxnRequest,
} from '../../../proto/generated/etcdserverpb.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const put = (key: string) => RequestOp.create({ requestPut: PutRequest.create({ key: bytes(key) }) });
const remove = (key: string, rangeEnd = '') =>
  RequestOp.create({
    requestDeleteRange: DeleteRangeRequest.create({ key: bytes(key), rangeEnd: bytes(rangeEnd) }),
  });
const nested = (success: RequestOp[], failure: RequestOp[] = []) =>
  RequestOp.create({ requestTxn: TxnRequest.create({ success, failure }) });

/** Seen on etcd 3.4 and 3.6 (test/conformance holds the same against them). */
const refused: readonly [string, RequestOp[]][] = [
  ['a key put twice', [put('a'), put('a')]],
  ['a put in a deleted range', [put('b'), remove('a', 'c')]],
  ['a put of a deleted key', [remove('a'), put('a')]],
  ['a put and a nested one', [put('a'), nested([put('a')])]],
  ['a put and one nested on failure', [put('a'), nested([], [put('a')])]],
  ['a delete and a nested put on both branches', [remove('a'), nested([put('a')], [put('a')])]],
  ['two nested puts', [nested([put('a')]), nested([put('a')])]],
  ['a nested delete before a nested put', [nested([remove('a')]), nested([put('a')])]],
  ['two levels down', [put('a'), nested([nested([remove('a', 'b')])])]],
];

const allowed: readonly [string, RequestOp[]][] = [
  ['other keys', [put('a'), put('b'), remove('c')]],
  ['a put at the end of a deleted range', [put('c'), remove('a', 'c')]],
  ['deletes that overlap', [remove('a', 'c'), remove('b'), nested([remove('a')])]],
  ['one key on both branches of a nested transaction', [nested([put('a')], [put('a')])]],
  ['a nested put before a nested delete', [nested([put('a')]), nested([remove('a')])]],
  ['a delete to the end of the keys', [put('b'), remove('a', '\0')]],
  ['a delete of an inverted range', [put('b'), remove('c', 'a')]],
];

for (const [name, operations] of refused) {
  test(`a transaction is refused for ${name}`, () => {
    const message = 'etcdserver: duplicate key given in txn request';
    assert.throws(() => checkOverlap(TxnRequest.create({ success: operations })), { message });
    assert.throws(() => checkOverlap(TxnRequest.create({ failure: operations })), { message });
  });
}

for (const [name, operations] of allowed) {
  test(`a transaction may have ${name}`, () => {
    checkOverlap(TxnRequest.create({ success: operations, failure: operations }));
  });
}
