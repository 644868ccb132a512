import assert from 'node:assert/strict';
import test from 'node:test';
import { UsageError } from '../../source/commands/command.js';
import { fromKeyRange, keyOperand, prefixRange } from '../../source/commands/key-range.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('a prefix ends where its last byte that can grow has grown', () => {
  const ends = ['2f61', '2fff', '00'].map((text) => hex(prefixRange(Buffer.from(text, 'hex')).rangeEnd));
  assert.deepEqual(ends, ['2f62', '30', '01']);
});

test('an empty prefix and one of only ff bytes reach to the end of all keys', () => {
  assert.deepEqual(prefixRange(new Uint8Array()), { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) });
  assert.equal(hex(prefixRange(Buffer.from('ffff', 'hex')).rangeEnd), '00');
});

test('from a key to the end; an empty key means the first', () => {
  assert.equal(hex(fromKeyRange(Buffer.from('k')).rangeEnd), '00');
  assert.equal(hex(fromKeyRange(new Uint8Array()).key), '00');
});

test('hexadecimal operands name any byte and refuse what is not hexadecimal', () => {
  assert.equal(hex(keyOperand('2f00FF', true)), '2f00ff');
  assert.equal(hex(keyOperand('2f', false)), '3266');
  assert.throws(() => keyOperand('2f0', true), UsageError);
  assert.throws(() => keyOperand('zz', true), UsageError);
});
