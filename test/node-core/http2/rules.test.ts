import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientPreface, ErrorCode, Flag, FrameType, SettingId } from '../../../node-core/http2/protocol.js';
import { Peer } from './peer.js';
import { data, fields, frame, hello, request, settingsPayload, uint32 } from './raw-frames.js';

const {
  DATA,
  HEADERS,
  PRIORITY,
  RST_STREAM,
  SETTINGS,
  PUSH_PROMISE,
  PING,
  GOAWAY,
  WINDOW_UPDATE,
  CONTINUATION,
} = FrameType;
const { END_STREAM, END_HEADERS, PADDED, ACK } = Flag;
const goaway = (code: ErrorCode) => `goaway ${code}`;
const reset = (code: ErrorCode, streamId = 1) => `reset ${streamId} ${code}`;
const nothing = Buffer.alloc(0);
const bare = (...pairs: readonly (readonly [string, string])[]) => request(1, true, fields([], pairs));
const withField = (name: string, value: string) => request(1, true, fields([[name, value]]));
const method = [':method', 'GET'] as const;
const scheme = [':scheme', 'http'] as const;
const path = [':path', '/'] as const;

/** RFC 9113: what is sent after the greeting, and what the server must do about it; the rule in brackets. */
const rules: readonly (readonly [rule: string, sent: readonly Buffer[], expected: string])[] = [
  // Frames (§4)
  ['a frame too large (4.2)', [frame(DATA, 0, 1, Buffer.alloc(16_385))], goaway(ErrorCode.FRAME_SIZE_ERROR)],
  ['an unknown frame (4.1, 5.5)', [frame(0xbb, 0xff, 7, Buffer.alloc(9))], ''],
  ['unknown flags and the reserved bit (4.1)', [frame(PING, 0xfe, 0x8000_0000, Buffer.alloc(8))], ''],
  ['a broken field block (4.3)', [request(1, true, Buffer.of(0x80))], goaway(ErrorCode.COMPRESSION_ERROR)],
  // Stream states (§5.1)
  ['idle: DATA', [data(1, nothing)], goaway(ErrorCode.PROTOCOL_ERROR)],
  ['idle: RST_STREAM', [frame(RST_STREAM, 0, 1, uint32(8))], goaway(ErrorCode.PROTOCOL_ERROR)],
  ['idle: WINDOW_UPDATE', [frame(WINDOW_UPDATE, 0, 1, uint32(1))], goaway(ErrorCode.PROTOCOL_ERROR)],
  ['idle: PRIORITY', [frame(PRIORITY, 0, 1, Buffer.alloc(5))], ''],
  ['half-closed (remote): DATA', [request(1, true), data(1, nothing)], reset(ErrorCode.STREAM_CLOSED)],
  ['half-closed (remote): HEADERS', [request(1, true), request(1, true)], reset(ErrorCode.STREAM_CLOSED)],
  [
    'half-closed (remote): WINDOW_UPDATE, PRIORITY',
    [request(1, true), frame(WINDOW_UPDATE, 0, 1, uint32(1)), frame(PRIORITY, 0, 1, Buffer.alloc(5))],
    '',
  ],
  [
    'closed by the client: DATA',
    [request(1, false), frame(RST_STREAM, 0, 1, uint32(8)), data(1, nothing)],
    reset(ErrorCode.STREAM_CLOSED),
  ],
  [
    'closed by the client: HEADERS',
    [request(1, false), frame(RST_STREAM, 0, 1, uint32(8)), request(1, true)],
    goaway(ErrorCode.STREAM_CLOSED),
  ],
  [
    'closed by the client: WINDOW_UPDATE, PRIORITY, RST_STREAM',
    [
      request(1, false),
      frame(RST_STREAM, 0, 1, uint32(8)),
      frame(WINDOW_UPDATE, 0, 1, uint32(1)),
      frame(PRIORITY, 0, 1, Buffer.alloc(5)),
      frame(RST_STREAM, 0, 1, uint32(8)),
    ],
    '',
  ],
  [
    'closed by the server: what was under way is let pass',
    [
      request(1, true),
      request(1, true),
      data(1, nothing),
      data(1, Buffer.from('late'), true),
      request(1, true),
    ],
    reset(ErrorCode.STREAM_CLOSED),
  ],
  // Stream identifiers (§5.1.1)
  ['a stream of even number', [request(2, true)], goaway(ErrorCode.PROTOCOL_ERROR)],
  ['a stream of a lower number', [request(5, true), request(3, true)], goaway(ErrorCode.STREAM_CLOSED)],
  // DATA (§6.1)
  ['DATA of no stream', [data(0, nothing)], goaway(ErrorCode.PROTOCOL_ERROR)],
  [
    'DATA with more padding than payload',
    [request(1, false), frame(DATA, PADDED, 1, Buffer.of(3, 0, 0))],
    goaway(ErrorCode.PROTOCOL_ERROR),
  ],
  [
    'DATA too short for its padding length',
    [request(1, false), frame(DATA, PADDED, 1)],
    goaway(ErrorCode.FRAME_SIZE_ERROR),
  ],
  // HEADERS (§6.2)
  ['HEADERS of no stream', [request(0, true)], goaway(ErrorCode.PROTOCOL_ERROR)],
  [
    'HEADERS with more padding than payload',
    [frame(HEADERS, PADDED | END_HEADERS, 1, Buffer.of(9, 0x82))],
    goaway(ErrorCode.PROTOCOL_ERROR),
  ],
  [
    'HEADERS too short for their priority',
    [frame(HEADERS, Flag.PRIORITY | END_HEADERS, 1, Buffer.of(1, 2, 3))],
    goaway(ErrorCode.FRAME_SIZE_ERROR),
  ],
  [
    'HEADERS with priority and padding',
    [
      frame(
        HEADERS,
        Flag.PRIORITY | PADDED | END_HEADERS | END_STREAM,
        1,
        Buffer.concat([Buffer.of(2, 0, 0, 0, 1, 16), fields(), Buffer.alloc(2)]),
      ),
    ],
    '',
  ],
  // PRIORITY, RST_STREAM (§6.3, §6.4)
  ['PRIORITY of no stream', [frame(PRIORITY, 0, 0, Buffer.alloc(5))], goaway(ErrorCode.PROTOCOL_ERROR)],
  [
    'PRIORITY of the wrong size',
    [request(1, false), frame(PRIORITY, 0, 1, Buffer.alloc(4))],
    reset(ErrorCode.FRAME_SIZE_ERROR),
  ],
  ['RST_STREAM of no stream', [frame(RST_STREAM, 0, 0, uint32(8))], goaway(ErrorCode.PROTOCOL_ERROR)],
  [
    'RST_STREAM of the wrong size',
    [request(1, false), frame(RST_STREAM, 0, 1, Buffer.alloc(3))],
    goaway(ErrorCode.FRAME_SIZE_ERROR),
  ],
  // SETTINGS (§6.5)
  ['SETTINGS of a stream', [frame(SETTINGS, 0, 1)], goaway(ErrorCode.PROTOCOL_ERROR)],
  [
    'SETTINGS of the wrong size',
    [frame(SETTINGS, 0, 0, Buffer.alloc(5))],
    goaway(ErrorCode.FRAME_SIZE_ERROR),
  ],
  [
    'an acknowledgement with a payload',
    [frame(SETTINGS, ACK, 0, Buffer.alloc(6))],
    goaway(ErrorCode.FRAME_SIZE_ERROR),
  ],
  [
    'ENABLE_PUSH of 2',
    [frame(SETTINGS, 0, 0, settingsPayload([SettingId.ENABLE_PUSH, 2]))],
    goaway(ErrorCode.PROTOCOL_ERROR),
  ],
  [
    'INITIAL_WINDOW_SIZE of 2^31',
    [frame(SETTINGS, 0, 0, settingsPayload([SettingId.INITIAL_WINDOW_SIZE, 2 ** 31]))],
    goaway(ErrorCode.FLOW_CONTROL_ERROR),
  ],
  [
    'MAX_FRAME_SIZE below 2^14',
    [frame(SETTINGS, 0, 0, settingsPayload([SettingId.MAX_FRAME_SIZE, 16_383]))],
    goaway(ErrorCode.PROTOCOL_ERROR),
  ],
  [
    'MAX_FRAME_SIZE of 2^24',
    [frame(SETTINGS, 0, 0, settingsPayload([SettingId.MAX_FRAME_SIZE, 2 ** 24]))],
    goaway(ErrorCode.PROTOCOL_ERROR),
  ],
  ['an unknown setting', [frame(SETTINGS, 0, 0, settingsPayload([0xff, 7]))], ''],
  // PUSH_PROMISE (§8.4), PING (§6.7), GOAWAY (§6.8)
  ['PUSH_PROMISE', [frame(PUSH_PROMISE, END_HEADERS, 1, uint32(2))], goaway(ErrorCode.PROTOCOL_ERROR)],
  ['PING of a stream', [frame(PING, 0, 1, Buffer.alloc(8))], goaway(ErrorCode.PROTOCOL_ERROR)],
  ['PING of the wrong size', [frame(PING, 0, 0, Buffer.alloc(7))], goaway(ErrorCode.FRAME_SIZE_ERROR)],
  ['an answer to no PING', [frame(PING, ACK, 0, Buffer.alloc(8))], ''],
  ['GOAWAY of a stream', [frame(GOAWAY, 0, 1, uint32(0, 0))], goaway(ErrorCode.PROTOCOL_ERROR)],
  ['GOAWAY of the wrong size', [frame(GOAWAY, 0, 0, uint32(0))], goaway(ErrorCode.FRAME_SIZE_ERROR)],
  ['GOAWAY', [frame(GOAWAY, 0, 0, uint32(0, 0))], ''],
  // WINDOW_UPDATE (§6.9)
  ['WINDOW_UPDATE of the wrong size', [frame(WINDOW_UPDATE, 0, 0, Buffer.alloc(3))], goaway(6)],
  ['WINDOW_UPDATE by 0', [frame(WINDOW_UPDATE, 0, 0, uint32(0))], goaway(ErrorCode.PROTOCOL_ERROR)],
  [
    'WINDOW_UPDATE of a stream by 0',
    [request(1, true), frame(WINDOW_UPDATE, 0, 1, uint32(0))],
    reset(ErrorCode.PROTOCOL_ERROR),
  ],
  [
    'a connection window above 2^31-1',
    [frame(WINDOW_UPDATE, 0, 0, uint32(2 ** 31 - 1))],
    goaway(ErrorCode.FLOW_CONTROL_ERROR),
  ],
  [
    'a stream window above 2^31-1',
    [request(1, true), frame(WINDOW_UPDATE, 0, 1, uint32(2 ** 31 - 1))],
    reset(ErrorCode.FLOW_CONTROL_ERROR),
  ],
  [
    'a stream window above 2^31-1 by a setting',
    [
      request(1, true),
      frame(WINDOW_UPDATE, 0, 1, uint32(2 ** 31 - 1 - 65_535)),
      frame(SETTINGS, 0, 0, settingsPayload([SettingId.INITIAL_WINDOW_SIZE, 65_536])),
    ],
    goaway(ErrorCode.FLOW_CONTROL_ERROR),
  ],
  // CONTINUATION (§6.10)
  ['CONTINUATION of nothing', [frame(CONTINUATION, END_HEADERS, 1, fields())], goaway(1)],
  [
    'CONTINUATION after END_HEADERS',
    [request(1, false), frame(CONTINUATION, END_HEADERS, 1, fields())],
    goaway(ErrorCode.PROTOCOL_ERROR),
  ],
  [
    'CONTINUATION of another stream',
    [frame(HEADERS, 0, 1, fields()), frame(CONTINUATION, END_HEADERS, 3)],
    goaway(ErrorCode.PROTOCOL_ERROR),
  ],
  [
    'another frame in a field block',
    [frame(HEADERS, 0, 1, fields()), frame(PING, 0, 0, Buffer.alloc(8))],
    goaway(ErrorCode.PROTOCOL_ERROR),
  ],
  [
    'an unknown frame in a field block',
    [frame(HEADERS, 0, 1, fields()), frame(0xbb, 0, 0)],
    goaway(ErrorCode.PROTOCOL_ERROR),
  ],
  // Requests (§8)
  ['a name with a capital', [withField('Ab', '1')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['a name with a space', [withField('a b', '1')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['a name with a colon', [withField('a:b', '1')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['an empty name', [withField('', '1')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['a value with a line feed', [withField('a', '1\n2')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['a value with NUL', [withField('a', '1\0')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['a value that begins with a space', [withField('a', ' 1')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['a value that ends with a tab', [withField('a', '1\t')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['connection', [withField('connection', 'close')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['transfer-encoding', [withField('transfer-encoding', 'chunked')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['te: gzip', [withField('te', 'gzip')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['te: trailers', [withField('te', 'trailers')], ''],
  ['a pseudo-header that is none', [withField(':a', '1')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['a pseudo-header of answers', [withField(':status', '200')], reset(ErrorCode.PROTOCOL_ERROR)],
  ['a pseudo-header twice', [withField(':path', '/')], reset(ErrorCode.PROTOCOL_ERROR)],
  [
    'a pseudo-header after a field',
    [bare(method, scheme, ['a', 'b'], path)],
    reset(ErrorCode.PROTOCOL_ERROR),
  ],
  ['no :method', [bare(scheme, path)], reset(ErrorCode.PROTOCOL_ERROR)],
  ['no :scheme', [bare(method, path)], reset(ErrorCode.PROTOCOL_ERROR)],
  ['no :path', [bare(method, scheme)], reset(ErrorCode.PROTOCOL_ERROR)],
  ['an empty :path', [bare(method, scheme, [':path', ''])], reset(ErrorCode.PROTOCOL_ERROR)],
  ['no :authority', [bare(method, scheme, path)], ''],
  [
    'an :authority that is a URL, as etcdctl 3.4 sends',
    [bare(method, scheme, path, [':authority', 'http://h:1'])],
    '',
  ],
  ['CONNECT with a path', [bare([':method', 'CONNECT'], path, [':authority', 'a:1'])], reset(1)],
  ['CONNECT', [bare([':method', 'CONNECT'], [':authority', 'a:1'])], ''],
  [
    'more body than its length',
    [request(1, false, fields([['content-length', '2']])), data(1, Buffer.from('abc'), true)],
    reset(ErrorCode.PROTOCOL_ERROR),
  ],
  [
    'less body than its length',
    [request(1, false, fields([['content-length', '2']])), data(1, Buffer.from('a'), true)],
    reset(ErrorCode.PROTOCOL_ERROR),
  ],
  [
    'as much body as its length',
    [
      request(1, false, fields([['content-length', '2']])),
      data(1, Buffer.from('a')),
      data(1, Buffer.from('b'), true),
    ],
    '',
  ],
  ['a length and no body', [request(1, true, fields([['content-length', '2']]))], reset(1)],
  ['a length that is none', [request(1, true, fields([['content-length', 'x']]))], reset(1)],
  ['trailers', [request(1, false), request(1, true, fields([], [['a', 'b']]))], ''],
  [
    'trailers that do not end the stream',
    [request(1, false), request(1, false, fields([], [['a', 'b']]))],
    reset(1),
  ],
  ['trailers with a pseudo-header', [request(1, false), request(1, true)], reset(ErrorCode.PROTOCOL_ERROR)],
];

for (const [rule, sent, expected] of rules) {
  test(`rule: ${rule}`, () => {
    const peer = Peer.open();
    peer.send(...sent);
    assert.equal(peer.verdict(), expected);
    assert.equal(peer.connection.isFinished, expected.startsWith('goaway'));
  });
}

test('rule: the preface comes first (3.4)', () => {
  const peer = new Peer();
  peer.send(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\t'));
  assert.equal(peer.verdict(), goaway(ErrorCode.PROTOCOL_ERROR));
});

test('rule: SETTINGS come after the preface (3.4)', () => {
  for (const first of [frame(PING, 0, 0, Buffer.alloc(8)), frame(SETTINGS, ACK, 0)]) {
    const peer = new Peer();
    peer.send(Buffer.from(clientPreface), first);
    assert.equal(peer.verdict(), goaway(ErrorCode.PROTOCOL_ERROR));
  }
});

test('rule: SETTINGS are sent at once, and acknowledged (3.4, 6.5.3)', () => {
  const peer = new Peer();
  assert.equal(peer.read()[0]?.type, SETTINGS);
  peer.send(hello);
  assert.deepEqual(
    peer.read().map(({ type, flags }) => [type, flags]),
    [[SETTINGS, ACK]],
  );
});

test('rule: a PING is answered with what it held (6.7)', () => {
  const peer = Peer.open();
  peer.send(frame(PING, 0, 0, Buffer.from('12345678')));
  assert.deepEqual(peer.read(), [{ type: PING, flags: ACK, streamId: 0, payload: Buffer.from('12345678') }]);
});

test('rule: more DATA than a stream or the connection allows (6.9.1)', () => {
  const full = Buffer.alloc(16_384);
  const five = (streamId: number) => Array.from({ length: 5 }, () => data(streamId, full));
  const narrowStream = Peer.open({ streamWindowBytes: 4 * 16_384 });
  // Nothing is given back while the answer is not taken.
  narrowStream.send(request(1, false));
  narrowStream.served[0]?.stream.write(Buffer.alloc(1 << 20));
  narrowStream.send(...five(1));
  assert.equal(narrowStream.verdict(), reset(ErrorCode.FLOW_CONTROL_ERROR));
  const narrowConnection = Peer.open({ connectionWindowBytes: 16_383 });
  narrowConnection.send(request(1, false), data(1, full));
  assert.equal(narrowConnection.verdict(), goaway(ErrorCode.FLOW_CONTROL_ERROR));
});

test('rule: padding counts for flow control (6.9.1)', () => {
  const peer = Peer.open({ streamWindowBytes: 100, connectionWindowBytes: 65_535 });
  peer.send(request(1, false), frame(DATA, PADDED, 1, Buffer.concat([Buffer.of(99), Buffer.alloc(99)])));
  const updates = peer.read().filter(({ type }) => type === WINDOW_UPDATE);
  assert.deepEqual(
    updates.map(({ streamId, payload }) => [streamId, payload.readUInt32BE(0)]),
    [[1, 100]],
  );
  peer.send(frame(DATA, PADDED, 1, Buffer.concat([Buffer.of(99), Buffer.alloc(100)])));
  assert.equal(peer.verdict(), reset(ErrorCode.FLOW_CONTROL_ERROR));
});

test('one bad stream leaves the others alone', () => {
  const peer = Peer.open();
  peer.send(request(1, false), withField('A', 'b').fill(3, 8, 9), data(1, Buffer.from('fine'), true));
  assert.equal(peer.verdict(), reset(ErrorCode.PROTOCOL_ERROR, 3));
  assert.deepEqual([peer.served[0]?.body, peer.served[0]?.ended], ['fine', true]);
});
