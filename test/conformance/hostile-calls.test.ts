import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { KVService } from '../../proto/generated/etcdserverpb.js';
import { haveEtcd } from '../support/etcd-binaries.js';
import { framed, type RawAnswer, type RawCall, rawCall } from './raw-call.js';
import { startSubject } from './subjects.js';

const range = Buffer.from(KVService.range.request.encode({ key: Buffer.from('k') }));
const body = framed(range);
const gzip = { 'grpc-encoding': 'gzip' };
const zipped = gzipSync(range);

/** Well within the message limit on the wire, far beyond it once inflated. */
const bomb = gzipSync(Buffer.alloc(64 << 20));

const calls: Readonly<Record<string, RawCall>> = {
  'a right one': { body },
  gzip: { headers: gzip, body: framed(zipped, 1) },

  'binary metadata without padding': { headers: { 'a-bin': 'YQ' }, body },
  'binary metadata with padding': { headers: { 'a-bin': 'YQ==' }, body },
  'binary metadata that is not base64': { headers: { 'a-bin': '!!!' }, body },
  'binary metadata of an impossible length': { headers: { 'a-bin': 'YWJjZ' }, body },
  'binary metadata with base64 for URLs': { headers: { 'a-bin': '_-_-' }, body },
  'binary metadata with a comma': { headers: { 'a-bin': 'YQ==,YQ==' }, body },
  'binary metadata with bits behind the end': { headers: { 'a-bin': 'YR' }, body },
  'binary metadata with a quote': { headers: { 'a-bin': '"\\\x7f' }, body },
  'binary metadata in upper bytes': { headers: { 'a-bin': 'caf\xe9' }, body },
  'empty binary metadata': { headers: { 'a-bin': '' }, body },
  'binary metadata that is reserved': { headers: { 'grpc-trace-bin': '!' }, body },
  'tags that are not base64': { headers: { 'grpc-tags-bin': '!' }, body },
  'status details that are not base64': { headers: { 'grpc-status-details-bin': '!' }, body },
  'binary metadata and a content type, both wrong': {
    headers: { 'a-bin': '!', 'content-type': 'text/html' },
    body,
  },
  'binary metadata and a method, both wrong': { method: 'GET', headers: { 'a-bin': '!' }, body },
  'binary metadata and a timeout, both wrong': { headers: { 'grpc-timeout': 'x', 'a-bin': '!' }, body },
  'a timeout and binary metadata, both wrong': {
    more: [
      ['a-bin', '!'],
      ['grpc-timeout', 'x'],
    ],
    body,
  },

  'another content type': { headers: { 'content-type': 'text/html' }, body },
  'no content type': { headers: { 'content-type': undefined }, body },
  'an empty content type': { headers: { 'content-type': '' }, body },
  'the content type of JSON': { headers: { 'content-type': 'application/json' } },
  'a subtype nobody knows': { headers: { 'content-type': 'application/grpc+thrift' }, body },
  'the subtype proto': { headers: { 'content-type': 'application/grpc+proto' }, body },
  'a content type with a parameter': { headers: { 'content-type': 'application/grpc; charset=utf-8' }, body },
  'a content type that goes on': { headers: { 'content-type': 'application/grpcx' }, body },
  'the content type of grpc-web': { headers: { 'content-type': 'application/grpc-web' }, body },
  'a content type in capitals': { headers: { 'content-type': 'Application/GRPC' }, body },
  'a right and a wrong content type': { more: [['content-type', 'text/html']], body },
  'a content type with a quote': { headers: { 'content-type': 'a"b\\c' }, body },

  'another path': { path: '/etcdserverpb.KV/Nothing', body },
  'a path in lower case': { path: '/etcdserverpb.KV/range', body },
  'a path that goes on': { path: '/etcdserverpb.KV/Range/more', body },
  'a path with a slash behind': { path: '/etcdserverpb.KV/Range/', body },
  'a path with a query': { path: '/etcdserverpb.KV/Range?a=b', body },
  'a service alone': { path: '/etcdserverpb.KV', body },
  'a service and a slash': { path: '/etcdserverpb.KV/', body },
  'a slash': { path: '/', body },
  'two slashes': { path: '//', body },
  'a path without a slash in front': { path: 'etcdserverpb.KV/Range', body },
  'a path without a slash': { path: 'x', body },
  'a star': { path: '*', body },
  'a path with bytes above ASCII': { path: '/caf\xe9/x', body },
  'a path with a quote': { path: '/a"b', body },
  'a path of HTTP': { path: '/health', body },

  GET: { method: 'GET' },
  'PUT with a body': { method: 'PUT', body },
  'a method nobody knows': { method: 'BREW', body },
  'a method in lower case': { method: 'post', body },

  'no te': { headers: { te: undefined }, body },
  'no authority': { headers: { ':authority': undefined }, body },
  'no authority and a host': { headers: { ':authority': undefined, host: 'a' }, body },
  'two hosts': {
    more: [
      ['host', 'a'],
      ['host', 'b'],
    ],
    body,
  },
  'an authority and a host': { more: [['host', 'b']], body },
  'a connection field': { more: [['connection', 'close']], body },
  'a user agent of its own': { headers: { 'user-agent': 'x' }, body },
  'a status as a request field': { headers: { 'grpc-status': '7', 'grpc-message': 'x' }, body },

  'gzip that is not': { headers: gzip, body: framed(Buffer.from('certainly not gzip, and long enough'), 1) },
  'gzip of nothing': { headers: gzip, body: framed(Buffer.alloc(0), 1) },
  'gzip that is cut off in its header': { headers: gzip, body: framed(zipped.subarray(0, 4), 1) },
  'gzip that is cut off': { headers: gzip, body: framed(zipped.subarray(0, -6), 1) },
  'gzip with a wrong checksum': { headers: gzip, body: framed(withByte(zipped, zipped.length - 8), 1) },
  'gzip with a wrong length': { headers: gzip, body: framed(withByte(zipped, zipped.length - 4), 1) },
  'gzip with a wrong block': { headers: gzip, body: framed(withByte(zipped, 10), 1) },
  'gzip in two members': {
    headers: gzip,
    body: framed(Buffer.concat([gzipSync(range.subarray(0, 1)), gzipSync(range.subarray(1))]), 1),
  },
  'gzip and something behind it': {
    headers: gzip,
    body: framed(Buffer.concat([zipped, Buffer.from('more of it')]), 1),
  },
  'a bomb': { headers: gzip, body: framed(bomb, 1) },
  'a flag of compression without an encoding': { body: framed(zipped, 1) },
  'a flag of compression with identity': { headers: { 'grpc-encoding': 'identity' }, body: framed(range, 1) },
  'gzip that is not used': { headers: gzip, body },
  'an encoding nobody knows': { headers: { 'grpc-encoding': 'br' }, body },
  'an encoding nobody knows, and used': { headers: { 'grpc-encoding': 'br' }, body: framed(range, 1) },
  'a flag nobody knows': { body: framed(range, 2) },
  'a flag nobody knows, with gzip': { headers: gzip, body: framed(zipped, 255) },

  'no message': { body: Buffer.alloc(0) },
  'half a prefix': { body: Buffer.of(0, 0) },
  'less than was promised': { body: framed(range, 0, range.length + 1) },
  'more than was promised': { body: framed(range, 0, range.length - 1) },
  'two messages': { body: Buffer.concat([body, body]) },
  'a message and half a prefix': { body: Buffer.concat([body, Buffer.of(0)]) },
  'a promise beyond the limit': { body: framed(range, 0, 0xffff_ffff) },
  'no protobuf': { body: framed(Buffer.of(0x0a, 0xff)) },
  'a group that does not end': { body: framed(Buffer.of(0x0b)) },
  'a tag of zero': { body: framed(Buffer.of(0x00, 0x01)) },

  'a timeout without a unit': { headers: { 'grpc-timeout': '100' }, body },
  'a timeout of nothing': { headers: { 'grpc-timeout': '0S' }, body },
  'a negative timeout': { headers: { 'grpc-timeout': '-1S' }, body },
  'a timeout with a fraction': { headers: { 'grpc-timeout': '1.5S' }, body },
  'the longest timeout': { headers: { 'grpc-timeout': '99999999H' }, body },
  'two timeouts': { headers: { 'grpc-timeout': '0n' }, more: [['grpc-timeout', '1H']], body },

  'a watch without a message': { path: '/etcdserverpb.Watch/Watch', body: Buffer.alloc(0) },
  'a watch that is no protobuf': { path: '/etcdserverpb.Watch/Watch', body: framed(Buffer.of(0x0a, 0xff)) },
  'a watch that is cut off': { path: '/etcdserverpb.Watch/Watch', body: Buffer.of(0, 0, 0, 0, 9, 1) },
  'a renewal that is cut off': {
    path: '/etcdserverpb.Lease/LeaseKeepAlive',
    body: Buffer.of(0, 0, 0, 0, 9, 1),
  },
  'a renewal beyond the limit': {
    path: '/etcdserverpb.Lease/LeaseKeepAlive',
    body: framed(range, 0, 0xffff_ffff),
  },
  'a renewal that is a bomb': {
    path: '/etcdserverpb.Lease/LeaseKeepAlive',
    headers: gzip,
    body: framed(bomb, 1),
  },
  'a snapshot with two messages': {
    path: '/etcdserverpb.Maintenance/Snapshot',
    body: Buffer.concat([framed(Buffer.alloc(0)), framed(Buffer.alloc(0))]),
  },
  'a message and a flag nobody knows': { body: Buffer.concat([body, framed(range, 2)]) },
  'a wrong and a right content type': {
    headers: { 'content-type': 'text/html' },
    more: [['content-type', 'application/grpc']],
    body,
  },
  'a snapshot without a message': { path: '/etcdserverpb.Maintenance/Snapshot', body: Buffer.alloc(0) },
};

