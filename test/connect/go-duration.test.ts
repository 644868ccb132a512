import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGoDuration } from '../../source/connect/go-duration.js';

/** Pairs from the documentation and tests of Go's time.ParseDuration. */
const durations: readonly (readonly [string, number])[] = [
  ['0', 0],
  ['5s', 5_000],
  ['30s', 30_000],
  ['1478s', 1_478_000],
  ['-5s', -5_000],
  ['+5s', 5_000],
  ['-0', 0],
  ['5.0s', 5_000],
  ['5.6s', 5_600],
  ['5.s', 5_000],
  ['.5s', 500],
  ['1.004s', 1_004],
  ['10ns', 0.00001],
  ['11us', 0.011],
  ['12µs', 0.012],
  ['12μs', 0.012],
  ['13ms', 13],
  ['15m', 900_000],
  ['16h', 57_600_000],
  ['3h30m', 12_600_000],
  ['10.5s4m', 250_500],
  ['-2m3.4s', -123_400],
  ['1h2m3s4ms', 3_723_004],
];

test('durations as Go writes them', () => {
  for (const [text, ms] of durations) {
    const parsed = parseGoDuration(text);
    assert.ok(parsed !== undefined && Math.abs(parsed - ms) < 1e-9, `${text}: ${parsed} instead of ${ms}`);
  }
});

test('what is no Go duration', () => {
  for (const text of [
    '',
    '3',
    '-',
    's',
    '.',
    '-.',
    '.s',
    '+.s',
    '5 s',
    '5S',
    '1d',
    '5s ',
    '1e3s',
    '5s-3s',
    '1,5s',
  ]) {
    assert.equal(parseGoDuration(text), undefined, JSON.stringify(text));
  }
});
