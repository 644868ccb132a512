import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LinearRegex } from '../../source/store/linear-regex/linear-regex.js';

/** A small generator of numbers; its seed replays a failure. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function randomPattern(next: () => number, depth: number): string {
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(next() * values.length)] as Value;
  const kind = next();
  if (depth === 0 || kind < 0.35) return pick(['a', 'b', 'c', '.', '[ab]', '[^a]', '\\d', '\\w', '/', '1']);
  if (kind < 0.6) return randomPattern(next, depth - 1) + randomPattern(next, depth - 1);
  if (kind < 0.72) return `(${randomPattern(next, depth - 1)}|${randomPattern(next, depth - 1)})`;
  if (kind < 0.9)
    return `(?:${randomPattern(next, depth - 1)})${pick(['*', '+', '?', '{2}', '{1,3}', '{2,}', '*?'])}`;
  return pick(['^', '']) + randomPattern(next, depth - 1) + pick(['$', '']);
}

describe('a linear regular expression', () => {
  it('agrees with the one of the language, on random patterns and texts', () => {
    const seed = 20_261_126;
    const next = numbers(seed);
    for (let round = 0; round < 3_000; round += 1) {
      const pattern = randomPattern(next, 4);
      const ours = new LinearRegex(pattern);
      const theirs = new RegExp(pattern, 's');
      for (let text = 0; text < 8; text += 1) {
        const length = Math.floor(next() * 9);
        const input = Array.from({ length }, () => 'abc/1'[Math.floor(next() * 5)]).join('');
        assert.equal(ours.test(input), theirs.test(input), `seed ${seed}: /${pattern}/ on ${input}`);
      }
    }
  });

  it('takes time in proportion to the text where others take for ever', () => {
    for (const pattern of ['(a+)+$', '(a|aa)+$', '(.*)*x', '(a|b|ab)*c', '(a?){50}a{50}$']) {
      const regex = new LinearRegex(pattern);
      const short = `${'a'.repeat(2_000)}!`;
      assert.equal(regex.test(short), false, pattern);
      const before = regex.work;
      regex.test(`${'a'.repeat(4_000)}!`);
      assert.ok(regex.work - before <= 20 * 4_001, `${pattern} took ${regex.work - before} steps`);
    }
  });

  it('keeps its bound where every byte leads somewhere new', () => {
    const regex = new LinearRegex('(a|b)*a(a|b){150}c');
    const next = numbers(7);
    const text = Array.from({ length: 8_192 }, () => (next() < 0.5 ? 'a' : 'b')).join('');
    regex.test(text);
    assert.ok(regex.work < 8_192 * 2_500, `${regex.work} steps`);
  });

  it('refuses what is no pattern, what goes back, and what is too large', () => {
    for (const pattern of [
      '(',
      ')',
      '[a',
      '*a',
      'a**',
      '\\',
      '(?=a)',
      '(?<!a)',
      '\\1',
      '(a)\\1',
      '[b-a]',
      '\\b',
    ]) {
      assert.throws(() => new LinearRegex(pattern), { name: 'PatternError' }, pattern);
    }
    assert.throws(() => new LinearRegex('((a{200}){200}){200}'), { name: 'PatternError' });
    assert.throws(() => new LinearRegex('('.repeat(1_000) + ')'.repeat(1_000)), { name: 'PatternError' });
  });

  it('matches bytes, small letters for both when asked', () => {
    assert.ok(new LinearRegex('\\xff\\x00').test('a\xff\0'));
    assert.ok(new LinearRegex('web', true).test('WEB'));
    assert.ok(!new LinearRegex('web').test('WEB'));
    assert.ok(new LinearRegex('[^a]', true).test('A'), 'the set that is asked for is widened, as written');
  });

  it('looks at the beginning of a text that is longer than any key should be', () => {
    assert.ok(!new LinearRegex('b').test(`${'a'.repeat(9_000)}b`));
  });
});
