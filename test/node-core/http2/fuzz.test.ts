import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, testSeed } from '../mvcc/seeded-random.js';
import { okHeaders, Peer } from './peer.js';
import { data, fields, frame, hello, request, settingsPayload, uint32 } from './raw-frames.js';

const runs = 400;
const framesPerRun = 60;

test('no bytes make the server throw, hang, grow or answer wrongly framed', (t) => {
  const seed = testSeed();
  t.diagnostic(`TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const noise = (limit: number) =>
    Buffer.from(Array.from({ length: random.below(limit) }, () => random.below(256)));
  let nextId = 1;
  const anyId = () => (random.chance(70) ? 1 + 2 * random.below(nextId) : random.below(20));
  const makers: readonly (() => Buffer)[] = [
    () => {
      const streamId = nextId;
      nextId += 2;
      return request(streamId, random.chance(50));
    },
    () => data(anyId(), noise(200), random.chance(30)),
    () => frame(random.below(12), random.below(256), anyId(), noise(60)),
    () => frame(3, 0, anyId(), uint32(8)),
    () => frame(4, 0, 0, settingsPayload([1 + random.below(6), random.below(70_000)])),
    () => frame(6, 0, 0, Buffer.alloc(8)),
    () => frame(8, 0, random.chance(30) ? 0 : anyId(), uint32(random.below(100_000))),
    () => frame(1, 4, nextId, Buffer.concat([fields(), noise(20)])),
    () => frame(1, 0, nextId, noise(20)),
    () => frame(9, 4, nextId, noise(20)),
  ];
  for (let run = 0; run < runs; run += 1) {
    nextId = 1;
    const peer = new Peer({ outputBytes: 10_000, streamQueueBytes: 1_000 }, (stream) => {
      stream.respond(okHeaders);
      stream.write(Buffer.alloc(random.below(3_000)));
      if (random.chance(70)) {
        stream.end(okHeaders);
      }
    });
    const bytes = Buffer.concat([
      hello,
      ...Array.from({ length: framesPerRun }, () => random.pick(makers)()),
    ]);
    for (let flips = random.below(4); flips > 0 && random.chance(60); flips -= 1) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    for (let at = 0; at < bytes.length; ) {
      const end = at + 1 + random.below(random.chance(50) ? 10 : 2_000);
      peer.connection.setBlocked(random.chance(30));
      peer.send(bytes.subarray(at, end));
      at = end;
      if (random.chance(30)) {
        peer.read();
      }
    }
    // Everything it has sent is whole frames, and what it holds is bounded by what was asked.
    peer.connection.setBlocked(false);
    assert.ok(peer.connection.outputBytes < 1 << 20, `seed ${seed}`);
    peer.read();
    peer.connection.abort();
    assert.ok(
      peer.served.every(({ closed }) => closed === 1),
      `seed ${seed}`,
    );
  }
});
