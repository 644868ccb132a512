import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareValues, prepareValue } from '../../source/effects/value-thread.js';
import { comparePair } from '../../source/store/history.js';
import { documentsOf, formatsOf, natureOf } from '../../source/store/value-document.js';
import { values } from '../e2e/hostile-cluster.js';
import { entry, field, int, stored } from '../kube/wire-writer.js';

const { signal } = new AbortController();

const metadata = field(1, field(1, 'big'), field(3, 'default'), field(13, field(1, 'ReplicaSet'), int(6, 1)));
const data = Buffer.concat(Array.from({ length: 8_000 }, (_, at) => entry(2, `key-${at}`, `value ${at}`)));
const list = JSON.stringify(Array.from({ length: 20_000 }, (_, at) => ({ at, name: `näme ${at}` })));

const large: Readonly<Record<string, Uint8Array>> = {
  text: Buffer.from('some line\twith a tab\n'.repeat(20_000)),
  wide: Buffer.from('漢字😀 line\n'.repeat(20_000)),
  json: Buffer.from(list),
  'broken json': Buffer.from(list.slice(0, -10)),
  object: stored('v1', 'ConfigMap', metadata, data),
  binary: Buffer.alloc(300_000, 0xfe),
  encrypted: Buffer.from(`k8s:enc:aescbc:v1:key1:${'\x07'.repeat(300_000)}`),
};

describe('a large value, on a thread', () => {
  for (const [name, value] of Object.entries({ ...large, ...values })) {
    it(`is what it is at once: ${name}`, async () => {
      const expected = natureOf('/a', value);
      const nature = await prepareValue({ key: '/a', value }, signal);
      assert.deepEqual(nature.documents, documentsOf(expected));
      assert.deepEqual(nature.owners, expected.owners);
      assert.equal(nature.isSecret, expected.isSecret);
      assert.equal(nature.kube?.kind, expected.kube?.kind);
    });
  }

  it('differs from another as it does at once', async () => {
    const { text, json, object, binary } = large;
    const changed = Buffer.from(list.replace('name 7"', 'name seven"'));
    const other = stored('v1', 'ConfigMap', metadata, data, entry(2, 'one-more', 'line'));
    for (const [before, after] of [
      [text, Buffer.from('a line\n'.repeat(30_000))],
      [json, changed],
      [object, other],
      [binary, text],
      [undefined, object],
      [values['tower'], undefined],
    ] as const) {
      const pair = { before, after };
      assert.deepEqual(await compareValues('/a', pair, signal), comparePair('/a', pair));
    }
    const secret = await compareValues('/registry/secrets/a/b', { before: text, after: json }, signal);
    assert.equal(secret.isSecret, true);
  });

  it('has the same forms as a small one', async () => {
    for (const [name, forms] of [
      ['text', ['text', 'hex', 'base64']],
      ['json', ['json', 'yaml', 'text', 'hex', 'base64']],
      ['object', ['yaml', 'json', 'hex', 'base64']],
      ['binary', ['hex', 'base64']],
    ] as const) {
      const nature = await prepareValue({ key: '/a', value: large[name] ?? data }, signal);
      assert.deepEqual(formatsOf(nature), forms, name);
    }
  });

  it('is known for a secret by its key, as ever', async () => {
    const nature = await prepareValue({ key: '/registry/secrets/a/b', value: large['text'] ?? data }, signal);
    assert.equal(nature.isSecret, true);
  });

  it('leaves the bytes where they are, also where they are part of more', async () => {
    const more = Buffer.concat([Buffer.from('before'), large['text'] ?? data]);
    const value = more.subarray(6);
    await prepareValue({ key: '/a', value }, signal);
    assert.equal(value.length, more.length - 6);
    assert.equal(more.toString('latin1', 0, 10), 'beforesome');
  });

  it('is given up when nobody waits for it', async () => {
    const controller = new AbortController();
    const preparing = prepareValue({ key: '/a', value: large['json'] ?? data }, controller.signal);
    controller.abort();
    await assert.rejects(preparing, /ended early/u);
  });
});
