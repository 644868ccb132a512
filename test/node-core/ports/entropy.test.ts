import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entropy } from '../../../node-core/ports/entropy.js';
import { realEntropy } from '../../../node-core/ports/real-entropy.js';
import { SimulatedEntropy } from '../../../node-core/ports/simulated-entropy.js';

const sources: readonly (readonly [string, Entropy])[] = [
  ['real', realEntropy],
  ['simulated', new SimulatedEntropy(42)],
];

for (const [name, entropy] of sources) {
  test(`${name} numbers stay below the limit and reach all of its range`, () => {
    const seen = new Set(Array.from({ length: 400 }, () => entropy.below(6)));
    assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5]);
    assert.equal(entropy.below(1), 0);
    const large = Array.from({ length: 64 }, () => entropy.below(2 ** 32));
    assert.ok(large.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32));
    assert.ok(large.some((value) => value >= 2 ** 31));
    assert.equal(entropy.bytes(33).length, 33);
    assert.ok(new Set(entropy.bytes(64)).size > 20);
  });
}

test('a seed gives its own sequence, again and again', () => {
  const sequence = (seed: number) => {
    const entropy = new SimulatedEntropy(seed);
    return [...entropy.bytes(8), entropy.below(1000)].join();
  };
  assert.equal(sequence(7), sequence(7));
  assert.equal(new Set(Array.from({ length: 50 }, (_, seed) => sequence(seed))).size, 50);
});
