import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeKeyValue } from '../../../node-core/mvcc/key-value-decoding.js';
import { atOnce } from '../../../node-core/ports/turns.js';
import { sortKeyValues } from '../../../node-core/server/sort-key-values.js';
import {
  RangeRequest,
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
} from '../../../proto/generated/etcdserverpb.js';
import { KeyValue } from '../../../proto/generated/mvccpb.js';

/** Many more than are sorted in one step; most have their equals. */
const kvs = Array.from({ length: 3_333 }, (_, i) =>
  decodeKeyValue(
    KeyValue.encode({
      key: Buffer.from(String(i).padStart(5, '0')),
      value: Buffer.from(String((i * 7_919) % 100)),
      version: (i * 31) % 50,
      createRevision: (i * 17) % 1_000,
      modRevision: 4_000 - i,
    }),
  ),
);

for (const [name, sortTarget] of Object.entries(SortTarget)) {
  for (const sortOrder of [SortOrder.ASCEND, SortOrder.DESCEND]) {
    test(`sorted by ${name}, order ${sortOrder}: as a stable sort of the whole`, () => {
      const sign = sortOrder === SortOrder.ASCEND ? 1 : -1;
      const rank = (bytes: Uint8Array) => {
        const { key, version, createRevision, modRevision, value } = KeyValue.decode(bytes);
        return [String(key), version, createRevision, modRevision, Number(value)][sortTarget] ?? 0;
      };
      const text = (bytes: Uint8Array) => String(rank(bytes)).padStart(10, '0');
      const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
      const isValue = sortTarget === SortTarget.VALUE;
      const shown = (bytes: Uint8Array) => (isValue ? String(rank(bytes)) : text(bytes));
      const expected = kvs.toSorted((a, b) => sign * byText(shown(a.bytes), shown(b.bytes)));
      const sorted = atOnce(sortKeyValues(kvs, RangeRequest.create({ sortOrder, sortTarget })));
      assert.deepEqual(
        sorted.map(({ key }) => String(key)),
        expected.map(({ key }) => String(key)),
      );
    });
  }
}
