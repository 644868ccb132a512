import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FakeClient } from '../screens/fake-client.js';
import { assertGolden, type Screen, withScreen } from '../screens/harness.js';
import { type Past, pastClient } from './past-client.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

const compacted = 28_900_112;

const limits: Past = [
  [28_000_000, '{"rate":50}'],
  [28_100_000, '{"rate":100}'],
  [28_950_001, '{"rate":200,"burst":50}'],
  [29_000_000, '{"rate":300,"burst":50}'],
  [29_100_000, undefined],
  [29_100_016, '{"rate":300,"burst":80}'],
  [29_253_000, '{"rate":400,"burst":80,"note":"night"}'],
];

const text: Past = [
  [29_000_000, 'first line\nsecond line\nthird line\n'],
  [29_253_000, 'first line\n2nd line \u202e\u2066\nthird line\n'],
];

const secret: Past = [
  [29_000_000, '{"kind":"Secret","data":{"token":"aHVudGVyMg=="}}'],
  [29_253_000, '{"kind":"Secret","data":{"token":"aHVudGVyMw=="}}'],
];

/** Opens the value of the only key. */
async function showValue(screen: Screen, key: string): Promise<void> {
  for (let level = 0; level < key.split('/').length - 2; level += 1) await screen.press('right', 'down');
  await screen.advance(200);
  await screen.press('v');
  await screen.advance(200);
}

async function withPast(
  [columns, rows]: readonly [number, number],
  key: string,
  past: Past,
  use: (screen: Screen, client: FakeClient) => Promise<void>,
): Promise<void> {
  const client = pastClient(key, past, compacted);
  await withScreen({ client, columns, rows }, async (screen) => {
    await showValue(screen, key);
    await use(screen, client);
  });
}

const has = (screen: Screen, words: string): boolean => screen.frame.includes(words);

describe('the history of a value on the screen', () => {
  for (const size of sizes) {
    const name = `${size[0]}x${size[1]}`;
    it(`is walked through, and left for what is there now, at ${name}`, async () => {
      await withPast(size, '/config/limits', limits, async (screen, client) => {
        await screen.press('h');
        await screen.advance(10_000);
        await screen.press('h');
        assertGolden(screen, `history-older-${name}`);
        assert.ok(has(screen, 'as of rev 29,100,016'), screen.frame);
        assert.ok(has(screen, '2 of 6 '), screen.frame);
        assert.ok(has(screen, '"burst": 80') && !has(screen, 'night'), screen.frame);
        // What happens now does not throw the operator out of the past.
        client.write('/config/limits', '{"rate":1}', screen.clock.nowMs());
        await screen.advance(500);
        assert.ok(has(screen, 'as of rev 29,100,016') && has(screen, 'changed since'), screen.frame);
        await screen.press('h');
        assert.ok(has(screen, 'The key was deleted at rev 29,100,000.'), screen.frame);
        assertGolden(screen, `history-deleted-${name}`);
        await screen.press('l', 'right');
        assert.ok(has(screen, '1 of 6 ') && has(screen, 'night'), screen.frame);
        await screen.press('escape');
        assert.ok(has(screen, '"rate": 1') && !has(screen, 'as of rev'), screen.frame);
      });
    });

    it(`compares revisions at ${name}`, async () => {
      await withPast(size, '/config/limits', limits, async (screen) => {
        await screen.press('d');
        await screen.advance(10_000);
        assertGolden(screen, `history-diff-json-${name}`);
        assert.ok(has(screen, '~ rate: 300 → 400') && has(screen, '+ note: "night"'), screen.frame);
        await screen.press('d');
        assert.ok(has(screen, '"note": "night"') && has(screen, 'as of rev 29,253,000'), screen.frame);
        await screen.press('h', 'h', 'h', 'D');
        assert.ok(has(screen, '-  "rate": 300,'), screen.frame);
        await screen.press('h', 'h', 'd');
        assert.ok(has(screen, 'What it was before is compacted.'), screen.frame);
      });
      await withPast(size, '/config/text', text, async (screen) => {
        await screen.press('d');
        await screen.advance(10_000);
        assertGolden(screen, `history-diff-text-${name}`);
        assert.ok(has(screen, '-second line') && has(screen, '2nd line \\u{202e}\\u{2066}'), screen.frame);
      });
    });

    it(`keeps secrets masked until they are asked for at ${name}`, async () => {
      await withPast(size, '/registry/secrets/default/token', secret, async (screen) => {
        await screen.press('d');
        await screen.advance(10_000);
        assert.ok(has(screen, 'masked'), screen.frame);
        for (const key of ['h', 'd', 'd', 'l', 'D', 'd', 'x', 'f']) {
          assert.ok(!/aHVudGVyM|61 48 56/u.test(screen.frame), `${key}: ${screen.frame}`);
          await screen.press(key);
        }
        await screen.press('escape', 'd');
        await screen.advance(10_000);
        assertGolden(screen, `history-masked-${name}`);
        await screen.press('m');
        assert.ok(has(screen, '~ data.token: "aHVudGVyMg==" → "aHVudGVyMw=="'), screen.frame);
      });
    });
  }
});
