import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RangeResponse } from '../../proto/generated/etcdserverpb.js';
import { KeySearch, type SearchWish, searchExtent } from '../../source/search/key-search.js';
import type { RangeFunction } from '../../source/tree/listing.js';
import { FakeRange, portsOf } from '../tree/fake-range.js';

const wish: SearchWish = {
  prefix: 'a/',
  mode: 'exact',
  pattern: '1',
  value: undefined,
  revision: undefined,
  kept: 10,
};

/** FakeRange is for listings, which never ask for values. */
function over(...keys: readonly string[]): RangeFunction {
  const { range } = new FakeRange(keys);
  return (request, options) => range({ ...request, keysOnly: true }, options);
}

async function searchOver(range: RangeFunction): Promise<KeySearch> {
  const search = new KeySearch(wish, await searchExtent(wish, portsOf(range)), portsOf(range));
  while (!search.report.isDone) await search.step();
  return search;
}

test('a search that reads as many keys as were counted is whole', async () => {
  const { report } = await searchOver(over('a/1', 'a/2', 'a/21', 'b/1'));
  assert.deepEqual([report.isDone, report.searched, report.matchCount], [true, 3, 2]);
});

test('a search that gets fewer keys than were counted, and no failure, never calls itself done', async () => {
  const range = over('a/1', 'a/2', 'a/21');
  const empty: RangeFunction = async (request, options) => {
    const answer = await range(request, options);
    return request.countOnly === true ? answer : RangeResponse.create({ header: answer.header });
  };
  const search = new KeySearch(wish, await searchExtent(wish, portsOf(empty)), portsOf(empty));
  await assert.rejects(async () => {
    while (!search.report.isDone) await search.step();
  }, /3 keys were counted and 0 read/u);
  assert.equal(search.report.isDone, false);
  await assert.rejects(search.step());
});
