import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endOfKeys, keyAfter, prefixEnd } from '../../source/bytes/byte-string.js';
import { childOf, directoriesAbove } from '../../source/tree/child.js';

describe('child of a directory', () => {
  const cases: readonly (readonly [prefix: string, key: string, path: string, directory: boolean])[] = [
    ['', 'plain', 'plain', false],
    ['', 'a/b', 'a/', true],
    ['', '/registry/pods/x', '/registry/', true],
    ['', '//a/b', '//a/', true],
    ['', '/', '/', false],
    ['', '\0', '\0', false],
    ['', '\0/\0', '\0/', true],
    ['/registry/', '/registry/pods/x', '/registry/pods/', true],
    ['/registry/', '/registry/', '/registry/', false],
    ['a/', 'a//b', 'a//b', false],
    ['a/', 'a//b/c', 'a//b/', true],
    ['a/', 'a/b', 'a/b', false],
  ];
  for (const [prefix, key, path, directory] of cases) {
    it(`of ${JSON.stringify(prefix)} for ${JSON.stringify(key)} is ${JSON.stringify(path)}`, () => {
      assert.deepEqual(childOf(prefix, key, '/'), { path, directory });
    });
  }

  it('is the key itself when there is no separator', () => {
    assert.deepEqual(childOf('', '/a/b', ''), { path: '/a/b', directory: false });
  });

  it('takes separators of several bytes and unprintable ones', () => {
    assert.deepEqual(childOf('a::', 'a::b::c', '::'), { path: 'a::b::', directory: true });
    assert.deepEqual(childOf('', 'a\x01b', '\x01'), { path: 'a\x01', directory: true });
  });
});

describe('directories above a key', () => {
  it('are told outermost first', () => {
    assert.deepEqual(directoriesAbove('/registry/pods/default/web-1', '/'), [
      '/registry/',
      '/registry/pods/',
      '/registry/pods/default/',
    ]);
    assert.deepEqual(directoriesAbove('plain', '/'), []);
    assert.deepEqual(directoriesAbove('/registry/', '/'), ['/registry/']);
  });
});

describe('byte strings', () => {
  it('know where a prefix ends', () => {
    assert.equal(prefixEnd('a/'), 'a0');
    assert.equal(prefixEnd('a\xff'), 'b');
    assert.equal(prefixEnd('\xff\xff'), endOfKeys);
    assert.equal(prefixEnd(''), endOfKeys);
    assert.equal(keyAfter('a'), 'a\0');
  });
});
