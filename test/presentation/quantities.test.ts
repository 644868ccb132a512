import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  byteSize,
  clockTime,
  clockTimeMs,
  counted,
  duration,
  grouped,
  hexId,
  percent,
  perSecond,
  sparkline,
} from '../../source/presentation/quantities.js';

describe('quantities', () => {
  it('writes sizes in decimal units, as etcdctl does', () => {
    assert.equal(byteSize(0), '0 B');
    assert.equal(byteSize(999), '999 B');
    assert.equal(byteSize(20_480), '20.5 kB');
    assert.equal(byteSize(41_200_000), '41.2 MB');
    assert.equal(byteSize(412_000_000), '412 MB');
    assert.equal(byteSize(2_147_483_648), '2.1 GB');
  });

  it('rounds a size into the next unit, never to 1000 of one', () => {
    assert.equal(byteSize(999_499), '999 kB');
    assert.equal(byteSize(999_500), '1.0 MB');
    assert.equal(byteSize(99_949), '99.9 kB');
    assert.equal(byteSize(99_960), '100 kB');
  });

  it('writes durations in the two units that matter', () => {
    const minute = 60_000;
    assert.equal(duration(4), '4 ms');
    assert.equal(duration(1_250), '1.2 s');
    assert.equal(duration(59_999), '59 s');
    assert.equal(duration(3 * minute + 12_000), '3 m 12 s');
    assert.equal(duration(125 * minute), '2 h 5 m');
    assert.equal(duration(76 * 60 * minute), '3 d 4 h');
    assert.equal(duration(19 * 24 * 60 * minute), '19 d');
  });

  it('groups, counts and rates', () => {
    assert.equal(grouped(29_253_467), '29,253,467');
    assert.equal(counted(1, 'key'), '1 key');
    assert.equal(counted(1_204, 'key'), '1,204 keys');
    assert.equal(counted(2, 'entry', 'entries'), '2 entries');
    assert.equal(perSecond(214), '214/s');
    assert.equal(perSecond(0.44), '0.4/s');
    assert.equal(perSecond(9.97), '10/s');
    assert.equal(perSecond(12_040), '12,040/s');
    assert.equal(percent(0.614), '61 %');
  });

  it('has a dash for what is not known', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      assert.equal(byteSize(bad), '–');
      assert.equal(duration(bad), '–');
      assert.equal(perSecond(bad), '–');
    }
    assert.equal(grouped(Number.NaN), '–');
    assert.equal(clockTime(Number.NaN), '–');
    assert.equal(clockTimeMs(Number.NaN), '–');
  });

  it('writes ids as etcdctl does, all 64 bits of them', () => {
    assert.equal(hexId(10_276_657_743_932_975_437n), '8e9e05c52164694d');
    assert.equal(hexId(-1n), 'ffffffffffffffff');
  });

  it('writes local clock times', () => {
    const time = new Date(2026, 10, 21, 9, 5, 7, 42).getTime();
    assert.equal(clockTime(time), '09:05:07');
    assert.equal(clockTimeMs(time), '09:05:07.042');
  });

  it('draws the last values, something above zero always above the floor', () => {
    assert.equal(sparkline([0, 1, 100], 5), '▁▂█');
    assert.equal(sparkline([9, 9, 0, 0], 2), '▁▁');
    assert.equal(sparkline([], 4), '');
    assert.equal(sparkline([1], 0), '');
  });
});
