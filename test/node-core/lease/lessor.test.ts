import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  LeaseExistsError,
  LeaseNotFoundError,
  LeaseTtlTooLargeError,
} from '../../../node-core/lease/errors.js';
import { createLessor } from '../../../node-core/lease/lessor.js';
import { decodeLease, leaseKey } from '../../../node-core/schema/lease-record.js';
import { openIn, temporaryBackend, temporaryDirectory } from '../backend/temporary-backend.js';
import { bytesOf, textOf } from '../mvcc/byte-strings.js';

const longestTtlSeconds = 9_000_000_000;

test('a grant is stored as etcd stores it, and found', async (t) => {
  const backend = await temporaryBackend(t);
  const lessor = createLessor(backend);
  assert.deepEqual(lessor.grant(0x1234n, 60, 0), {
    id: 0x1234n,
    grantedTtlSeconds: 60,
    remainingTtlSeconds: 60,
  });
  const stored = backend.get('lease', leaseKey(0x1234n)) ?? new Uint8Array(0);
  assert.deepEqual(decodeLease(stored), {
    id: 0x1234n,
    ttlSeconds: 60,
    remainingTtlSeconds: 0,
  });
  assert.equal(lessor.find(0x1234n, 0)?.grantedTtlSeconds, 60);
  assert.equal(lessor.find(5n, 0), undefined);
  assert.deepEqual(lessor.list(), [0x1234n]);
});

test('what cannot be granted', async (t) => {
  const lessor = createLessor(await temporaryBackend(t));
  lessor.grant(1n, longestTtlSeconds, 0);
  assert.throws(() => lessor.grant(1n, 5, 0), LeaseExistsError);
  assert.throws(() => lessor.grant(2n, longestTtlSeconds + 1, 0), LeaseTtlTooLargeError);
  assert.throws(() => lessor.grant(0n, 5, 0), LeaseNotFoundError);
  assert.deepEqual(lessor.list(), [1n]);
});

test('leases live on across a restart, but for revoked ones', async (t) => {
  const directory = temporaryDirectory(t);
  const backend = await openIn(directory);
  const lessor = createLessor(backend);
  lessor.grant(1n, 60, 0);
  lessor.grant(-7n, 70, 0);
  lessor.grant(3n, 80, 0);
  lessor.revoke(3n);
  await backend.close();
  const reopened = await openIn(directory);
  t.after(() => reopened.close());
  const restored = createLessor(reopened);
  assert.deepEqual(restored.list(), [-7n, 1n]);
  assert.equal(restored.find(-7n, 0)?.grantedTtlSeconds, 70);
});

test('nothing expires until this member leads; then every lease has its whole time again', async (t) => {
  const lessor = createLessor(await temporaryBackend(t));
  lessor.grant(1n, 10, 0);
  assert.deepEqual(lessor.expired(1_000_000, 10), []);
  assert.equal(lessor.find(1n, 1_000_000)?.remainingTtlSeconds, 10);
  lessor.promote(1_000_000, 500);
  assert.equal(lessor.find(1n, 1_000_000)?.remainingTtlSeconds, 10);
  assert.deepEqual(lessor.expired(1_010_499, 10), []);
  assert.deepEqual(lessor.expired(1_010_500, 10), [1n]);
  lessor.demote();
  assert.deepEqual(lessor.expired(2_000_000, 10), []);
  lessor.promote(2_000_000, 0);
  assert.deepEqual(lessor.expired(2_009_999, 10), []);
});

test('the longest dead come first, at most as many as asked for, until they are revoked', async (t) => {
  const lessor = createLessor(await temporaryBackend(t));
  lessor.promote(0, 0);
  lessor.grant(1n, 30, 0);
  lessor.grant(2n, 10, 0);
  lessor.grant(3n, 20, 0);
  lessor.grant(4n, 99, 0);
  assert.deepEqual(lessor.expired(30_000, 10), [2n, 3n, 1n]);
  assert.deepEqual(lessor.expired(30_000, 2), [2n, 3n]);
  lessor.revoke(2n);
  assert.deepEqual(lessor.expired(30_000, 10), [3n, 1n]);
  assert.deepEqual(lessor.list(), [3n, 1n, 4n], 'etcd lists by expiry');
});

test('a renewal starts the time anew', async (t) => {
  const lessor = createLessor(await temporaryBackend(t));
  lessor.promote(0, 0);
  lessor.grant(1n, 10, 0);
  assert.equal(lessor.find(1n, 9_001)?.remainingTtlSeconds, 0);
  assert.equal(lessor.renew(1n, 9_001).remainingTtlSeconds, 10);
  assert.deepEqual(lessor.expired(19_000, 10), []);
  assert.deepEqual(lessor.expired(19_001, 10), [1n]);
  assert.equal(lessor.find(1n, 25_000)?.remainingTtlSeconds, 0, 'never below zero');
  assert.throws(() => lessor.renew(2n, 0), LeaseNotFoundError);
});

test('keys hang on one lease at a time, and a revocation gives them sorted as bytes', async (t) => {
  const lessor = createLessor(await temporaryBackend(t));
  lessor.grant(1n, 60, 0);
  lessor.grant(2n, 60, 0);
  for (const key of ['b', '\xff', 'a', 'a\0', 'c']) {
    lessor.attach(1n, bytesOf(key));
  }
  lessor.detach(1n, bytesOf('c'));
  lessor.attach(2n, bytesOf('c'));
  lessor.detach(1n, bytesOf('c'));
  assert.equal(lessor.leaseOf(bytesOf('c')), 2n, 'a late detach from the old lease changes nothing');
  assert.equal(lessor.leaseOf(bytesOf('a')), 1n);
  assert.equal(lessor.leaseOf(bytesOf('none')), 0n);
  assert.deepEqual(lessor.keysOf(1n).map(textOf), ['a', 'a\0', 'b', '\xff']);
  assert.deepEqual(lessor.revoke(1n).map(textOf), ['a', 'a\0', 'b', '\xff']);
  assert.equal(lessor.leaseOf(bytesOf('a')), 0n);
  assert.deepEqual(lessor.keysOf(1n), []);
  assert.throws(() => lessor.revoke(1n), LeaseNotFoundError);
  assert.throws(() => lessor.attach(1n, bytesOf('x')), LeaseNotFoundError);
});

test('a lease of 285 years does not expire early', async (t) => {
  const lessor = createLessor(await temporaryBackend(t));
  lessor.promote(0, 0);
  lessor.grant(1n, longestTtlSeconds, 0);
  assert.equal(lessor.find(1n, 0)?.remainingTtlSeconds, longestTtlSeconds);
  assert.deepEqual(lessor.expired(longestTtlSeconds * 1000 - 1, 1), []);
  assert.deepEqual(lessor.expired(longestTtlSeconds * 1000, 1), [1n]);
});
