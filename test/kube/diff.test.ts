import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diffObjects, pathText } from '../../source/kube/diff.js';
import { parseJson } from '../../source/kube/json.js';
import { jsonText } from '../../source/kube/print-json.js';
import type { KubeTree } from '../../source/kube/tree.js';

const shown = (value: KubeTree | undefined): string =>
  value === undefined ? '-' : jsonText(value).replaceAll(/\s+/g, '');

function changes(before: string, after: string): readonly string[] {
  return diffObjects(parseJson(before), parseJson(after)).changes.map(
    (change) => `${pathText(change.path)} ${shown(change.before)} ${shown(change.after)}`,
  );
}

describe('the diff of objects', () => {
  for (const [before, after, expected] of [
    ['{"a":1}', '{"a":1}', []],
    ['{"a":1}', '{"a":2}', ['a 1 2']],
    ['{"a":1}', '{"b":null}', ['a 1 -', 'b - null']],
    ['{"a":{"b":1}}', '{"a":[]}', ['a {"b":1} []']],
    ['{"n":9007199254740993}', '{"n":9007199254740992}', ['n 9007199254740993 9007199254740992']],
    ['{"args":["a","b"]}', '{"args":["a","c"]}', ['args ["a","b"] ["a","c"]']],
    ['{"labels":{"app.io/x":"1"}}', '{"labels":{"app.io/x":"2"}}', ['labels[app.io/x] "1" "2"']],
    ['{"l":[[1],[2]]}', '{"l":[[1],[3]]}', ['l[1] [2] [3]']],
  ] as const) {
    it(`${before} → ${after}`, () => assert.deepEqual(changes(before, after), expected));
  }

  it('matches containers by name, whatever their order', () => {
    const before = '{"containers":[{"name":"app","image":"a:1"},{"name":"proxy","image":"p:1"}]}';
    const after =
      '{"containers":[{"name":"log","image":"l:1"},{"name":"proxy","image":"p:1"},{"name":"app","image":"a:2"}]}';
    assert.deepEqual(changes(before, after), [
      'containers[app].image "a:1" "a:2"',
      'containers[log] - {"image":"l:1","name":"log"}',
    ]);
  });

  it('matches conditions by type, ports by number and protocol, endpoints by address', () => {
    assert.deepEqual(
      changes('{"c":[{"type":"Ready","status":"False"}]}', '{"c":[{"type":"Ready","status":"True"}]}'),
      ['c[Ready].status "False" "True"'],
    );
    assert.deepEqual(
      changes(
        '{"p":[{"port":53,"protocol":"TCP"},{"port":53,"protocol":"UDP"}]}',
        '{"p":[{"port":53,"protocol":"UDP","nodePort":3},{"port":53,"protocol":"TCP"}]}',
      ),
      ['p[53/UDP].nodePort - 3'],
    );
    assert.deepEqual(
      changes(
        '{"e":[{"addresses":["10.0.0.1"]},{"addresses":["10.0.0.2"]}]}',
        '{"e":[{"addresses":["10.0.0.2"]}]}',
      ),
      ['e[10.0.0.1] {"addresses":["10.0.0.1"]} -'],
    );
  });

  it('goes by place where items have no name of their own', () => {
    const before = '{"addresses":[{"type":"InternalIP","address":"a"},{"type":"InternalIP","address":"b"}]}';
    assert.deepEqual(changes(before, before.replace('"b"', '"c"')), ['addresses[1].address "b" "c"']);
  });

  it('ends, and says so, when there is too much', () => {
    const many = (value: number): KubeTree =>
      new Map(Array.from({ length: 5_000 }, (_, index): [string, KubeTree] => [`k${index}`, value]));
    const { changes: told, isWhole } = diffObjects(many(1), many(2));
    assert.deepEqual([told.length, isWhole], [2_000, false]);
  });
});
