import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadAt } from '../../node-core/bbolt/read-at.js';
import type { SnapshotFile } from '../../source/archive/snapshot-file.js';
import { surveySnapshot } from '../../source/archive/survey.js';
import { seededRandom, testSeed } from '../node-core/mvcc/seeded-random.js';
import { sampleDatabase } from './snapshots.js';

const signal = new AbortController().signal;
/** Errors that are sentences about the data. */
const sentences = ['CorruptDatabaseError', 'MalformedRevisionKeyError', 'MalformedMessageError'];

/** A file in memory that counts what is read of it. */
class CountedFile implements SnapshotFile {
  readonly path = 'memory';
  readonly hasHash = false;
  readonly database: ReadAt;
  readonly fileBytes: number;
  readBytes = 0;

  constructor(bytes: Uint8Array) {
    this.fileBytes = bytes.length;
    this.database = {
      size: bytes.length,
      read: async (offset, length) => {
        const part = bytes.subarray(offset, offset + length);
        this.readBytes += part.length;
        return part;
      },
    };
  }

  async checkHash(): Promise<void> {}
  async close(): Promise<void> {}
}

test('the numbers of a snapshot: living keys, entries, revision, size', async () => {
  const bytes = await sampleDatabase();
  const survey = await surveySnapshot(new CountedFile(bytes), signal);
  assert.equal(survey.totalKey, 500);
  assert.equal(survey.revision, 701);
  assert.equal(survey.entries, 703, 'three of them in the meta bucket');
  assert.equal(survey.totalSize, bytes.length);
});

const seed = testSeed();

test(`damage of every kind ends in a sentence, without a hang and without much reading (TEST_SEED=${seed})`, async () => {
  const sound = await sampleDatabase();
  const random = seededRandom(seed);
  const pages = sound.length / 4096;
  const damages: readonly ((bytes: Buffer) => Buffer)[] = [
    (bytes) => bytes.subarray(0, random.below(bytes.length)),
    (bytes) => flip(bytes, random.below(bytes.length)),
    (bytes) => flip(bytes, random.below(200)),
    (bytes) => bytes.fill(0xff, random.below(bytes.length)),
    (bytes) => bytes.fill(0, random.below(bytes.length), random.below(bytes.length)),
    (bytes) =>
      number(bytes, random.below(pages) * 4096 + random.pick([8, 10, 12, 16, 20, 24, 28, 32]), 0xffff_ffff),
    (bytes) => number(bytes, random.below(pages) * 4096 + 16 * random.below(250) + 8, random.below(pages)),
    (bytes) => move(bytes, random.below(pages), random.below(pages)),
  ];
  let refused = 0;
  for (let round = 0; round < 800; round += 1) {
    const damaged = random.pick(damages)(Buffer.from(sound));
    const file = new CountedFile(damaged);
    try {
      await surveySnapshot(file, signal);
    } catch (error) {
      refused += 1;
      assert.ok(error instanceof Error && sentences.includes(error.name), `round ${round}: ${String(error)}`);
      assert.ok(!error.message.includes('\n'));
    }
    assert.ok(file.readBytes <= 16 * sound.length, `round ${round} read ${file.readBytes} bytes`);
  }
  assert.ok(refused > 200, `${refused} were refused`);
});

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 0x40;
  return bytes;
}

function number(bytes: Buffer, at: number, value: number): Buffer {
  bytes.writeUInt32LE(value, Math.min(at, bytes.length - 4));
  return bytes;
}

/** A page in the place of another, cycles included. */
function move(bytes: Buffer, from: number, to: number): Buffer {
  bytes.copy(bytes, to * 4096, from * 4096, (from + 1) * 4096);
  bytes.writeBigUInt64LE(BigInt(to), to * 4096);
  return bytes;
}
