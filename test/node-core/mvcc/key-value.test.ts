import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DamagedStoreError } from '../../../node-core/mvcc/errors.js';
import { decodeKeyValue } from '../../../node-core/mvcc/key-value-decoding.js';
import {
  encodeKeyValue,
  encodeTombstone,
  tombstoneKeyValue,
} from '../../../node-core/mvcc/key-value-encoding.js';
import { sizeOfVarint, sizeOfVarint64, writeVarint, writeVarint64 } from '../../../node-core/mvcc/varint.js';
import { KeyValue } from '../../../proto/generated/mvccpb.js';
import { bytesOf } from './byte-strings.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const boundaries = [0, 1, 127, 128, 16_383, 16_384, 2 ** 28 - 1, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
const wide = [2 ** 32, 2 ** 35 - 1, 2 ** 35, 2 ** 42, 2 ** 49 - 1, 2 ** 49, Number.MAX_SAFE_INTEGER];

test('varints of every length are what protobuf says', () => {
  const written = (value: number) => {
    const target = new Uint8Array(10);
    const end = writeVarint(target, 0, value);
    assert.equal(end, sizeOfVarint(value));
    return hex(target.subarray(0, end));
  };
  assert.equal(written(0), '00');
  assert.equal(written(127), '7f');
  assert.equal(written(300), 'ac02');
  assert.equal(written(2 ** 32), '8080808010');
  assert.equal(written(Number.MAX_SAFE_INTEGER), 'ffffffffffffff0f');
});

test('a negative int64 takes ten bytes', () => {
  const target = new Uint8Array(10);
  assert.equal(sizeOfVarint64(-1n), 10);
  assert.equal(writeVarint64(target, 0, -1n), 10);
  assert.equal(hex(target), 'ffffffffffffffffff01');
});

test('a key-value is encoded as the generated code, which knows only the .proto, encodes it', () => {
  for (const number of [...boundaries, ...wide]) {
    for (const lease of [0n, 1n, 0x694d_9c2f_0a1b_2c3dn, 2n ** 53n + 1n, 2n ** 56n - 1n, -1n, -(2n ** 63n)]) {
      const fields = {
        key: bytesOf('k\0\xff'),
        createRevision: number,
        modRevision: Math.min(number + 1, Number.MAX_SAFE_INTEGER),
        version: number,
        value: bytesOf('v'.repeat(number % 300)),
        lease,
      };
      assert.equal(hex(encodeKeyValue(fields)), hex(KeyValue.encode(fields)));
    }
  }
});

test('fields come in number order, and zero ones not at all', () => {
  const fields = {
    key: bytesOf('a'),
    createRevision: 2,
    modRevision: 3,
    version: 4,
    value: bytesOf('b'),
    lease: 5n,
  };
  assert.equal(hex(encodeKeyValue(fields)), '0a0161' + '1002' + '1803' + '2004' + '2a0162' + '3005');
  assert.equal(hex(encodeKeyValue({ ...fields, value: bytesOf(''), lease: 0n })), '0a0161100218032004');
});

test('a tombstone is stored as its key, and shown with its revision', () => {
  assert.equal(hex(encodeTombstone(bytesOf('gone'))), '0a04676f6e65');
  const shown = tombstoneKeyValue(bytesOf('gone'), 300);
  assert.equal(hex(shown.bytes), '0a04676f6e6518ac02');
  assert.deepEqual([shown.modRevision, shown.version, shown.createRevision, shown.lease], [300, 0, 0, 0n]);
});

test('what was encoded is read back, from the middle of a larger buffer too', () => {
  for (const number of [...boundaries, ...wide]) {
    for (const lease of [0n, 0x694d_9c2f_0a1b_2c3dn, -5n]) {
      const fields = { createRevision: number, modRevision: number, version: number, lease };
      const encoded = encodeKeyValue({ ...fields, key: bytesOf('key'), value: bytesOf('value') });
      const bytes = Buffer.concat([Buffer.alloc(5), encoded, Buffer.alloc(5)]).subarray(
        5,
        5 + encoded.length,
      );
      const { key, createRevision, modRevision, version, lease: readLease } = decodeKeyValue(bytes);
      const read = { key: Buffer.from(key), createRevision, modRevision, version, lease: readLease };
      assert.deepEqual(read, { ...fields, key: bytesOf('key') });
    }
  }
});

test('an unknown field is passed over', () => {
  const later = Buffer.concat([
    bytesOf('\x0a\x01k'),
    bytesOf('\x3a\x02xx'),
    bytesOf('\x40\x01'),
    bytesOf('\x20\x07'),
  ]);
  assert.equal(decodeKeyValue(later).version, 7);
});

test('damaged bytes are said to be damaged', () => {
  for (const text of ['\x0a\x05ab', '\x10', '\x10\x80', '\x0b', `\x10${'\xff'.repeat(11)}`]) {
    assert.throws(() => decodeKeyValue(bytesOf(text)).key, DamagedStoreError, JSON.stringify(text));
  }
});
