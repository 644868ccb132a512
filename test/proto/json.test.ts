import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RangeResponse, TxnRequest, WatchRequest } from '../../proto/generated/etcdserverpb.js';
import { JsonMessageError, messageFromJson, messageToJson } from '../../proto/json.js';

/** The expectations are protobuf's JSON mapping (protobuf.dev/programming-guides/json). */
const read = messageFromJson;

test('64-bit integers are text, and lose no digit either way', () => {
  const message = read(
    'etcdserverpb.LeaseGrantRequest',
    '{"ID": 7587862094560240138, "TTL": "9007199254740991"}',
  );
  assert.deepEqual(message, { id: 7587862094560240138n, ttl: 9007199254740991 });
  assert.deepEqual(messageToJson('etcdserverpb.LeaseGrantRequest', message), {
    ID: '7587862094560240138',
    TTL: '9007199254740991',
  });
});

test('integers may be written as floats and exponents, and have bounds', () => {
  const limit = (text: string) => read('etcdserverpb.RangeRequest', `{"limit": ${text}}`);
  assert.deepEqual(limit('1.0'), { limit: 1 });
  assert.deepEqual(limit('"1e2"'), { limit: 100 });
  assert.deepEqual(limit('-3'), { limit: -3 });
  for (const wrong of ['1.5', '"x"', '99999999999999999999', 'true', '[]', '{}', '""']) {
    assert.throws(() => limit(wrong), JsonMessageError, wrong);
  }
});

test('names are those of the file or in camel case, and unknown ones are passed over', () => {
  const message = read(
    'etcdserverpb.RangeRequest',
    '{"range_end":"AA","sortOrder":2,"keysOnly":true,"x":{"y":[]}}',
  );
  assert.deepEqual(message, { rangeEnd: Buffer.of(0), sortOrder: 2, keysOnly: true });
  assert.throws(() => read('etcdserverpb.RangeRequest', '{"range_end":"","rangeEnd":""}'), /duplicate field/);
});

test('bytes are base64 of both alphabets, padded or not', () => {
  const key = (text: string) => read('etcdserverpb.RangeRequest', `{"key": "${text}"}`);
  assert.deepEqual(key('-_8='), { key: Buffer.of(0xfb, 0xff) });
  assert.deepEqual(key('+/8'), { key: Buffer.of(0xfb, 0xff) });
  assert.throws(() => key('abcde'), JsonMessageError);
  assert.throws(() => key('a b='), JsonMessageError);
});

test('a member of a oneof is written with its zero value, and set once', () => {
  const request = '{"compare":[{"key":"YQ==","target":"VERSION","version":"0"}]}';
  const decoded = TxnRequest.decode(TxnRequest.encode(read('etcdserverpb.TxnRequest', request)));
  assert.deepEqual(messageToJson('etcdserverpb.TxnRequest', decoded), {
    // VERSION and EQUAL are zero, so they are left out.
    compare: [{ key: 'YQ==', version: '0' }],
  });
  assert.throws(
    () => read('etcdserverpb.Compare', '{"version":0,"value":""}'),
    /target_union is already set/,
  );
});

test('enums are read by name and number; a name nobody knows is passed over, a number is not', () => {
  const filters = (text: string) => read('etcdserverpb.WatchCreateRequest', `{"filters": ${text}}`);
  assert.deepEqual(filters('["NODELETE", 0, "NOBODY"]'), { filters: [1, 0] });
  assert.deepEqual(filters('[7]'), { filters: [7] });
  assert.deepEqual(messageToJson('etcdserverpb.WatchCreateRequest', { filters: [1, 7] }), {
    filters: ['NODELETE', 7],
  });
});

test('messages nest, null is nothing, and what is no object is refused', () => {
  const message = read(
    'etcdserverpb.WatchRequest',
    '{"create_request":{"watch_id":"3"},"cancel_request":null}',
  );
  const decoded = WatchRequest.decode(WatchRequest.encode(message));
  assert.equal(decoded.createRequest?.watchId, 3n);
  assert.throws(() => read('etcdserverpb.WatchRequest', '[]'), JsonMessageError);
  assert.throws(() => read('etcdserverpb.WatchRequest', '{"create_request":[]}'), JsonMessageError);
  assert.deepEqual(messageToJson('etcdserverpb.RangeResponse', RangeResponse.create()), {});
});
