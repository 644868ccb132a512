import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromByteString, toByteString } from '../../../node-core/schema/byte-string.js';
import { decodeLease, encodeLease, leaseKey } from '../../../node-core/schema/lease-record.js';
import {
  decodeCompactRevision,
  decodeCounter,
  encodeCompactRevision,
  encodeCounter,
} from '../../../node-core/schema/meta.js';
import {
  decodeRevisionKey,
  encodeRevisionKey,
  MalformedRevisionKeyError,
} from '../../../node-core/schema/revision-key.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const fromHex = (text: string) => Buffer.from(text, 'hex');

test('revision keys are 8 bytes, an underscore, 8 bytes, and a t after a deletion', () => {
  assert.equal(hex(encodeRevisionKey(2, 0, false)), '00000000000000025f0000000000000000');
  assert.equal(hex(encodeRevisionKey(258, 3, true)), '00000000000001025f000000000000000374');
  assert.equal(
    hex(encodeRevisionKey(Number.MAX_SAFE_INTEGER, 2 ** 32, false)),
    '001fffffffffffff5f0000000100000000',
  );
});

test('revision keys sort as revisions do, a deletion where its put would be', () => {
  const inOrder = [
    encodeRevisionKey(1, 0, false),
    encodeRevisionKey(2, 0, false),
    encodeRevisionKey(2, 0, true),
    encodeRevisionKey(2, 1, false),
    encodeRevisionKey(255, 0, false),
    encodeRevisionKey(256, 0, false),
    encodeRevisionKey(2 ** 32, 0, true),
  ];
  assert.deepEqual(inOrder.toSorted(Buffer.compare), inOrder);
});

test('revision keys are read back', () => {
  for (const main of [1, 255, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER]) {
    for (const tombstone of [true, false]) {
      assert.deepEqual(decodeRevisionKey(encodeRevisionKey(main, 7, tombstone)), { main, sub: 7, tombstone });
    }
  }
  const within = Buffer.concat([Buffer.alloc(3), encodeRevisionKey(9, 1, false)]).subarray(3);
  assert.deepEqual(decodeRevisionKey(within), { main: 9, sub: 1, tombstone: false });
});

test('what is no revision key is refused', () => {
  for (const text of [
    '',
    '00',
    '00000000000000025f00000000000000',
    '00000000000000022f0000000000000000',
    '00000000000000025f000000000000000075',
    '00000000000000025f00000000000000007474',
  ]) {
    assert.throws(() => decodeRevisionKey(fromHex(text)), MalformedRevisionKeyError, text);
  }
});

test('counters are 8 bytes, big-endian; one that was never written is 0', () => {
  assert.equal(hex(encodeCounter(2 ** 40 + 1)), '0000010000000001');
  assert.equal(decodeCounter(fromHex('0000010000000001')), 2 ** 40 + 1);
  assert.equal(decodeCounter(undefined), 0);
});

test('a compaction is recorded as the revision key of its first change', () => {
  assert.equal(hex(encodeCompactRevision(5)), '00000000000000055f0000000000000000');
  assert.equal(decodeCompactRevision(fromHex('00000000000000055f0000000000000000')), 5);
  assert.equal(decodeCompactRevision(undefined), undefined);
});

test('leases: an 8-byte id as key, leasepb.Lease as value', () => {
  assert.equal(hex(leaseKey(0x694d9c2f0a1b2c3dn)), '694d9c2f0a1b2c3d');
  assert.equal(hex(leaseKey(-2n)), 'fffffffffffffffe');
  assert.equal(hex(encodeLease({ id: 0x1234n, ttlSeconds: 60, remainingTtlSeconds: 0 })), '08b424103c');
  assert.deepEqual(decodeLease(fromHex('08b424103c')), {
    id: 0x1234n,
    ttlSeconds: 60,
    remainingTtlSeconds: 0,
  });
  const long = { id: -2n, ttlSeconds: 9_000_000_000, remainingTtlSeconds: 7 };
  assert.deepEqual(decodeLease(encodeLease(long)), long);
});

test('byte strings keep every byte and compare as bytes do', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  assert.deepEqual(fromByteString(toByteString(all)), all);
  assert.ok(toByteString(Buffer.of(0x7f)) < toByteString(Buffer.of(0x80)));
  assert.ok(toByteString(Buffer.of(0x61)) < toByteString(Buffer.of(0x61, 0)));
  assert.equal(toByteString(all.subarray(97, 99)), 'ab');
});
