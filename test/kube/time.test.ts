import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { durationText, microTimeText, timeText } from '../../source/kube/time.js';

/** Expectations are what Go 1.26 prints. */
describe('durations as Go prints them', () => {
  for (const [nanos, text] of [
    [0n, '0s'],
    [1n, '1ns'],
    [1_100n, '1.1µs'],
    [2_500_000n, '2.5ms'],
    [999_999_999n, '999.999999ms'],
    [1_000_000_000n, '1s'],
    [1_500_000_000n, '1.5s'],
    [60_000_000_000n, '1m0s'],
    [90_000_000_000n, '1m30s'],
    [3_600_000_000_000n, '1h0m0s'],
    [5_400_000_000_001n, '1h30m0.000000001s'],
    [-1_500_000_000n, '-1.5s'],
    [-9_223_372_036_854_775_808n, '-2562047h47m16.854775808s'],
  ] as const) {
    it(text, () => assert.equal(durationText(nanos), text));
  }
});

describe('times as Go prints them', () => {
  for (const [seconds, text] of [
    [0, '1970-01-01T00:00:00Z'],
    [-1, '1969-12-31T23:59:59Z'],
    [253_402_300_800, '10000-01-01T00:00:00Z'],
    [-62_167_219_201, '-0001-12-31T23:59:59Z'],
  ] as const) {
    it(text, () => assert.equal(timeText(seconds), text));
  }

  it('are told in seconds where no calendar reaches', () => {
    assert.equal(timeText(9_223_372_036_854_775_807n), '9223372036854775807 s after 1970');
  });

  it('carry nanoseconds beyond a second, and before one', () => {
    assert.equal(microTimeText(0, 1_500_000_000), '1970-01-01T00:00:01.500000Z');
    assert.equal(microTimeText(0, -1_000), '1969-12-31T23:59:59.999999Z');
  });
});
