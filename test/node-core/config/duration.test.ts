import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDurationMs } from '../../../node-core/config/duration.js';

test('durations are read as Go writes them', () => {
  const expected: readonly [string, number | undefined][] = [
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    ['500ms', 500],
    ['2us', 0.002],
    ['0', 0],
    ['', undefined],
    ['10', undefined],
    ['m', undefined],
    ['-5s', undefined],
    ['5s ', undefined],
    ['5d', undefined],
  ];
  for (const [text, durationMs] of expected) {
    assert.equal(parseDurationMs(text), durationMs, text);
  }
});
