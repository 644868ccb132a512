import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KeptBytes } from '../../source/effects/kept-bytes.js';

describe('bytes that are kept', () => {
  it('are copies that do not touch one another', () => {
    const kept = new KeptBytes();
    const source = Uint8Array.of(0);
    const copies = Array.from({ length: 3 * 262_144 }, (_, index) => {
      source[0] = index % 251;
      return kept.copy(source);
    });
    source[0] = 255;
    assert.ok(copies.every((copy, index) => copy.length === 1 && copy[0] === index % 251));
  });

  it('hold little memory besides their own', () => {
    const kept = new KeptBytes();
    for (const size of [0, 1, 700, 65_536, 65_537, 1_000_000]) {
      const copies = Array.from({ length: 50 }, () => kept.copy(new Uint8Array(size)));
      const held = [...new Set(copies.map(({ buffer }) => buffer))];
      const heldBytes = held.reduce((sum, { byteLength }) => sum + byteLength, 0);
      assert.ok(heldBytes <= 1.34 * 50 * size + 2 * 262_144, `${heldBytes} bytes for 50 of ${size}`);
    }
  });
});
