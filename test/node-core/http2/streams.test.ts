import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ErrorCode, Flag, FrameType, SettingId } from '../../../node-core/http2/protocol.js';
import { okHeaders, Peer } from './peer.js';
import { data, fields, frame, hello, parseFrames, request, settingsPayload, uint32 } from './raw-frames.js';

const { DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION } = FrameType;

const initialWindow = (bytes: number) =>
  frame(SETTINGS, 0, 0, settingsPayload([SettingId.INITIAL_WINDOW_SIZE, bytes]));
const window = (streamId: number, bytes: number) => frame(WINDOW_UPDATE, 0, streamId, uint32(bytes));

/** Payload bytes of DATA by stream. */
function received(peer: Peer): Map<number, number> {
  const bytes = new Map<number, number>();
  for (const { type, streamId, payload } of peer.read()) {
    if (type === DATA) {
      bytes.set(streamId, (bytes.get(streamId) ?? 0) + payload.length);
    }
  }
  return bytes;
}

test('an answer is headers, data and trailers, in this order and in one piece of output', () => {
  const peer = Peer.open({}, (stream) => {
    stream.respond(okHeaders);
    stream.write(Buffer.from('hello'));
    stream.end(okHeaders);
  });
  peer.send(request(1, true));
  const output = peer.connection.takeOutput();
  assert.equal(output.length, 1);
  assert.deepEqual(
    parseFrames(Buffer.concat(output)).map(({ type, flags, payload }) => [type, flags, payload.length]),
    [
      [HEADERS, Flag.END_HEADERS, okHeaders.length],
      [DATA, 0, 5],
      [HEADERS, Flag.END_HEADERS | Flag.END_STREAM, okHeaders.length],
    ],
  );
  assert.equal(peer.served[0]?.closed, 1);
});

test('an answer without trailers ends with DATA', () => {
  const peer = Peer.open({}, (stream) => {
    stream.respond(okHeaders);
    stream.end();
  });
  peer.send(request(1, true));
  assert.deepEqual(
    peer.read().map(({ type, flags }) => [type, flags]),
    [
      [HEADERS, Flag.END_HEADERS],
      [DATA, Flag.END_STREAM],
    ],
  );
});

test('a connection is understood wherever its bytes are cut', () => {
  const bytes = Buffer.concat([
    hello,
    frame(HEADERS, 0, 1, fields().subarray(0, 3)),
    frame(CONTINUATION, 0, 1),
    frame(CONTINUATION, Flag.END_HEADERS, 1, fields().subarray(3)),
    data(1, Buffer.from('first ')),
    frame(PING, 0, 0, Buffer.from('12345678')),
    frame(DATA, Flag.PADDED | Flag.END_STREAM, 1, Buffer.from('\u0002secondxx')),
    request(3, true),
  ]);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const peer = new Peer();
    peer.send(bytes.subarray(0, cut));
    peer.send(bytes.subarray(cut));
    assert.deepEqual(
      peer.served.map(({ body, ended }) => [body, ended]),
      [
        ['first second', true],
        ['', true],
      ],
      `cut at ${cut}`,
    );
  }
  const peer = new Peer();
  for (const byte of bytes) {
    peer.send(Buffer.of(byte));
  }
  assert.equal(peer.served[0]?.body, 'first second');
});

test('DATA never exceeds the windows, however small, and all of it comes', () => {
  const peer = Peer.open();
  peer.send(initialWindow(7), request(1, true));
  peer.read();
  const stream = peer.served[0]?.stream;
  stream?.respond(okHeaders);
  const message = Buffer.from(Array.from({ length: 1_000 }, (_, position) => position % 251));
  stream?.write(message);
  stream?.end(okHeaders);
  const pieces: Buffer[] = [];
  let ended = false;
  for (let round = 0; !ended && round < 1_000; round += 1) {
    const frames = peer.read();
    const sent = frames.filter(({ type }) => type === DATA);
    assert.ok(sent.reduce((sum, { payload }) => sum + payload.length, 0) <= 7);
    pieces.push(...sent.map(({ payload }) => payload));
    ended = frames.some(({ flags }) => (flags & Flag.END_STREAM) !== 0);
    peer.send(window(1, 7));
  }
  assert.deepEqual(Buffer.concat(pieces), message);
});

