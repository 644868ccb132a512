import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { guessSeparator, parseSeparator } from '../../source/tree/separator.js';

describe('what stands between names', () => {
  it('is typed as it is, and escaped where it cannot be typed', () => {
    assert.equal(parseSeparator('/'), '/');
    assert.equal(parseSeparator('::'), '::');
    assert.equal(parseSeparator('none'), '');
    assert.equal(parseSeparator('\\x00'), '\0');
    assert.equal(parseSeparator('a\\xFFb\\t\\\\'), 'a\xffb\t\\');
    assert.equal(parseSeparator('é'), '\xc3\xa9', 'one character a byte');
  });

  it('is refused where it is neither', () => {
    for (const text of ['', '\\', '\\x0', '\\q', '\\T', 'a\\'])
      assert.equal(parseSeparator(text), undefined, text);
  });

  it('is the slash as long as any key has one inside', () => {
    assert.equal(guessSeparator(['a:1', 'b:2', 'c/3']), '/');
    assert.equal(guessSeparator(['/a:1', '/b:2', '/c:3']), ':', 'one at the beginning separates nothing');
  });

  it('is what most of the first keys have', () => {
    assert.equal(guessSeparator(['user:1:name', 'user:2:name', 'config']), ':');
    assert.equal(guessSeparator(['com.example.a', 'com.example.b', 'com.example.c']), '.');
    assert.equal(guessSeparator(['a\0b', 'a\0c', 'b\0d']), '\0');
  });

  it('is not guessed from too little', () => {
    assert.equal(guessSeparator(['a:1', 'b:2']), undefined);
    assert.equal(guessSeparator(['one', 'two', 'three']), undefined);
    assert.equal(guessSeparator(['one', 'two', 'three:3', 'four']), undefined);
  });
});
