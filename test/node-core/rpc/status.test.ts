import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeStatusMessage, parseTimeoutMs } from '../../../node-core/rpc/status.js';

test('a status message is percent-encoded as gRPC asks for', () => {
  assert.equal(encodeStatusMessage('etcdserver: key not found'), 'etcdserver: key not found');
  assert.equal(encodeStatusMessage('100 %\n'), '100 %25%0A');
  assert.equal(encodeStatusMessage('für'), 'f%C3%BCr');
  assert.equal(decodeURIComponent(encodeStatusMessage('a\tb\u0000ç%')), 'a\tb\u0000ç%');
});

test('a timeout is up to eight digits and a unit', () => {
  const expected: readonly [string, number | undefined][] = [
    ['1H', 3_600_000],
    ['2M', 120_000],
    ['3S', 3_000],
    ['4999m', 4_999],
    ['5000000u', 5_000],
    ['99999999n', 99.999999],
    ['123456789m', undefined],
    ['5', undefined],
    ['m', undefined],
    ['-5m', undefined],
    ['5x', undefined],
    ['', undefined],
  ];
  for (const [header, timeoutMs] of expected) {
    assert.equal(parseTimeoutMs(header), timeoutMs, header);
  }
});
