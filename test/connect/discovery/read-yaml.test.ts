import assert from 'node:assert/strict';
import { test } from 'node:test';
import { YamlError } from '../../../source/connect/discovery/yaml/lines.js';
import { readYaml } from '../../../source/connect/discovery/yaml/read-yaml.js';
import type { YamlValue } from '../../../source/connect/discovery/yaml/value.js';

/** Maps as objects, to compare with JSON. */
function plain(value: YamlValue): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

const reads = (text: string, expected: unknown) => assert.deepEqual(plain(readYaml(text)), expected, text);

function refuses(text: string, lineNumber: number, problem: RegExp): void {
  assert.throws(
    () => readYaml(text),
    (error) => {
      assert.ok(error instanceof YamlError, String(error));
      assert.match(error.message, new RegExp(`^line ${lineNumber}: `, 'u'), text);
      assert.match(error.message, problem);
      return true;
    },
  );
}

test('nothing, and values that mean nothing', () => {
  reads('', null);
  reads('# only a comment\n\n', null);
  reads('---\n', null);
  reads('a:\nb: ~\nc: null\nd: ""\ne: "null"\n', { a: null, b: null, c: null, d: '', e: 'null' });
});

test('maps and lists in blocks, lists also at the indentation of their key', () => {
  reads('a: 1\nb:\n  c: x\n  d:\n    - 1\n    - 2\ne:\n- f\n- g\nh: z\n', {
    a: '1',
    b: { c: 'x', d: ['1', '2'] },
    e: ['f', 'g'],
    h: 'z',
  });
  reads('- name: a\n  value: 1\n- name: b\n-\n  name: c\n- - x\n  - y\n', [
    { name: 'a', value: '1' },
    { name: 'b' },
    { name: 'c' },
    ['x', 'y'],
  ]);
  reads('a:\n  - b:\n    - c\n    d: e\n', { a: [{ b: ['c'], d: 'e' }] });
});

test('comments, blank lines, Windows line ends, a mark at the start', () => {
  reads('\uFEFF# head\r\na: b # tail\r\n\r\n  # inside\r\nc: d#e\r\n', { a: 'b', c: 'd#e' });
  reads('---\na: 1\n...\n', { a: '1' });
});

test('plain texts: colons and dashes inside, several lines', () => {
  reads('url: https://127.0.0.1:2379\nflag: --a=b:c\ntime: 12:30\nneg: -1\n', {
    url: 'https://127.0.0.1:2379',
    flag: '--a=b:c',
    time: '12:30',
    neg: '-1',
  });
  reads('a: one\n  two\n  three\nb: c\n', { a: 'one two three', b: 'c' });
  reads('- one\n  two\n- three\n', ['one two', 'three']);
});

test('quotes: escapes, folding, keys', () => {
  reads(`a: 'it''s # no comment'\n"b c": "x\\ty\\u00e9\\x41\\\\\\"/"\n'd': ""\n`, {
    a: "it's # no comment",
    'b c': 'x\tyéA\\"/',
    d: '',
  });
  reads('a: "one\n  two\n\n  three\\\n  four"\n', { a: 'one two\nthreefour' });
  reads('a: "blank \\\n   end"\n', { a: 'blank end' });
});

test('blocks of text: kept, folded, with and without the last line ends', () => {
  reads('a: |\n  one\n    two\n\n  three\nb: x\n', { a: 'one\n  two\n\nthree\n', b: 'x' });
  reads('a: |-\n  one\n  two\n\n', { a: 'one\ntwo' });
  reads('a: |+\n  one\n\nb: x\n', { a: 'one\n\n', b: 'x' });
  reads('a: >\n  one\n  two\n\n  three\n    kept\n  four\n', { a: 'one two\nthree\n  kept\nfour\n' });
  reads('a: |2\n   x\n', { a: ' x\n' });
  reads('- |\n  # no comment\n  a: b\n- c\n', ['# no comment\na: b\n', 'c']);
});

test('brackets and braces, over several lines, with comments', () => {
  reads('a: [x, "y, z", [1], {b: c}]\n', { a: ['x', 'y, z', ['1'], { b: 'c' }] });
  reads('a: [\n  x, # one\n  y\n]\nb: {}\nc: []\n', { a: ['x', 'y'], b: {}, c: [] });
  reads('a: {b: http://x:1/y, c: d,}\n', { a: { b: 'http://x:1/y', c: 'd' } });
});

test('JSON, as some installers write manifests', () => {
  const pod = { kind: 'Pod', spec: { containers: [{ name: 'etcd', command: ['etcd', '--a=b'] }], x: '' } };
  reads(JSON.stringify(pod), pod);
  reads(JSON.stringify(pod, undefined, 2), pod);
});

test('what is not understood is refused with its line', () => {
  refuses('a: 1\nb: &x 2\n', 2, /anchors/u);
  refuses('a: *x\n', 1, /aliases/u);
  refuses('a: !!str x\n', 1, /tags/u);
  refuses('%YAML 1.2\n---\na: b\n', 1, /directives/u);
  refuses('a: b\n---\nc: d\n', 2, /second document/u);
  refuses('<<: {a: b}\n', 1, /"<<"/u);
  refuses('? a\n: b\n', 1, /not understood/u);
  refuses('a: `x`\n', 1, /begin with `/u);
  refuses('a: [b: c]\n', 1, /inside brackets/u);
});

test('what is no YAML is refused with its line', () => {
  refuses('a: b\na: c\n', 2, /"a" is there twice/u);
  refuses('a: {b: 1, b: 2}\n', 1, /twice/u);
  refuses('a: b: c\n', 1, /second key/u);
  refuses('a: b\n  c: d\n', 2, /second key/u);
  refuses('a:\n    b: 1\n  c: 2\n', 3, /indentation/u);
  refuses('a: 1\nno key here\n', 2, /no key/u);
  refuses('\ta: b\n', 1, /tab/u);
  refuses('a: "x\n\n', 1, /does not end/u);
  refuses('a: [x\nb: c\n', 2, /comma|brackets/u);
  refuses('a: "x" y\n', 1, /follows/u);
  refuses('a: "\\q"\n', 1, /escape/u);
});

test('nesting without end is refused, deep nesting of either kind', () => {
  assert.throws(() => readYaml('['.repeat(100_000)), YamlError);
  assert.throws(() => readYaml('- '.repeat(100_000)), YamlError);
  assert.throws(() => readYaml('{a: '.repeat(100_000)), YamlError);
  assert.throws(
    () => readYaml(Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')),
    YamlError,
  );
});
