import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateOf, type Stratum } from '../../source/search/usage-estimate.js';

const stratumOf = (keys: number, sizes: readonly number[]): Stratum => ({
  keys,
  sampled: sizes.length,
  bytes: sizes.reduce((sum, size) => sum + size, 0),
  squares: sizes.reduce((sum, size) => sum + size * size, 0),
});

test('what was read in whole is exact', () => {
  assert.deepEqual(estimateOf([stratumOf(3, [1, 2, 3]), stratumOf(1, [1_500_000])]), {
    keys: 4,
    bytes: 1_500_006,
    errorBytes: 0,
    sampled: 4,
  });
});

test('each stretch weighs as many keys as it has', () => {
  const { bytes, errorBytes } = estimateOf([stratumOf(2, [500, 500]), stratumOf(1_000, [5, 5])]);
  assert.equal(bytes, 6_000);
  // Values that were alike are not certain: the share of one of the four.
  assert.equal(errorBytes, Math.round((6_000 * (1 - 4 / 1_002)) / 4));
});

test('values of one place are one look at it, for they may be alike', () => {
  // s² = 4 · 90² / 3, N² s²: not divided by how many were read.
  const { errorBytes } = estimateOf([stratumOf(100, [10, 190, 10, 190])]);
  assert.equal(errorBytes, Math.round(2 * Math.sqrt(100 * 100 * 10_800)));
});

test('places that differ make it uncertain, though the values of each are alike', () => {
  // Means 100 and 300, weighed alike: spread 100² · 2 / (2 - 1), two stretches of 1,000 keys each.
  const { bytes, errorBytes } = estimateOf([stratumOf(1_000, [100, 100]), stratumOf(1_000, [300, 300])]);
  assert.equal(bytes, 400_000);
  assert.equal(errorBytes, Math.round(2 * Math.sqrt(2 * 1_000 ** 2 * 100 ** 2 * 2)));
});

test('stretches that were not read are taken to be as the others, and less certain', () => {
  const read = stratumOf(10, [90, 110, 100, 100]);
  const { bytes, errorBytes } = estimateOf([read, stratumOf(90, [])]);
  assert.equal(bytes, 10_000);
  assert.ok(errorBytes > estimateOf([read]).errorBytes);
});

test('one value alone says nothing sure', () => {
  const { bytes, errorBytes } = estimateOf([stratumOf(1_000, [50])]);
  assert.equal(bytes, 50_000);
  assert.ok(errorBytes >= 50_000);
});

test('no keys have no bytes', () => {
  assert.deepEqual(estimateOf([]), { keys: 0, bytes: 0, errorBytes: 0, sampled: 0 });
});