test('the connection window is shared, and streams take turns', () => {
  const peer = Peer.open();
  peer.send(initialWindow(1 << 20), request(1, true), request(3, true));
  peer.read();
  for (const { stream } of peer.served) {
    stream.respond(okHeaders);
    stream.write(Buffer.alloc(100_000));
  }
  // 65,535 bytes are there when the first stream begins: the second waits for more.
  assert.deepEqual([...received(peer)], [[1, 65_535]]);
  peer.send(window(0, 4 * 16_384));
  assert.deepEqual(
    [...received(peer)].sort(([a], [b]) => a - b),
    [
      [1, 2 * 16_384],
      [3, 2 * 16_384],
    ],
  );
});

test('a window that a setting made negative has to be filled first', () => {
  const peer = Peer.open();
  peer.send(initialWindow(100), request(1, true));
  peer.read();
  peer.served[0]?.stream.respond(okHeaders);
  peer.served[0]?.stream.write(Buffer.alloc(300));
  assert.deepEqual([...received(peer)], [[1, 100]]);
  peer.send(initialWindow(40), window(1, 60));
  assert.deepEqual([...received(peer)], []);
  peer.send(window(1, 1));
  assert.deepEqual([...received(peer)], [[1, 1]]);
  peer.send(initialWindow(90));
  assert.deepEqual([...received(peer)], [[1, 50]]);
});

test('frames are as large as the client takes them, header blocks too', () => {
  const peer = Peer.open();
  const block = Buffer.concat(Array.from({ length: 40_000 }, () => okHeaders));
  peer.send(request(1, true));
  peer.served[0]?.stream.respond(block);
  assert.deepEqual(
    peer.read().map(({ type, flags, payload }) => [type, flags, payload.length]),
    [
      [HEADERS, 0, 16_384],
      [CONTINUATION, 0, 16_384],
      [CONTINUATION, Flag.END_HEADERS, 40_000 - 2 * 16_384],
    ],
  );
  peer.send(frame(SETTINGS, 0, 0, settingsPayload([SettingId.MAX_FRAME_SIZE, 60_000])));
  peer.read();
  peer.served[0]?.stream.write(Buffer.alloc(60_000));
  assert.deepEqual(
    peer.read().map(({ payload }) => payload.length),
    [60_000],
  );
});

test('a client that allows no table is told that there is none, once', () => {
  const peer = Peer.open();
  const noTable = frame(SETTINGS, 0, 0, settingsPayload([SettingId.HEADER_TABLE_SIZE, 0]));
  peer.send(noTable, noTable, request(1, true), request(3, true));
  peer.read();
  for (const { stream } of peer.served) {
    stream.respond(okHeaders);
  }
  assert.deepEqual(
    peer.read().map(({ payload }) => payload),
    [Buffer.concat([Buffer.of(0x20), okHeaders]), okHeaders],
  );
});

test('a slow client makes the sender wait, is asked for no more, and says when it has caught up', () => {
  const peer = Peer.open({ streamWindowBytes: 1_000, streamQueueBytes: 5_000 });
  peer.send(initialWindow(0), request(1, false));
  peer.read();
  const served = peer.served[0];
  served?.stream.respond(okHeaders);
  assert.equal(served?.stream.write(Buffer.alloc(5_000)), true);
  assert.equal(served?.stream.write(Buffer.alloc(1)), false);
  peer.read();
  peer.send(data(1, Buffer.alloc(1_000)));
  assert.deepEqual(
    peer.read().filter(({ type, streamId }) => type === WINDOW_UPDATE && streamId === 1),
    [],
  );
  peer.send(window(1, 5_000));
  assert.equal(served?.writable, 0);
  peer.send(window(1, 1));
  assert.equal(served?.writable, 1);
  const updates = peer.read().filter(({ type, streamId }) => type === WINDOW_UPDATE && streamId === 1);
  assert.deepEqual(
    updates.map(({ payload }) => payload.readUInt32BE(0)),
    [1_000],
  );
});

