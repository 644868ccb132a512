import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { editsMax, lineRuns, linesMax } from '../../source/history/line-edits.js';
import { stepWords } from '../../source/history/step-words.js';
import { diffLines, diffValues, diffWords } from '../../source/history/value-diff.js';
import { entry, field, int, stored } from '../kube/wire-writer.js';
import { randomFrom } from '../tree/fake-range.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const lines = (before: string | undefined, after: string | undefined): readonly string[] =>
  diffLines(
    diffValues(
      before === undefined ? undefined : bytes(before),
      after === undefined ? undefined : bytes(after),
    ),
  );

/** The length of the longest common subsequence, by the table. */
function commonLength(one: readonly string[], other: readonly string[]): number {
  let row = new Array<number>(other.length + 1).fill(0);
  for (const line of one) {
    const next = [0];
    for (const [index, each] of other.entries()) {
      next.push(line === each ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('line runs', () => {
  const seed = randomInt(2 ** 31);
  const random = randomFrom(seed);
  const randomLines = (): readonly string[] =>
    Array.from({ length: Math.floor(random() * 30) }, () => 'abcd'.charAt(Math.floor(random() * 4)));

  it(`lead from one text to the other with the fewest edits (seed ${seed})`, () => {
    for (let round = 0; round < 2_000; round += 1) {
      const before = randomLines();
      const after = randomLines();
      const about = `seed ${seed}, round ${round}: ${before.join('')} ${after.join('')}`;
      const runs = lineRuns(before, after);
      let at = [0, 0];
      let kept = 0;
      for (const run of runs) {
        assert.deepEqual([run.beforeFrom, run.afterFrom], at, about);
        at = [run.beforeTo, run.afterTo];
        if (run.kind === 'changed') continue;
        const same = before.slice(run.beforeFrom, run.beforeTo);
        assert.deepEqual(same, after.slice(run.afterFrom, run.afterTo), about);
        kept += same.length;
      }
      assert.deepEqual(at, [before.length, after.length], about);
      assert.equal(kept, commonLength(before, after), about);
    }
  });

  it('replace as a whole what is too much to compare', () => {
    const many = Array.from({ length: editsMax }, (_, index) => [`a${index}`, 'same']).flat();
    const others = many.map((line) => line.replace('a', 'b'));
    assert.deepEqual(
      lineRuns(many, others)
        .map(({ kind }) => kind)
        .filter((kind) => kind === 'changed').length,
      1,
    );
    const huge = Array.from({ length: linesMax }, (_, index) => `x${index}`);
    const runs = lineRuns(['start', ...huge, 'end'], ['start', 'end']);
    assert.deepEqual(
      runs.map(({ kind, beforeFrom, beforeTo }) => [kind, beforeFrom, beforeTo]),
      [
        ['same', 0, 1],
        ['changed', 1, linesMax + 1],
        ['same', linesMax + 1, linesMax + 2],
      ],
    );
  });
});

describe('a diff of values', () => {
  it('of text is unified, with the numbers that diff -u prints', () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
    const after = before.with(1, 'two').toSpliced(14, 1);
    assert.deepEqual(lines(before.join('\n'), after.join('\n')), [
      '@@ -1,5 +1,5 @@',
      ' line 1',
      '-line 2',
      '+two',
      ' line 3',
      ' line 4',
      ' line 5',
      '@@ -12,7 +12,6 @@',
      ' line 12',
      ' line 13',
      ' line 14',
      '-line 15',
      ' line 16',
      ' line 17',
      ' line 18',
    ]);
  });

  it('of JSON names what changed, with numbers as they are written', () => {
    assert.deepEqual(
      lines(
        '{"spec":{"replicas":3,"id":9007199254740993,"old":[1,{}]},"a.b":"x"}',
        '{"spec":{"replicas":5,"id":9007199254740992,"new":true},"a.b":"x","list":["p"]}',
      ),
      [
        '~ spec.replicas: 3 → 5',
        '~ spec.id: 9007199254740993 → 9007199254740992',
        '- spec.old[0]: 1',
        '- spec.old[1]: {}',
        '+ spec.new: true',
        '+ list[0]: "p"',
      ],
    );
    assert.deepEqual(lines('{"a.b":{"c d":[]}}', '{"a.b":{"c d":[null]}}'), [
      '- ["a.b"]["c d"]: []',
      '+ ["a.b"]["c d"][0]: null',
    ]);
  });

  it('of JSON that differs only in how it is written shows the lines', () => {
    assert.deepEqual(lines('{"a":1,"b":2}', '{"b":2,"a":1}'), [
      '@@ -1,1 +1,1 @@',
      '-{"a":1,"b":2}',
      '+{"b":2,"a":1}',
    ]);
  });

  it('of JSON with a name twice, or too deep, is one of lines', () => {
    assert.match(lines('{"a":1,"a":2}', '{"a":1,"a":3}')[0] ?? '', /^@@/);
    const deep = (inner: string): string => `${'['.repeat(5_000)}${inner}${']'.repeat(5_000)}`;
    assert.match(lines(deep('1'), deep('2'))[0] ?? '', /^@@/);
  });

  it('of JSON that is too large to be told leaf by leaf is one of its lines in pretty form', () => {
    const rows = (changed: number): string =>
      JSON.stringify(Array.from({ length: 12_000 }, (_, at) => ({ at, is: at === changed ? 'new' : 'old' })));
    assert.deepEqual(lines(rows(-1), rows(7_000)), [
      '@@ -28001,7 +28001,7 @@',
      '   },',
      '   {',
      '     "at": 7000,',
      '-    "is": "old"',
      '+    "is": "new"',
      '   },',
      '   {',
      '     "at": 7001,',
    ]);
    assert.deepEqual(lines(rows(1), `${rows(1)} `).slice(0, 1), ['@@ -1,1 +1,1 @@']);
  });

  it('of bytes says where they differ', () => {
    const before = Uint8Array.of(0, 1, 2, 3, 4, 255);
    const after = Uint8Array.of(0, 1, 9, 4, 255);
    assert.deepEqual(diffLines(diffValues(before, after)), [
      'Not text: 6 B → 5 B; the first 2 bytes and the last 2 are the same.',
      '- 2 bytes from 2: 02 03',
      '+ 1 byte from 2: 09',
    ]);
  });

  it('with nothing shows all of it, JSON in pretty form', () => {
    assert.deepEqual(lines(undefined, '{"a":1}'), ['@@ -0,0 +1,3 @@', '+{', '+  "a": 1', '+}']);
    assert.deepEqual(lines('x', undefined), ['@@ -1,1 +0,0 @@', '-x']);
  });

  it('tells a line end at the end', () => {
    assert.deepEqual(lines('x\n', 'x'), ['Only the line end at the end differs.']);
  });

  it('has a few words for a list', () => {
    const words = (before: string, after: string): string =>
      diffWords(diffValues(bytes(before), bytes(after)));
    assert.equal(words('a', 'a'), 'same value written again');
    assert.equal(words('{"a":1,"b":1}', '{"a":2,"b":2}'), 'a: 1 → 2, and 1 more');
    assert.equal(words('a\nlisten 80', 'a\nlisten 81'), 'listen 80 → listen 81');
    assert.equal(words('a\nb', 'a\nc\nd'), '2 lines put in, 1 line taken out');
    assert.equal(words('ab\0', 'ac\0'), 'bytes differ from 1 on');
    assert.ok(words('{"a":""}', `{"a":"${'x'.repeat(10_000)}"}`).length < 120);
  });

  it('stays bounded for values of megabytes in one line, or in a line each', () => {
    const string = (fill: string): string => JSON.stringify({ a: [fill.repeat(2_000_000)] });
    assert.equal(lines(string('x'), string('y')).length, 1);
    const rows = (from: number): string =>
      Array.from({ length: 300_000 }, (_, index) => from + index).join('\n');
    assert.equal(lines(rows(0), rows(1_000_000)).length, 600_001);
  });
});

/** Field numbers: k8s.io/api/core/v1/generated.proto and apimachinery's meta/v1. */
describe('a diff of objects that an API server stored as protobuf', () => {
  const managed = (manager: string, time: number) =>
    field(17, field(1, manager), field(2, 'Update'), field(4, int(1, time)));
  const meta = (manager: string, time: number) =>
    field(1, field(1, 'settings'), field(3, 'shop'), managed(manager, time));
  const configMap = (mode: string, file: string, by: Buffer) =>
    stored('v1', 'ConfigMap', by, entry(2, 'mode', mode), entry(2, 'app.conf', file));
  const before = configMap('slow', 'a\nb\nc\n', meta('kubectl-create', 1_000));
  const after = configMap('fast', 'a\nB\nc\n', meta('kubectl-edit', 2_000));

  it('names the fields, texts of several lines line by line, and who wrote it last', () => {
    assert.deepEqual(diffLines(diffValues(before, after)), [
      '~ data.mode: "slow" → "fast"',
      '~ data[app.conf]:',
      '@@ -1,3 +1,3 @@',
      ' a',
      '-b',
      '+B',
      ' c',
      '- metadata.managedFields[kubectl-create/Update].manager: "kubectl-create"',
      '- metadata.managedFields[kubectl-create/Update].operation: "Update"',
      '- metadata.managedFields[kubectl-create/Update].time: "1970-01-01T00:16:40Z"',
      '+ metadata.managedFields[kubectl-edit/Update].manager: "kubectl-edit"',
      '+ metadata.managedFields[kubectl-edit/Update].operation: "Update"',
      '+ metadata.managedFields[kubectl-edit/Update].time: "1970-01-01T00:33:20Z"',
    ]);
  });

  it('shows one that came or went as YAML', () => {
    const came = diffLines(diffValues(undefined, after));
    assert.ok(came.includes('+kind: ConfigMap') && came.includes('+  mode: fast'));
    assert.ok(diffLines(diffValues(before, undefined)).includes('-  mode: slow'));
  });

  it('tells of the bytes where no field differs, or where they are no object', () => {
    const unread = Buffer.concat([
      before.subarray(0, 4),
      field(1, field(1, 'v1'), field(2, 'Pod')),
      int(9, 1),
    ]);
    assert.equal(diffValues(before, Buffer.concat([before, Buffer.from('\n')])).kind, 'bytes');
    assert.equal(diffValues(before, unread.subarray(0, -1)).kind, 'bytes');
  });

  it('says in a list what happened, and by whom; of a secret nothing', () => {
    const step = (value: Uint8Array, version: number) => ({
      kind: 'written' as const,
      kv: { key: bytes('k'), value, version, createRevision: 1, modRevision: version, lease: 0n },
    });
    const words = (isSecret: boolean) => stepWords(step(after, 2), step(before, 1), undefined, isSecret);
    assert.equal(words(false), 'data.mode slow→fast · data[app.conf] a b c→a B c by kubectl-edit');
    assert.equal(words(true), 'another value, masked');
  });
});
