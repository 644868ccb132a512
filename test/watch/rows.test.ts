import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { previewText } from '../../source/panes/watch/preview.js';
import { entryRows, type WordsOf } from '../../source/panes/watch/rows.js';
import { rowText, rowWidth } from '../../source/presentation/rows.js';
import type { LogEntry, LoggedChange } from '../../source/store/watch-log.js';
import { change } from './changes.js';

const atMs = new Date(2026, 10, 21, 10, 42, 5, 118).getTime();

function put(key: string, value: string | Uint8Array, revision = 29_253_467): LoggedChange {
  const head = typeof value === 'string' ? new Uint8Array(Buffer.from(value)) : value;
  return { ...change(key, revision), atMs, size: head.length, head };
}

const noWords = (): undefined => undefined;
const text = (entry: LogEntry, width: number, wordsOf: WordsOf = noWords): string =>
  entryRows(entry, width, wordsOf).map(rowText).join('\n');

describe('a line of the log', () => {
  const pod = put('/registry/pods/default/web-1', '{"kind":"Pod"}');
  const saying = (writer: string, ...parts: readonly string[]): WordsOf => {
    return () => ({ parts, writer });
  };
  const words = saying('kubelet', 'phase Pending→Running', 'ready 0/1→1/1');

  it('says what happened, and who did it', () => {
    assert.equal(
      text(pod, 130, words),
      '10:42:05.118  ~ pods default/web-1                    phase Pending→Running · ready 0/1→1/1  by kubelet           14 B  29,253,467',
    );
    assert.equal(
      text(pod, 76, saying('scheduler', 'node –→n2')),
      '10:42:05.118  ~ pods default/web-1       node –→n2  by scheduler            ',
    );
    assert.equal(text(pod, 36, words), '10:42:05  ~ pods default/web-1      ');
  });

  it('says below the name what does not fit beside it, in two lines at most', () => {
    assert.deepEqual(text(pod, 58, words).split('\n'), [
      '10:42:05  ~ pods default/web-1                            ',
      '            phase Pending→Running · ready 0/1→1/1         ',
      '            by kubelet                                    ',
    ]);
    const many = saying('kubelet', ...Array.from({ length: 20 }, (_, index) => `part ${index}`));
    const lines = text(pod, 58, many).split('\n');
    assert.equal(lines.length, 3);
    assert.equal(lines[1], '            part 0 · part 1 · part 2 · part 3 · part 4    ');
    assert.match(lines[2] ?? '', /^ {12}part 5 · .*…$/);
  });

  it('cuts no kind as long as its name leaves room for it', () => {
    const deployment = put('/registry/deployments/shop/cart', '{}');
    const [line = ''] = text(deployment, 58, saying('', 'ready 1/2→2/2')).split('\n');
    assert.match(line, /deployments shop\/cart +ready 1\/2→2\/2/u);
  });

  it('shows the beginning of the value where it cannot be said in words', () => {
    const line = text(put('/config/limits', '{\n  "rate": 200\n}'), 130);
    assert.match(line, /~ \/config\/limits +\{ "rate": 200 \} +17 B +29,253,467$/);
  });

  it('marks creation and deletion by a sign', () => {
    assert.match(text({ ...put('k', 'v'), type: 'created' }, 80), /^10:42:05\.118 {2}\+ k/);
    const deleted: LoggedChange = { ...put('k', ''), type: 'deleted', size: undefined };
    assert.match(text(deleted, 100), /− k {30,}29,253,467$/);
  });

  it('fills its width exactly, whatever the key is', () => {
    const keys = [
      'k',
      'x'.repeat(300),
      `/registry/pods/${'n'.repeat(90)}/${'p'.repeat(90)}`,
      '\x1b[31m\xff',
      '鍵',
    ];
    for (const key of keys) {
      for (const width of [20, 36, 44, 54, 80, 116, 200]) {
        const wordsOf = width % 4 === 0 ? words : noWords;
        for (const row of entryRows(put(Buffer.from(key).toString('latin1'), 'v'), width, wordsOf)) {
          assert.equal(rowWidth(row), width, `${JSON.stringify(key)} at ${width}`);
          assert.doesNotMatch(rowText(row), /[\x00-\x1f\x7f-\x9f]/);
        }
      }
    }
  });

  it('draws what happened to the watch', () => {
    assert.equal(
      text(
        { kind: 'reconnected', atMs, revision: 29_253_440, endpoint: 'https://m3:2379', nothingLost: true },
        80,
      ),
      '┄┄ reconnected to m3:2379 at rev 29,253,440, nothing lost ┄┄',
    );
    assert.equal(
      text({ kind: 'hole', atMs, fromRevision: 1_000, toRevision: 2_000 }, 80),
      '┄┄ revs 1,000 to 2,000 are lost: compacted before they came ┄┄',
    );
    assert.doesNotMatch(text({ kind: 'cut', atMs, reason: 'no\x1b[2J' }, 80), /\x1b/);
  });
});

describe('the preview of a value', () => {
  const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

  it('is the text on one line', () => {
    assert.equal(previewText('k', bytes('a\n  b'), 5), 'a b');
  });

  it('hides Secrets', () => {
    assert.doesNotMatch(previewText('/registry/secrets/default/token', bytes('hunter2'), 7), /hunter/);
  });

  it('says what is not text', () => {
    assert.equal(previewText('k', Uint8Array.of(0, 1, 255), 3), 'binary');
    assert.equal(previewText('k', bytes(''), 0), 'empty');
    assert.equal(previewText('k', bytes('k8s:enc:aescbc:v1:key1:\x01'), 24), 'encrypted with aescbc key1');
    const pod = Buffer.concat([
      Buffer.from('k8s\0'),
      Buffer.from([10, 9, 10, 2]),
      Buffer.from('v1'),
      Buffer.from([18, 3]),
      Buffer.from('Pod'),
    ]);
    assert.equal(previewText('k', new Uint8Array(pod), 900), 'Pod v1');
  });

  it('names the kind of an object that is stored as JSON, and is its text where it has none', () => {
    const map = '{"kind":"ConfigMap","apiVersion":"v1","data":{"a":"b"}}';
    assert.equal(previewText('k', bytes(map), map.length), 'ConfigMap v1');
    assert.equal(previewText('k', bytes('{"kind":"x"}'), 12), '{"kind":"x"}');
  });

  it('is text still when its end cuts through a character', () => {
    const cut = bytes('größe').subarray(0, 3);
    assert.equal(previewText('k', cut, 7), 'gr');
  });
});
