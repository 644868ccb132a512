import type { WireClient } from '../conformance/wire-client.js';
import { Dice } from '../differential/dice.js';
import { methods } from '../differential/methods.js';
import type { FuzzOptions } from './fuzz-rounds.js';

/** Methods that change who belongs to the cluster, or end it, by a lucky message. */
const leftOut: readonly string[] = [
  'memberAdd',
  'memberRemove',
  'memberUpdate',
  'memberPromote',
  'downgrade',
  'authEnable',
  'alarm',
  'defragment',
  'status',
  'hash',
  // Younger than 3.6.
  'rangeStream',
];
/** Pieces of protobuf, whole and cut off: tags of every wire type, varints, lengths. */
const pieces: readonly [number[], ...number[][]] = [
  [0x0a, 1, 0x61],
  [0x12, 1, 0x62],
  [0x0a, 0],
  [0x08, 1],
  [0x10, 1],
  [0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
  [0x20, 0x80],
  [0x0a, 0x7f],
  [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x0d, 1, 2, 3, 4],
  [0x09, 1, 2, 3, 4, 5, 6, 7, 8],
  [0x0b],
  [0x0c],
  [0x0b, 0x0c],
  [0x0e],
  [0x0f],
  [0x00],
  [0x02, 0],
  [0xfa, 0x3f, 1, 0],
  [0xf8, 0xff, 0xff, 0xff, 0x0f, 1],
  [0xf8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
  [0x12, 4, 0x0a, 2, 0x61, 0x62],
  [0x12, 4, 0x0a, 9, 0x61, 0x62],
  [0x1a, 2, 0xff, 0xfe],
];

/** The code that each server answers wrong messages of every unary method with; both must say the same. */
export async function fuzzMessages(
  ours: WireClient,
  theirs: WireClient,
  options: FuzzOptions,
): Promise<string[]> {
  const differences: string[] = [];
  const fuzzed = Object.entries(methods).filter(([name]) => !leftOut.includes(name));
  for (let round = 0; round < options.rounds; round += 1) {
    const dice = new Dice(options.seed + round);
    for (const [name, { path, response }] of fuzzed) {
      const body = Buffer.from(Array.from({ length: dice.below(4) }, () => dice.pick(pieces)).flat());
      const [our, their] = await Promise.all([
        ours.callPath(path, body, response),
        theirs.callPath(path, body, response),
      ]);
      if (codeOf(our) !== codeOf(their)) {
        const seen = `node-core ${codeOf(our)} ${textOf(our)}, etcd ${codeOf(their)} ${textOf(their)}`;
        differences.push(`seed ${options.seed + round} ${name} ${body.toString('hex')}: ${seen}`);
      }
    }
    options.onRound(round + 1);
  }
  return differences;
}

function codeOf(answer: object): number {
  return 'code' in answer ? Number(answer.code) : 0;
}

function textOf(answer: object): string {
  return 'message' in answer ? String(answer.message) : '';
}
