import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Permission_Type } from '../../proto/generated/authpb.js';
import { grantsInWords, grantsOf } from '../../source/client/grants.js';

const bytes = (...all: number[]) => Uint8Array.from(all);
const text = (of: string) => new TextEncoder().encode(of);

/** What a user with a role of these ranges, all to be read and written, is told. */
async function told(
  ...ranges: readonly (readonly [key: Uint8Array, rangeEnd: Uint8Array])[]
): Promise<string> {
  const perm = ranges.map(([key, rangeEnd]) => ({ permType: Permission_Type.READWRITE, key, rangeEnd }));
  const grants = await grantsOf(async () => ({ roles: ['only'], perm }) as never, 'ann');
  assert.ok(grants);
  return grantsInWords('ann', grants);
}

test('a prefix is known by its end, whatever byte it ends with', async () => {
  assert.equal(await told([text('/app/'), text('/app0')]), 'ann may read and write /app/….');
  // etcd (clientv3.GetPrefixRangeEnd): the end of a prefix is its last byte below 0xff, one higher.
  assert.match(await told([bytes(0x61, 0xff), bytes(0x62)]), /^ann may read and write a.+…\.$/u);
  assert.match(await told([bytes(0xff), bytes(0)]), /^ann may read and write .+…\.$/u);
});

test('everything, one key and other ranges', async () => {
  assert.equal(await told([bytes(0), bytes(0)]), 'ann may read and write everything.');
  assert.equal(await told([bytes(), bytes(0)]), 'ann may read and write everything.');
  assert.equal(await told([text('one'), bytes()]), 'ann may read and write the key one.');
  assert.equal(await told([text('b'), text('d')]), 'ann may read and write the keys from b to d.');
  assert.equal(await told([text('b'), bytes(0)]), 'ann may read and write the keys from b on.');
});
