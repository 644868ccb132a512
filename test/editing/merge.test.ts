import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasMarks, mergeTexts } from '../../source/editing/merge.js';

const base = 'a\nb\nc\nd\ne\nf\n';

describe('merging mine on top of theirs', () => {
  it('takes both where they changed other lines', () => {
    const { text, conflicts } = mergeTexts(base, 'a\nB\nc\nd\ne\nf\n', 'a\nb\nc\nd\nnew\nE\nf\n');
    assert.equal(text, 'a\nB\nc\nd\nnew\nE\nf\n');
    assert.equal(conflicts, 0);
  });

  it('takes what both did alike once', () => {
    assert.deepEqual(mergeTexts(base, 'a\nX\nc\nd\ne\nf\n', 'a\nX\nc\nd\ne\nf\n'), {
      text: 'a\nX\nc\nd\ne\nf\n',
      conflicts: 0,
    });
  });

  it('marks what both changed differently', () => {
    const { text, conflicts } = mergeTexts(base, 'a\nmine\nc\nd\ne\nf\n', 'a\ntheirs\nc\nd\ne\nf\n');
    assert.equal(conflicts, 1);
    assert.equal(
      text,
      'a\n<<<<<<< mine\nmine\n||||||| before\nb\n=======\ntheirs\n>>>>>>> theirs\nc\nd\ne\nf\n',
    );
    assert.ok(hasMarks(text));
  });

  it('takes deletions and insertions at the ends', () => {
    assert.equal(mergeTexts(base, 'b\nc\nd\ne\nf\n', `${base}g\n`).text, 'b\nc\nd\ne\nf\ng\n');
    assert.equal(mergeTexts(base, '', base).text, '');
    assert.equal(mergeTexts('one', 'one', 'two').text, 'two');
  });

  it('holds for any edits that are far apart: mine after theirs is theirs after mine', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let round = 0; round < 300; round += 1) {
      const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
      const change = (low: number): readonly string[] => {
        const changed = [...lines];
        const at = low + random(8);
        const insert = Array.from({ length: random(3) }, (_, index) => `new ${low} ${index}`);
        changed.splice(at, random(4), ...insert);
        return changed;
      };
      const [mine, theirs] = [change(0), change(16)];
      const merged = mergeTexts(lines.join('\n'), mine.join('\n'), theirs.join('\n'));
      const other = mergeTexts(lines.join('\n'), theirs.join('\n'), mine.join('\n'));
      assert.equal(merged.conflicts, 0, `round ${round}`);
      assert.equal(merged.text, other.text, `round ${round}`);
      const wanted = [
        ...mine.filter((line) => !lines.slice(14).includes(line)),
        ...theirs.slice(-(theirs.length - 14)),
      ];
      assert.equal(merged.text, wanted.join('\n'), `round ${round}`);
    }
  });
});