test('what the socket does not take waits in its stream', () => {
  const peer = Peer.open({ outputBytes: 20_000 });
  peer.send(initialWindow(1 << 30), window(0, 1 << 30), request(1, true));
  peer.read();
  peer.connection.setBlocked(true);
  peer.served[0]?.stream.respond(okHeaders);
  assert.equal(peer.served[0]?.stream.write(Buffer.alloc(1 << 20)), false);
  assert.ok(peer.connection.outputBytes < 100);
  peer.connection.setBlocked(false);
  assert.ok(peer.connection.outputBytes < 40_000);
  assert.equal(received(peer).get(1), 1 << 20);
  assert.equal(peer.served[0]?.writable, 1);
});

test('streams above the limit are refused, and one that ends makes room', () => {
  const peer = Peer.open({ maxStreams: 2 });
  peer.send(request(1, true), request(3, true), request(5, true));
  assert.equal(peer.verdict(), `reset 5 ${ErrorCode.REFUSED_STREAM}`);
  peer.served[0]?.stream.respondAndEnd(okHeaders);
  peer.send(request(7, true));
  assert.equal(peer.verdict(), '');
  assert.equal(peer.served.length, 3);
});

test('new streams are refused while too much waits for the client', () => {
  const peer = Peer.open({ maxQueuedBytes: 1_000 });
  peer.send(initialWindow(0), request(1, true));
  peer.served[0]?.stream.respond(okHeaders);
  peer.served[0]?.stream.write(Buffer.alloc(1_001));
  peer.send(request(3, true));
  assert.equal(peer.verdict(), `reset 3 ${ErrorCode.REFUSED_STREAM}`);
  peer.send(frame(RST_STREAM, 0, 1, uint32(8)), request(5, true));
  assert.equal(peer.verdict(), '');
});

test('fields above the limit cost the stream, a block without end the connection', () => {
  const peer = Peer.open({ maxHeaderListBytes: 1_000 });
  peer.send(request(1, true, fields([['a', 'x'.repeat(1_000)]])), request(3, true));
  assert.equal(peer.verdict(), `reset 1 ${ErrorCode.ENHANCE_YOUR_CALM}`);
  assert.equal(peer.served.length, 1);
  for (const piece of [Buffer.alloc(10_000), Buffer.alloc(0)]) {
    const flooded = Peer.open();
    const more = Array.from({ length: 128 }, () => frame(CONTINUATION, 0, 1, piece));
    flooded.send(frame(HEADERS, 0, 1), ...more);
    assert.equal(flooded.verdict(), `goaway ${ErrorCode.ENHANCE_YOUR_CALM}`);
  }
});

test('masses of cancelled calls are bounded in time, not in number', () => {
  const peer = Peer.open({ resets: { burst: 100, perSecond: 1_000 } });
  let streamId = 1;
  const openAndReset = () => {
    peer.send(request(streamId, false), frame(RST_STREAM, 0, streamId, uint32(8)));
    streamId += 2;
  };
  for (let second = 0; second < 5; second += 1) {
    for (let count = 0; count < 100; count += 1) {
      openAndReset();
    }
    peer.nowMs += 1_000;
  }
  assert.equal(peer.verdict(), '');
  for (let count = 0; count < 101; count += 1) {
    openAndReset();
  }
  assert.equal(peer.verdict(), `goaway ${ErrorCode.ENHANCE_YOUR_CALM}`);
});

test('streams that the client makes the server reset are counted as well', () => {
  const peer = Peer.open({ resets: { burst: 10, perSecond: 1 } });
  for (let streamId = 1; streamId < 30; streamId += 2) {
    peer.send(request(streamId, false), window(streamId, 0));
  }
  assert.match(peer.verdict(), new RegExp(`goaway ${ErrorCode.ENHANCE_YOUR_CALM}$`));
});

test('streams that are refused are counted too', () => {
  const peer = Peer.open({ maxStreams: 0, resets: { burst: 10, perSecond: 1 } });
  peer.send(...Array.from({ length: 11 }, (_, number) => request(2 * number + 1, false)));
  assert.match(peer.verdict(), new RegExp(`goaway ${ErrorCode.ENHANCE_YOUR_CALM}$`));
});

