import assert from 'node:assert/strict';
import test from 'node:test';
import { bytesField, jsonText, leaseField } from '../../source/commands/output/json.js';

test('bytes are text where they are UTF-8 and base64 under another name where not', () => {
  assert.deepEqual(bytesField('key', Buffer.from('Größe')), { key: 'Größe' });
  assert.deepEqual(bytesField('key', Uint8Array.of(0xff, 0x00)), { keyBase64: '/wA=' });
});

test('ids keep all 64 bits, and none is shown for 0', () => {
  assert.deepEqual(leaseField(0x8e9e05c52164694dn), { lease: '8e9e05c52164694d' });
  assert.deepEqual(leaseField(0xe69a1fd9a8f7905n), { lease: '0e69a1fd9a8f7905' });
  assert.deepEqual(leaseField(0n), {});
});

test('nothing that a terminal obeys is left in JSON, and it still reads as the same text', () => {
  const hostile = '\u001b[2J \u009b31m \u202e \u2066 \u2028 \u200f \ufeff \u007f';
  const text = jsonText({ hostile }, 0);
  assert.match(text, /^[\x20-\x7e]*$/);
  assert.deepEqual(JSON.parse(text), { hostile });
});

test('what no terminal shows, or piles up on one, is escaped in JSON too, and letters are not', () => {
  const hostile = `\u{e0041}\u00ad\ufff9\ufffe\u2800e${'\u0301'.repeat(9)}`;
  const text = jsonText({ hostile, plain: 'é e\u0301 漢字 नमस्ते' });
  assert.match(text, /^[\x20-\x7e]*$/m);
  assert.match(text, /"hostile": "[\x20-\x7e]*",\n {2}"plain": "é e\u0301 漢字 नमस्ते"/);
  assert.deepEqual(JSON.parse(text), { hostile, plain: 'é e\u0301 漢字 नमस्ते' });
});