/** With the bits of one byte turned over. */
function withByte(bytes: Uint8Array, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8((changed[at] ?? 0) ^ 0xff, at);
  return changed;
}

/** Texts that say where in the bytes, in words of Go's libraries, are cut before that. */
function inOwnWords({ fields, ...answer }: RawAnswer): unknown {
  const cut = fields.map((list) => {
    const message = list['grpc-message']
      ?.replace(
        /(error unmarshalling request|failed to unmarshal the received message): .*/,
        'not this message',
      )
      .replace(/(flate: corrupt input).*/, '$1');
    return message === undefined ? list : { ...list, 'grpc-message': message };
  });
  return { ...answer, fields: cut };
}

test('what is not quite a call is answered as by etcd 3.6', async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  const [ours, theirs] = await Promise.all([startFor(t, 'node-core'), startFor(t, '3.6')]);
  for (const [name, call] of Object.entries(calls)) {
    await t.test(name, async () => {
      const [answer, expected] = [await rawCall(ours, call), await rawCall(theirs, call)];
      assert.deepEqual(inOwnWords(answer), inOwnWords(expected));
    });
  }
});

async function startFor(t: TestContext, name: 'node-core' | '3.6'): Promise<string> {
  const subject = await startSubject(name, []);
  t.after(() => subject.stop());
  return subject.address;
}
