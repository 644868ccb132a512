import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { it } from 'node:test';
import { PrefixDiff } from '../../source/history/prefix-diff.js';
import { portsOf, randomFrom } from '../tree/fake-range.js';
import { FakeHistory } from './fake-history.js';

const seed = randomInt(2 ** 31);

it(`two revisions of a prefix differ in what was written in between, over pages (seed ${seed})`, async () => {
  const random = randomFrom(seed);
  const store = new FakeHistory();
  const anyKey = (): string => `${random() < 0.9 ? 'p/' : 'q/'}${Math.floor(random() * 9_000)}\xff`;
  for (let count = 0; count < 2_500; count += 1) store.put(`p/${count}`, '');
  const from = store.revision;
  for (let count = 0; count < 300; count += 1) {
    const key = anyKey();
    if (random() < 0.3) store.delete(`p/${Math.floor(random() * 2_500)}`);
    else store.put(random() < 0.5 ? key : `p/${Math.floor(random() * 2_500)}`, '');
  }
  const to = store.revision;
  const expected = [...new Set([...store.at(from).keys(), ...store.at(to).keys()])]
    .filter((key) => key.startsWith('p/'))
    .toSorted((one, other) => (one < other ? -1 : 1))
    .map((key) => [key, store.at(from).get(key)?.modRevision, store.at(to).get(key)?.modRevision] as const);
  const diff = new PrefixDiff({ prefix: 'p/', from, to }, portsOf(store.range));
  const found = [];
  for (let change = await diff.next(); change !== undefined; change = await diff.next()) {
    found.push([change.key, change.before?.modRevision, change.after?.modRevision] as const);
  }
  const different = expected.filter(([, before, after]) => before !== after);
  assert.deepEqual(found, different, `seed ${seed}`);
  assert.equal(diff.unchanged, expected.length - different.length);
  assert.ok(diff.cost.requests >= 4);
  assert.ok(store.requests.every((request) => request.keysOnly && request.serializable && request.limit));
});
