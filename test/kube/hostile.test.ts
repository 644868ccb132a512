import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeValue, type KubeValue } from '../../source/kube/describe.js';
import { TooLargeError } from '../../source/kube/print.js';
import { jsonText } from '../../source/kube/print-json.js';
import { yamlText } from '../../source/kube/print-yaml.js';
import { seededRandom, testSeed } from '../node-core/mvcc/seeded-random.js';
import { entry, field, head, int, stored } from './wire-writer.js';

/** Describes and prints a value in every form; the value must not matter. */
function survived(bytes: Uint8Array): KubeValue {
  const value = describeValue(bytes);
  if (value.kind === 'object' || value.kind === 'json') {
    try {
      yamlText(value.tree);
      jsonText(value.tree);
    } catch (error) {
      assert.ok(error instanceof TooLargeError, String(error));
    }
  }
  return value;
}

const container = field(2, field(1, 'app'), field(2, 'nginx:1'), field(7, field(1, 'A'), field(2, 'b')));
const pod = stored(
  'v1',
  'Pod',
  field(1, field(1, 'web'), field(3, 'ns'), field(8, int(1, 1_700_000_000)), entry(11, 'app', 'web')),
  field(2, container, int(5, 30), field(10, 'n1')),
  field(3, field(1, 'Running')),
);

/** A message inside itself, `depth` times. */
function nested(number: number, depth: number): Buffer {
  const heads: Buffer[] = [];
  let length = 0;
  for (let level = 0; level < depth; level += 1) {
    const outer = head(number, length);
    heads.push(outer);
    length += outer.length;
  }
  return Buffer.concat(heads.reverse());
}

describe('broken objects', () => {
  it('say where they are cut off, and show what was before', () => {
    for (let length = 4; length < pod.length - 4; length += 1) {
      const value = survived(pod.subarray(0, length));
      assert.ok(value.kind === 'malformed' || value.kind === 'object');
    }
    const cut = stored('v1', 'Pod', field(1, field(1, 'web')), Buffer.from([0x12, 0x7f, 0x0a]));
    const value = survived(cut);
    assert.ok(value.kind === 'object');
    assert.equal(value.name, 'web');
    assert.match(value.problems.join(), /field 2 at byte \d+ is \d+ bytes longer than what it is in/);
  });

  it('keep the sound parts beside a broken one', () => {
    const value = survived(
      stored(
        'v1',
        'Pod',
        field(1, field(1, 'web')),
        field(2, field(2, Buffer.from([0x0a, 0x50]))),
        field(3, field(1, 'Running')),
      ),
    );
    assert.ok(value.kind === 'object');
    assert.match(value.problems.join(), /^spec\.containers\.0: /);
    assert.match(yamlText(value.tree), /phase: Running/);
  });

  it('with the wrong wire type for a field show it by its number', () => {
    const value = survived(stored('v1', 'Pod', field(1, int(1, 5), field(3, 'ns'))));
    assert.ok(value.kind === 'object');
    assert.match(yamlText(value.tree), /'?unknown field #1'?: 5/);
    assert.equal(value.problems.length, 1);
  });

  it('tell no more than a few problems, and how many there are', () => {
    const bad = Array.from({ length: 500 }, () => field(2, Buffer.from([0x0a, 0x50])));
    const value = survived(stored('v1', 'Pod', field(2, ...bad)));
    assert.ok(value.kind === 'object');
    assert.deepEqual([value.problems.length, value.problems.at(-1)], [21, 'and 480 more']);
  });

  for (const [what, bytes] of [
    ['nothing after the magic', Buffer.from('k8s\0')],
    ['only a line feed after it', Buffer.from('k8s\0\n')],
    ['0xff', Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(100, 0xff)])],
    ['zeros', Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(100)])],
    ['text', Buffer.from('k8s\0 and then some text')],
    ['a length of 2^63', Buffer.from('k8s\0\x12\xff\xff\xff\xff\xff\xff\xff\xff\x7f', 'latin1')],
    ['a group', Buffer.from('k8s\0\x0b\x0b\x0b\x0b', 'latin1')],
  ] as const) {
    it(`with the right magic and ${what} are malformed`, () => {
      const value = survived(bytes);
      assert.equal(value.kind, 'malformed');
    });
  }
});

