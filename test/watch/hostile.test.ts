import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeJson } from '../../source/commands/output/change-json.js';
import { jsonText } from '../../source/commands/output/json.js';
import { eventLine } from '../../source/commands/watch/event-line.js';
import { changeLines, changeTitle } from '../../source/panes/watch/change-dialog.js';
import { entryRows } from '../../source/panes/watch/rows.js';
import { rowText, rowWidth } from '../../source/presentation/rows.js';
import type { LoggedChange } from '../../source/store/watch-log.js';
import { writerOfChange } from '../../source/store/watch-sieve.js';
import { changeWords } from '../../source/store/watch-words.js';
import { entry, field, int, stored } from '../kube/wire-writer.js';
import { change } from './changes.js';

/** What a terminal would obey, hide, or let reorder what stands beside it. */
const obeyed = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

const everyControl = Array.from({ length: 160 }, (_, code) => code)
  .filter((code) => code < 0x20 || code >= 0x7f)
  .map((code) => String.fromCharCode(code))
  .join('');
const nasty = `${everyControl}\u202e\u2066\u200b\ufeff\x1b[2J\x1b]0;pwned\x07\x1b]8;;http://x\x1b\\漢字😀e\u0301${'\u0301'.repeat(50)}`;
const wide = 'x'.repeat(10_000);

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const map = (text: string): Buffer =>
  stored(
    'v1',
    'ConfigMap',
    field(1, field(1, text), field(17, field(1, text), field(2, 'Update'), field(4, int(1, text.length)))),
    entry(2, text.slice(0, 40), `${text}\nsecond\n${wide}`),
  );

/** Messages in messages, far deeper than any object is. */
function nested(depth: number): Buffer {
  let inner: Buffer = Buffer.from('x');
  for (let level = 0; level < depth; level += 1) inner = field(1, inner);
  return stored('v1', 'Pod', inner);
}

/** A value that says it is larger than it is, again and again. */
const bomb = Buffer.concat([
  Buffer.from('k8s\0'),
  Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]),
  Buffer.alloc(900, 0x0a),
]);

const values: readonly (Buffer | undefined)[] = [
  undefined,
  Buffer.alloc(0),
  Buffer.from(nasty),
  Buffer.from(wide),
  Buffer.from('k8s\0'),
  bomb,
  map(nasty),
  map('plain'),
  nested(2_000),
  stored(nasty, nasty, field(1, field(1, nasty)), field(2, nasty)),
  json({ apiVersion: nasty, kind: nasty, metadata: { name: nasty, managedFields: [{ manager: nasty }] } }),
  json({ [nasty]: nasty, list: Array.from({ length: 500 }, (_, index) => ({ name: `${nasty}${index}` })) }),
  Buffer.from(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  Buffer.from(`{"a":${'{"a":'.repeat(400)}1${'}'.repeat(401)}`),
];

const keys = [
  'k',
  nasty,
  `/registry/pods/${nasty}/${nasty}`,
  `/registry/secrets/a/${nasty}`,
  wide,
  'y'.repeat(20_000),
];

function changeOf(key: string, before: Buffer | undefined, after: Buffer | undefined): LoggedChange {
  const type = after === undefined ? 'deleted' : before === undefined ? 'created' : 'updated';
  const was = before === undefined ? undefined : { createRevision: 1, modRevision: 2, version: 1, lease: 5n };
  return {
    ...change(Buffer.from(key).toString('latin1'), 3, type),
    was,
    before,
    after,
    size: after?.length,
    head: after?.subarray(0, 256) ?? new Uint8Array(),
  };
}

function assertHarmless(changed: LoggedChange, what: string, widths: readonly number[] = [20, 58, 98]): void {
  for (const columns of widths) {
    for (const row of entryRows(changed, columns, changeWords)) {
      assert.equal(rowWidth(row), columns, what);
      assert.doesNotMatch(rowText(row), obeyed, what);
    }
    for (const flags of [{ isRevealed: false }, { isRevealed: true }]) {
      const dialog = { kind: 'change', number: 0, change: changed, showsManagers: true, ...flags } as const;
      for (const row of [changeTitle(dialog), ...changeLines(dialog, { columns, rows: 20 })]) {
        assert.ok(rowWidth(row) <= columns || row === changeTitle(dialog) || columns < 60, what);
        assert.doesNotMatch(rowText(row), obeyed, what);
      }
    }
  }
  assert.doesNotMatch(eventLine(changed, true).slice(0, -1), obeyed, what);
  assert.doesNotMatch(
    jsonText(changeJson(changed, { showsSecrets: true, isDecoded: true }), 0),
    obeyed,
    what,
  );
  assert.equal(typeof writerOfChange(changed), 'string');
}

describe('hostile changes', () => {
  it('reach no terminal raw, and hold nothing up, whatever was before and is now', () => {
    for (const [index, before] of values.entries()) {
      for (const [other, after] of values.entries()) {
        if (before === undefined && after === undefined) continue;
        assertHarmless(
          changeOf(keys[(index + other) % keys.length] ?? '', before, after),
          `${index} and ${other}`,
          [[20, 58, 98][(index + other) % 3] ?? 98],
        );
      }
    }
  });

  it('may have the longest key that a server takes', () => {
    assertHarmless(changeOf('y'.repeat(1_500_000), Buffer.from('a'), Buffer.from('b')), 'the longest key');
  });

  it('are harmless when any byte of an object is another', () => {
    let seed = 20_261_126;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed % below;
    };
    const sound = map('plain').subarray(0, 200);
    for (let round = 0; round < 400; round += 1) {
      const broken = Buffer.from(sound);
      for (let flips = 0; flips <= round % 4; flips += 1) broken[4 + next(broken.length - 4)] = next(256);
      const cut = broken.subarray(0, 4 + next(broken.length - 4));
      assertHarmless(
        changeOf('/registry/configmaps/a/b', sound, round % 2 === 0 ? broken : cut),
        `round ${round}`,
      );
    }
  });

  it('keep what Secrets hold, also where bytes are broken', () => {
    const secret = stored('v1', 'Secret', field(1, field(1, 'db')), entry(2, 'password', 'hunter2'));
    const key = '/registry/secrets/shop/db';
    for (let cut = 4; cut < secret.length; cut += 1) {
      const changed = changeOf(key, secret, secret.subarray(0, cut));
      const dialog = {
        kind: 'change',
        number: 0,
        change: changed,
        showsManagers: true,
        isRevealed: false,
      } as const;
      const shown = [
        ...entryRows(changed, 118, changeWords),
        ...changeLines(dialog, { columns: 98, rows: 20 }),
      ].map(rowText);
      const told = jsonText(changeJson(changed, { showsSecrets: false, isDecoded: true }), 0);
      assert.doesNotMatch(
        `${shown.join('\n')}${told}${eventLine(changed, true)}`,
        /hunter|aHVudGVy/,
        `cut at ${cut}`,
      );
    }
  });
});