test('floods of frames that ask for nothing end the connection', () => {
  const floods = [
    frame(PING, 0, 0, Buffer.alloc(8)),
    frame(SETTINGS, 0, 0),
    frame(FrameType.PRIORITY, 0, 1, Buffer.alloc(5)),
    frame(0xbb, 0, 0),
    data(1, Buffer.alloc(0)),
  ];
  for (const flood of floods) {
    const peer = Peer.open({ controlFrames: { burst: 50, perSecond: 50 } });
    peer.send(request(1, false), ...Array.from({ length: 60 }, () => flood));
    assert.equal(peer.verdict(), `goaway ${ErrorCode.ENHANCE_YOUR_CALM}`);
  }
});

test('a ping every ten seconds, as grpc-go sends them, is welcome for days', () => {
  const peer = Peer.open({ controlFrames: { burst: 10, perSecond: 1 } });
  for (let count = 0; count < 20_000; count += 1) {
    peer.nowMs += 10_000;
    peer.send(frame(PING, 0, 0, Buffer.alloc(8)));
  }
  assert.equal(peer.verdict(), '');
});

test('an answer before the end of the request stops the request, unless that comes in the same turn', () => {
  const peer = Peer.open({}, (stream) => stream.respondAndEnd(okHeaders));
  peer.send(request(1, false), data(1, Buffer.from('x'), true), request(3, false));
  assert.equal(peer.verdict(), `reset 3 ${ErrorCode.NO_ERROR}`);
  peer.send(data(3, Buffer.from('late')), request(3, true, fields([], [['a', 'b']])));
  assert.equal(peer.verdict(), '');
  assert.deepEqual(
    peer.served.map(({ closed }) => closed),
    [1, 1],
  );
});

test('draining announces itself, serves what was under way, then takes nothing new', () => {
  const peer = Peer.open();
  peer.send(request(1, true));
  peer.connection.drain();
  const [first, ping] = peer.read();
  assert.deepEqual([first?.type, first?.payload], [GOAWAY, uint32(2 ** 31 - 1, ErrorCode.NO_ERROR)]);
  assert.equal(ping?.type, PING);
  peer.send(request(3, true), frame(PING, Flag.ACK, 0, ping?.payload));
  const [last] = peer.read();
  assert.deepEqual([last?.type, last?.payload], [GOAWAY, uint32(3, ErrorCode.NO_ERROR)]);
  peer.send(request(5, true));
  assert.equal(peer.served.length, 2);
  for (const { stream } of peer.served) {
    assert.equal(peer.connection.isFinished, false);
    stream.respondAndEnd(okHeaders);
  }
  assert.equal(peer.connection.isFinished, true);
});

test('a connection that ends closes each stream once, and nothing harms after that', () => {
  for (const cut of [
    (peer: Peer) => peer.connection.abort(),
    (peer: Peer) => peer.send(frame(PING, 0, 1, Buffer.alloc(8))),
  ]) {
    const peer = Peer.open();
    peer.send(request(1, false), request(3, true));
    const streams = peer.served.map(({ stream }) => stream);
    cut(peer);
    for (const stream of streams) {
      stream.respond(okHeaders);
      assert.equal(stream.write(Buffer.alloc(1 << 20)), true);
      stream.end();
    }
    peer.connection.abort();
    peer.send(request(5, true));
    assert.deepEqual(
      peer.served.map(({ closed }) => closed),
      [1, 1],
    );
  }
});

test('ten thousand streams one after the other, and a thousand at once', () => {
  const peer = Peer.open({ maxStreams: 1_000 });
  let streamId = 1;
  for (let count = 0; count < 10_000; count += 1) {
    peer.send(request(streamId, true));
    peer.served.pop()?.stream.respondAndEnd(okHeaders);
    streamId += 2;
  }
  for (let count = 0; count < 1_000; count += 1) {
    peer.send(request(streamId, true));
    streamId += 2;
  }
  assert.equal(peer.served.length, 1_000);
  for (const { stream } of peer.served) {
    stream.respond(okHeaders);
    stream.write(Buffer.from('x'));
    stream.end(okHeaders);
  }
  const frames = peer.read();
  assert.equal(frames.filter(({ flags }) => (flags & Flag.END_STREAM) !== 0).length, 11_000);
  assert.equal(frames.filter(({ type }) => type === RST_STREAM || type === GOAWAY).length, 0);
});
