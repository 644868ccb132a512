import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { siftReports } from '../../source/app/mouse-reports.js';

const press = { kind: 'press', column: 4, row: 2 } as const;

describe('mouse reports', () => {
  it('are taken out of what is typed, wherever they stand', () => {
    assert.deepEqual(siftReports('a\x1b[<0;5;3Mb\x1b[<0;5;3mc'), { text: 'abc', reports: [press], rest: '' });
  });

  it('tell the left button and the wheel, with any modifier, and nothing else', () => {
    const kinds = (button: number, final = 'M') => siftReports(`\x1b[<${button};5;3${final}`).reports;
    assert.deepEqual(kinds(0), [press]);
    for (const modifier of [4, 8, 16, 28]) assert.deepEqual(kinds(modifier), [press]);
    assert.deepEqual(kinds(64), [{ ...press, kind: 'wheel', by: -1 }]);
    assert.deepEqual(kinds(65 + 4), [{ ...press, kind: 'wheel', by: 1 }]);
    assert.deepEqual(kinds(32), [{ ...press, kind: 'drag' }]);
    for (const other of [1, 2, 3, 33, 35, 66, 67, 128, 129]) assert.deepEqual(kinds(other), [], `${other}`);
    assert.deepEqual(kinds(0, 'm'), [], 'a release');
  });

  it('are understood however they are cut into chunks', () => {
    const sent = 'x\x1b[<65;120;40My\x1b[A';
    for (let at = 1; at < sent.length; at += 1) {
      const first = siftReports(sent.slice(0, at));
      const second = siftReports(first.rest + sent.slice(at));
      assert.equal(first.text + second.text + second.rest, 'xy\x1b[A', `cut at ${at}`);
      assert.deepEqual(
        [...first.reports, ...second.reports],
        [{ kind: 'wheel', by: 1, column: 119, row: 39 }],
        `cut at ${at}`,
      );
    }
  });

  it('never keep back more than a report is long', () => {
    assert.equal(siftReports(`\x1b[<${'1'.repeat(30)}`).rest, '');
    assert.equal(siftReports('\x1b[<1;1;1').rest, '\x1b[<1;1;1');
    assert.equal(siftReports('\x1b').rest, '\x1b', 'an escape may begin one');
    assert.equal(siftReports('\x1b[5').rest, '', 'page up does not');
  });
});
