import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonTooLargeError, jsonValues } from '../../../node-core/gateway/json-values.js';

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += size) {
    yield bytes.subarray(i, i + size);
  }
}

async function split(text: string, size: number, maxBytes = 1_000): Promise<string[]> {
  const values: string[] = [];
  for await (const value of jsonValues(chunksOf(text, size), maxBytes)) {
    values.push(value.trim());
  }
  return values;
}

test('objects are told apart however they are cut', async () => {
  const objects = ['{}', '{"a":"}{\\"\\\\"}', '{"é":[{"b":"]"},{}]}', '{"c":1}'];
  for (const separator of ['', '\n', ' \r\n ']) {
    for (let size = 1; size < 20; size++) {
      assert.deepEqual(await split(objects.join(separator), size), objects, `${size} bytes at a time`);
    }
  }
});

test('nothing is no value, and what has no end is left to the parser', async () => {
  assert.deepEqual(await split(' \n', 1), []);
  assert.deepEqual(await split('{}{"a":', 3), ['{}', '{"a":']);
  assert.deepEqual(await split('null', 2), ['null']);
});

test('a value larger than allowed is not gathered', async () => {
  await assert.rejects(split(`{"a":"${'x'.repeat(200)}"}`, 10, 100), JsonTooLargeError);
  assert.equal((await split('{"a":1}'.repeat(100), 50, 100)).length, 100);
});
