import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeValue } from '../../source/kube/describe.js';
import { withoutSecrets } from '../../source/kube/mask.js';
import { jsonText } from '../../source/kube/print-json.js';
import { entry, field, stored } from './wire-writer.js';

const applied = '{"stringData":{"password":"hunter2"}}';
const secretFields = [
  field(
    1,
    field(1, 'db'),
    entry(12, 'kubectl.kubernetes.io/last-applied-configuration', applied),
    entry(12, 'note', 'kept'),
  ),
  entry(2, 'password', 'hunter2'),
  field(3, 'Opaque'),
  entry(4, 'token', 'hunter2'),
];

function printed(bytes: Uint8Array): string {
  const value = describeValue(bytes);
  assert.ok(value.kind === 'object');
  return jsonText(withoutSecrets(value).tree);
}

describe('masking', () => {
  it('hides the values of a Secret, also where kubectl apply copied them, and tells their sizes', () => {
    const text = printed(stored('v1', 'Secret', ...secretFields));
    assert.doesNotMatch(text, /hunter2|aHVudGVyMg/);
    assert.match(text, /"password": "\(masked, 7 bytes\)"/);
    assert.match(text, /"token": "\(masked, 7 bytes\)"/);
    assert.match(text, /"note": "kept"/);
    assert.match(text, /"type": "Opaque"/);
  });

  it('hides those of a Secret in JSON and of a list of Secrets', () => {
    const json = '{"apiVersion":"v1","kind":"Secret","data":{"a":"aHVudGVyMg=="}}';
    assert.doesNotMatch(printed(Buffer.from(json)), /aHVudGVyMg/);
    const list = stored('v1', 'SecretList', field(2, ...secretFields));
    assert.doesNotMatch(printed(list), /hunter2|aHVudGVyMg/);
  });

  it('hides nothing else', () => {
    assert.match(printed(stored('v1', 'ConfigMap', entry(2, 'password', 'hunter2'))), /hunter2/);
  });
});
