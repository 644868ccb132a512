import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseMoment } from '../../source/history/moment-text.js';

/** Local time, as an operator reads it off a clock. */
const nowMs = new Date(2026, 10, 21, 10, 42, 7).getTime();

function timeOf(text: string): number {
  const parsed = parseMoment(text, nowMs);
  assert.ok(parsed.kind === 'wanted' && parsed.wanted.kind === 'time', text);
  return parsed.wanted.atMs;
}

function refusal(text: string): string {
  const parsed = parseMoment(text, nowMs);
  assert.equal(parsed.kind, 'refused', text);
  return parsed.kind === 'refused' ? parsed.reason : '';
}

describe('a moment as it is typed', () => {
  it('is now', () => {
    for (const text of ['now', ' NOW ', '']) {
      assert.deepEqual(parseMoment(text, nowMs), { kind: 'wanted', wanted: { kind: 'now' } });
    }
  });

  it('is a revision, its digits in groups or not', () => {
    for (const text of ['28900112', '28,900,112', '28_900_112']) {
      assert.deepEqual(parseMoment(text, nowMs), {
        kind: 'wanted',
        wanted: { kind: 'revision', revision: 28_900_112 },
      });
    }
  });

  it('is so many revisions back', () => {
    assert.deepEqual(parseMoment('-500', nowMs), {
      kind: 'wanted',
      wanted: { kind: 'back', revisions: 500 },
    });
  });

  it('is an age', () => {
    assert.equal(timeOf('10m'), nowMs - 600_000);
    assert.equal(timeOf('1h30m'), nowMs - 5_400_000);
    assert.equal(timeOf('2d ago'), nowMs - 172_800_000);
    assert.equal(timeOf('1.5h'), nowMs - 5_400_000);
  });

  it('is a time of day, the last there was', () => {
    assert.equal(timeOf('10:32'), new Date(2026, 10, 21, 10, 32).getTime());
    assert.equal(timeOf('10:32:05'), new Date(2026, 10, 21, 10, 32, 5).getTime());
    assert.equal(timeOf('23:59'), new Date(2026, 10, 20, 23, 59).getTime());
  });

  it('is a day and a time, with a zone or in that of this machine', () => {
    assert.equal(timeOf('2026-11-20 10:32'), new Date(2026, 10, 20, 10, 32).getTime());
    assert.equal(timeOf('2026-11-20T10:32:05Z'), Date.UTC(2026, 10, 20, 10, 32, 5));
    assert.equal(timeOf('2026-11-20T10:32:05+02:00'), Date.UTC(2026, 10, 20, 8, 32, 5));
    assert.equal(timeOf('2026-11-20'), new Date(2026, 10, 20).getTime());
  });

  it('is a Unix time only where that is said', () => {
    assert.equal(timeOf('@1764153000'), 1_764_153_000_000);
  });

  it('is refused where it is nothing of these, or still to come', () => {
    assert.match(refusal('yesterday'), /neither a revision nor a time/);
    assert.match(refusal('10:72'), /neither/);
    assert.match(refusal('2026-11-22 10:00'), /still to come/);
    assert.match(refusal('0'), /no revision 0/);
    assert.match(refusal('99999999999999999999'), /larger than any revision/);
  });
});
