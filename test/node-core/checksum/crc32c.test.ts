import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c } from '../../../node-core/checksum/crc32c.js';

const ascending = Uint8Array.from({ length: 32 }, (_, i) => i);

test('the published check values come out', () => {
  // RFC 3720 B.4, and the "123456789" check value of the CRC catalogues.
  assert.equal(crc32c(new TextEncoder().encode('123456789')), 0xe3069283);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(ascending), 0x46dd794e);
  assert.equal(crc32c(ascending.toReversed()), 0x113fdb5c);
  assert.equal(crc32c(new Uint8Array(0)), 0);
});

test('a checksum can be continued at any cut', () => {
  for (let cut = 0; cut <= ascending.length; cut += 1) {
    const head = crc32c(ascending.subarray(0, cut));
    assert.equal(crc32c(ascending.subarray(cut), head), 0x46dd794e, `cut at ${cut}`);
  }
});