describe('nesting', () => {
  it('of 10,000 messages in a kind that nests is cut, and said', () => {
    // JSONSchemaProps 28 is `not`, a JSONSchemaProps again.
    const schema = nested(28, 10_000);
    const crd = stored(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      field(2, field(7, field(4, field(1, schema)))),
    );
    const value = survived(crd);
    assert.ok(value.kind === 'object');
    assert.match(value.problems.join(), /nested too deep/);
  });

  it('of 10,000 messages under unknown numbers ends in bytes', () => {
    assert.equal(survived(stored('v1', 'Pod', nested(90, 10_000))).kind, 'object');
    assert.equal(survived(stored('acme.io/v1', 'Deep', nested(2, 10_000))).kind, 'object');
  });

  it('of JSON ends in text', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    assert.equal(survived(Buffer.from(deep)).kind, 'text');
    const extension = stored('apps/v1', 'ControllerRevision', field(2, field(1, deep)));
    const value = survived(extension);
    assert.ok(value.kind === 'object');
    assert.match(value.problems.join(), /^data: should be JSON, but the JSON is nested deeper/);
  });

  it('that prints far more than it is takes no memory for it', () => {
    const depth = 400;
    const wide = `${'['.repeat(depth)}${'0,'.repeat(400_000)}0${']'.repeat(depth)}`;
    const value = describeValue(Buffer.from(wide));
    assert.ok(value.kind === 'json');
    assert.throws(() => yamlText(value.tree), TooLargeError);
    assert.throws(() => jsonText(value.tree), TooLargeError);
  });
});

describe('large objects of small parts', () => {
  const bytes = 300_000;
  const repeated = (part: Buffer): Buffer =>
    Buffer.concat(Array.from({ length: Math.floor(bytes / part.length) }, () => part));
  for (const [what, object] of [
    ['empty containers', () => stored('v1', 'Pod', field(2, repeated(field(2))))],
    ['unknown fields', () => stored('v1', 'Pod', repeated(int(50, 1)))],
    [
      'unknown fields that are no text',
      () => stored('acme.io/v1', 'X', repeated(field(5, Buffer.from([0xff])))),
    ],
    ['pieces of one message', () => stored('v1', 'Pod', repeated(field(1, field(1, 'a'))))],
    [
      'strings of a special type',
      () =>
        stored(
          'certificates.k8s.io/v1',
          'CertificateSigningRequest',
          field(2, field(6, field(1, 'k'), field(2, repeated(field(1, 'v'))))),
        ),
    ],
    ['bytes that are no UTF-8', () => stored('v1', 'Pod', field(1, field(1, Buffer.alloc(bytes, 0xff))))],
    ['labels', () => stored('v1', 'Pod', field(1, repeated(entry(11, 'k', 'v'))))],
  ] as const) {
    it(`are read whole: ${what}`, () => {
      assert.equal(survived(object()).kind, 'object');
    });
  }
});

describe('random damage', () => {
  it('never throws, hangs or goes unnoticed', () => {
    const seed = testSeed();
    const random = seededRandom(seed);
    for (let round = 0; round < 1_500; round += 1) {
      const bytes = Buffer.from(pod);
      for (let change = random.below(4); change >= 0; change -= 1) {
        bytes[4 + random.below(bytes.length - 4)] = random.below(256);
      }
      const cut = random.chance(30) ? 4 + random.below(bytes.length - 4) : bytes.length;
      try {
        survived(bytes.subarray(0, cut));
      } catch (error) {
        throw new Error(`TEST_SEED=${seed} round ${round}: ${bytes.toString('hex')}`, { cause: error });
      }
    }
  });

  it('of noise behind the magic', () => {
    const seed = testSeed();
    const random = seededRandom(seed);
    for (let round = 0; round < 1_000; round += 1) {
      const noise = Buffer.from(Array.from({ length: random.below(60) }, () => random.below(256)));
      try {
        survived(Buffer.concat([Buffer.from('k8s\0'), noise]));
        survived(stored('v1', 'Pod', noise));
        survived(stored('acme.io/v1', 'Noise', noise));
      } catch (error) {
        throw new Error(`TEST_SEED=${seed} round ${round}: ${noise.toString('hex')}`, { cause: error });
      }
    }
  });
});
