import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { TxnRequest } from '../../proto/generated/etcdserverpb.js';
import { KeyValue } from '../../proto/generated/mvccpb.js';
import { HardState } from '../../proto/generated/raftpb.js';
import { MalformedMessageError, type MessageCodec } from '../../proto/wire.js';
import { parseDefinitions, protoFilesIn } from './definitions.js';

const protoDirectory = fileURLToPath(new URL('../../proto/', import.meta.url));
const definitions = parseDefinitions(protoFilesIn(protoDirectory)).resolveAll();

function isCodec(value: unknown): value is MessageCodec<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && 'typeName' in value && 'decode' in value;
}

async function everyCodec(): Promise<MessageCodec<Record<string, unknown>>[]> {
  const directory = path.join(protoDirectory, 'generated');
  const modules = await Promise.all(
    readdirSync(directory).map(
      (file) => import(path.join(directory, file)) as Promise<Record<string, unknown>>,
    ),
  );
  return modules.flatMap((module) => Object.values(module).filter(isCodec));
}

/** A small seeded generator (mulberry32): whole numbers below a limit. */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

type Random = (limit: number) => number;

/** A random message in protobufjs's own object form, 64-bit integers as decimal text. */
function randomMessage(type: protobuf.Type, random: Random, depth: number): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  const taken = new Set<protobuf.OneOf>();
  for (const field of type.fieldsArray) {
    const nested = field.resolvedType instanceof protobuf.Type;
    if (random(3) === 0 || (nested && depth === 0) || (field.partOf !== null && taken.has(field.partOf))) {
      continue;
    }
    if (field.partOf !== null) {
      taken.add(field.partOf);
    }
    const value = (): unknown => randomValue(field, random, depth);
    message[field.name] = field.repeated ? Array.from({ length: random(4) }, value) : value();
  }
  return message;
}

function randomValue(field: protobuf.Field, random: Random, depth: number): unknown {
  if (field.resolvedType instanceof protobuf.Type) {
    return randomMessage(field.resolvedType, random, depth - 1);
  }
  if (field.resolvedType instanceof protobuf.Enum) {
    const numbers = Object.values(field.resolvedType.values);
    return numbers[random(numbers.length)];
  }
  switch (field.type) {
    case 'bool':
      return random(2) === 1;
    case 'string':
      return ['', 'web-1', 'Größe', '日本語', '🛟'][random(5)];
    case 'bytes':
      return Buffer.from(Array.from({ length: random(6) }, () => random(256)));
    case 'uint32':
      return random(2 ** 32);
    case 'int64':
      return String(randomWord(field, random) - (random(2) === 0 ? 0n : BigInt(random(2 ** 32))));
    case 'uint64':
      return String(randomWord(field, random));
    default:
      throw new Error(`${field.fullName}: the test has no values for ${field.type}`);
  }
}

/** 63 bits, or as many as a double holds where the field is a number in TypeScript. */
function randomWord(field: protobuf.Field, random: Random): bigint {
  const high = String(field.options?.['jstype']) === 'JS_NUMBER' ? random(2 ** 20) : random(2 ** 31);
  return (BigInt(high) << 32n) + BigInt(random(2 ** 32));
}

const comparable = (type: protobuf.Type, bytes: Uint8Array): unknown =>
  type.toObject(type.decode(bytes), { longs: String, bytes: String, defaults: true });

test('each codec reads what protobufjs writes and writes what protobufjs reads', async () => {
  const codecs = await everyCodec();
  assert.ok(codecs.length > 120, `only ${codecs.length} codecs were found`);
  for (const [index, codec] of codecs.entries()) {
    const type = definitions.lookupType(codec.typeName);
    const random = randomBelow(index + 1);
    for (let round = 0; round < 20; round++) {
      const theirs = type.encode(type.fromObject(randomMessage(type, random, 3))).finish();
      const ours = codec.encode(codec.decode(theirs));
      assert.deepEqual(comparable(type, ours), comparable(type, theirs), `${codec.typeName}, round ${round}`);
    }
  }
});

test('64-bit ids keep every bit and counted quantities keep their sign', () => {
  const lease = 0x7fff_ffff_ffff_fff1n;
  const decoded = KeyValue.decode(KeyValue.encode({ lease, modRevision: -5, version: 2 ** 40 + 3 }));
  assert.equal(decoded.lease, lease);
  assert.equal(decoded.modRevision, -5);
  assert.equal(decoded.version, 2 ** 40 + 3);
  assert.equal(KeyValue.decode(KeyValue.encode({ lease: -1n })).lease, -1n);
});

test('a Raft hard state of zeros is written field by field, as etcd does', () => {
  assert.deepEqual([...HardState.encode({})], [0x08, 0, 0x10, 0, 0x18, 0]);
});

test('truncated, overrun and bottomless input is refused with the message type named', () => {
  const whole = KeyValue.encode({ key: Buffer.from('registry'), value: Buffer.alloc(40) });
  const bottomless = new Uint8Array(200_000).fill(0x1a);
  const overrun = Uint8Array.of(0x0a, 0x05, 0x1a, 0x7f, 0, 0, 0);
  const refused = (decode: () => unknown, name: string): void =>
    assert.throws(
      decode,
      (error) =>
        error instanceof MalformedMessageError && error.message.startsWith(`${name} cannot be decoded`),
    );
  refused(() => KeyValue.decode(whole.subarray(0, 20)), 'mvccpb.KeyValue');
  refused(() => TxnRequest.decode(bottomless), 'etcdserverpb.TxnRequest');
  refused(() => TxnRequest.decode(overrun), 'etcdserverpb.TxnRequest');
});
