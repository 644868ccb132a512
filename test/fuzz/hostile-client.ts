import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeFields } from '../../node-core/http2/hpack-encoder.js';
import { Flag, FrameType } from '../../node-core/http2/protocol.js';
import type { Dice } from '../differential/dice.js';
import { data, frame, hello, request, settingsPayload, uint32 } from '../node-core/http2/raw-frames.js';

const paths = [
  '/etcdserverpb.KV/Range',
  '/etcdserverpb.KV/Put',
  '/etcdserverpb.KV/Txn',
  '/etcdserverpb.Watch/Watch',
  '/etcdserverpb.Lease/LeaseKeepAlive',
  '/etcdserverpb.Maintenance/Snapshot',
  '/v3lockpb.Lock/Lock',
  '/no.such/Method',
  '/health',
  '*',
] as const;
const framesPerConnection = 60;

/**
 * One connection of frames, right ones and wrong ones, in pieces of any size; it ends when all is sent or
 * the server has had enough. Mostly it reads nothing, as a client that is slow or gone.
 */
export async function sendHostileFrames(port: number, dice: Dice): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise<void>((resolve) => {
    socket.on('error', () => undefined).on('close', () => resolve());
  });
  if (dice.chance(60)) {
    socket.resume();
  }
  const bytes = hostileBytes(dice);
  for (let at = 0; at < bytes.length && !socket.destroyed; ) {
    const end = at + 1 + dice.below(dice.chance(30) ? 12 : 4_000);
    socket.write(bytes.subarray(at, end));
    at = end;
    if (dice.chance(10)) {
      await pause(1);
    }
  }
  const leave = [() => socket.destroy(), () => socket.end(), () => socket.resetAndDestroy()] as const;
  dice.pick(leave)();
  await Promise.race([closed, pause(20)]);
  socket.destroy();
}

function hostileBytes(dice: Dice): Buffer {
  const maker = new FrameMaker(dice);
  const frames = Array.from({ length: framesPerConnection }, () => maker.next());
  const bytes = Buffer.concat([dice.chance(95) ? hello : noise(dice, 40), ...frames]);
  for (let flips = dice.chance(50) ? dice.below(6) : 0; flips > 0; flips -= 1) {
    bytes[dice.below(bytes.length)] = dice.below(256);
  }
  return bytes;
}

class FrameMaker {
  readonly #dice: Dice;
  #nextId = 1;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  next(): Buffer {
    const dice = this.#dice;
    const makers = [
      () => this.#request(dice.chance(50)),
      () => this.#request(false),
      () => data(this.#anyId(), message(dice), dice.chance(50)),
      () => data(this.#anyId(), noise(dice, 300), dice.chance(30)),
      () => this.#padded(),
      () => frame(dice.below(14), dice.below(256), this.#anyId(), noise(dice, 80)),
      () => this.#rapidReset(),
      () => frame(FrameType.SETTINGS, 0, 0, settingsPayload([1 + dice.below(7), settingsValue(dice)])),
      () => Buffer.concat(Array.from({ length: 200 }, () => frame(FrameType.PING, 0, 0, Buffer.alloc(8)))),
      () => Buffer.concat(Array.from({ length: 100 }, () => frame(FrameType.SETTINGS, 0, 0))),
      () => frame(FrameType.WINDOW_UPDATE, 0, dice.chance(40) ? 0 : this.#anyId(), uint32(windowStep(dice))),
      () => this.#continuationFlood(),
      () => this.#bomb(),
      () => frame(FrameType.GOAWAY, 0, 0, Buffer.alloc(8)),
      () => frame(FrameType.PRIORITY, 0, this.#anyId(), Buffer.alloc(dice.pick([5, 5, 4, 6]))),
    ] as const;
    return dice.pick(makers)();
  }

  #anyId(): number {
    const dice = this.#dice;
    return dice.chance(70) ? 1 + 2 * dice.below(this.#nextId) : dice.pick([0, 2, 7, 0x7fff_ffff]);
  }

  #request(endStream: boolean): Buffer {
    const streamId = this.#nextId;
    this.#nextId += 2;
    return request(streamId, endStream, requestFields(this.#dice));
  }

  #rapidReset(): Buffer {
    const pairs = Array.from({ length: 40 }, () => {
      const streamId = this.#nextId;
      return [this.#request(false), frame(FrameType.RST_STREAM, 0, streamId, uint32(8))];
    });
    return Buffer.concat(pairs.flat());
  }

  /** Padding that may be longer than the frame. */
  #padded(): Buffer {
    const payload = Buffer.concat([Buffer.of(this.#dice.below(256)), noise(this.#dice, 200)]);
    return frame(FrameType.DATA, 8, this.#anyId(), payload);
  }

  /** A field block that does not end. */
  #continuationFlood(): Buffer {
    const streamId = this.#nextId;
    this.#nextId += 2;
    const part = frame(
      FrameType.CONTINUATION,
      0,
      streamId,
      this.#dice.chance(50) ? noise(this.#dice, 500) : Buffer.alloc(0),
    );
    return Buffer.concat([
      frame(FrameType.HEADERS, 0, streamId, requestFields(this.#dice)),
      ...Array.from({ length: this.#dice.below(300) }, () => part),
    ]);
  }

  /** A large field in the dynamic table, named again and again. */
  #bomb(): Buffer {
    const streamId = this.#nextId;
    this.#nextId += 2;
    const large = Buffer.concat([
      Buffer.of(0x40, 1, 0x62, 0x7f, 0x80 | 113, 0x1e),
      Buffer.alloc(4_080, 0x61),
    ]);
    const block = Buffer.concat([requestFields(this.#dice), large, Buffer.alloc(8_000, 0x80 | 62)]);
    return frame(FrameType.HEADERS, Flag.END_HEADERS, streamId, block);
  }
}

function requestFields(dice: Dice): Buffer {
  return encodeFields([
    [':method', dice.pick(['POST', 'POST', 'POST', 'GET', 'PUT'])],
    [':scheme', 'http'],
    [':path', dice.pick(paths)],
    [':authority', 'a'],
    [
      'content-type',
      dice.pick(['application/grpc', 'application/grpc', 'application/grpc+proto', 'text/html']),
    ],
    ['te', 'trailers'],
    ...(dice.chance(15) ? ([['grpc-encoding', dice.pick(['gzip', 'identity', 'br'])]] as const) : []),
    ...(dice.chance(15) ? ([['grpc-timeout', dice.pick(['1n', '1S', '99999999H', 'x', ''])]] as const) : []),
  ]);
}

/** A gRPC message whose prefix may lie. */
function message(dice: Dice): Buffer {
  const body = noise(dice, 120);
  const prefix = Buffer.of(dice.chance(85) ? 0 : dice.below(3), 0, 0, 0, body.length);
  if (dice.chance(15)) {
    prefix.writeUInt32BE(dice.pick([0, 1, 0xffff_ffff, 3_000_000]), 1);
  }
  return Buffer.concat([prefix, body]);
}

const settingsValue = (dice: Dice) => dice.pick([0, 1, 65_535, 16_384, 0x7fff_ffff, 0xffff_ffff]);
const windowStep = (dice: Dice) => dice.pick([0, 1, 1_000, 0x7fff_ffff, 0xffff_ffff]);

function noise(dice: Dice, limit: number): Buffer {
  return Buffer.from(Array.from({ length: dice.below(limit) }, () => dice.below(256)));
}
