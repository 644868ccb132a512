import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  documentOf,
  formatsOf,
  lineCount,
  lineText,
  natureOf,
  type ValueDocument,
  type ValueFormat,
} from '../../source/store/value-document.js';
import { noFolds } from '../../source/store/value-folds.js';
import { lastScreen, nextRow, type Place, scrolled, type Viewport } from '../../source/store/value-scroll.js';
import { field, stored } from '../kube/wire-writer.js';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

function documentFor(value: Uint8Array, format?: ValueFormat): ValueDocument {
  const nature = natureOf('k', value);
  return documentOf(nature, value, format ?? formatsOf(nature)[0] ?? 'hex');
}

describe('the form of a value', () => {
  const cases: readonly (readonly [value: Uint8Array, formats: readonly ValueFormat[]])[] = [
    [bytes('{"a":1}'), ['json', 'yaml', 'text', 'hex', 'base64']],
    [bytes('[1]\n'), ['json', 'yaml', 'text', 'hex', 'base64']],
    [bytes('123'), ['text', 'hex', 'base64']],
    [bytes('{not json}'), ['text', 'hex', 'base64']],
    [bytes('größe\n\tx'), ['text', 'hex', 'base64']],
    [bytes('esc\x1b[2J'), ['hex', 'base64']],
    [bytes('k8s\0'), ['hex', 'base64']],
    [Uint8Array.of(0xff, 0x41), ['hex', 'base64']],
    [bytes(''), ['hex', 'base64']],
  ];
  for (const [value, formats] of cases) {
    it(`of ${JSON.stringify(Buffer.from(value).toString('latin1'))} is ${formats[0]}`, () => {
      assert.deepEqual(formatsOf(natureOf('k', value)), formats);
    });
  }

  it('is a secret by its key, by its kind, or by what its JSON says it is', () => {
    assert.ok(natureOf('/registry/secrets/default/token', bytes('x')).isSecret);
    assert.ok(natureOf('/elsewhere/x', bytes('{"kind" : "Secret","data":{}}')).isSecret);
    const proto = Buffer.concat([
      Buffer.from('k8s\0'),
      Buffer.from([10, 12, 10, 2]),
      Buffer.from('v1'),
      Buffer.from([18, 6]),
      Buffer.from('Secret'),
    ]);
    assert.ok(natureOf('/elsewhere/y', new Uint8Array(proto)).isSecret);
    assert.ok(!natureOf('/registry/pods/default/x', bytes('{"kind":"Pod"}')).isSecret);
  });

  const pod = stored('v1', 'Pod', field(1, field(1, 'web-1'), field(3, 'default')));

  it('of a Kubernetes object is YAML, JSON or its bytes', () => {
    const nature = natureOf('k', pod);
    assert.deepEqual(formatsOf(nature), ['yaml', 'json', 'hex', 'base64']);
    const yaml = documentOf(nature, pod, 'yaml');
    assert.ok(yaml.kind === 'text');
    assert.equal(yaml.text, 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-1\n  namespace: default\n');
    const json = documentOf(nature, pod, 'json');
    assert.ok(json.kind === 'text');
    assert.equal((JSON.parse(json.text) as { kind: string }).kind, 'Pod');
    const hex = documentOf(nature, pod, 'hex');
    assert.ok(hex.kind === 'bytes');
    assert.deepEqual(hex.about, ['Kubernetes Pod, v1: default/web-1', '']);
  });

  it('of a broken one is its bytes, below what is wrong', () => {
    const document = documentFor(pod.subarray(0, -8));
    assert.ok(document.kind === 'bytes');
    assert.match(document.about[0] ?? '', /begins as a Kubernetes object, and is none/);
  });

  it('of an encrypted one is its bytes, below who can read it', () => {
    const document = documentFor(bytes('k8s:enc:kms:v1:vault:\x01'));
    assert.ok(document.kind === 'bytes');
    assert.match(document.about[0] ?? '', /kms v1, key vault/);
  });
});

describe('lines of a value', () => {
  it('are what stands between line ends', () => {
    const document = documentFor(bytes('one\n\nthree\n'));
    assert.ok(document.kind === 'text');
    assert.equal(lineCount(document, 80), 3);
    assert.deepEqual(
      [0, 1, 2, 3].map((line) => lineText(document, line)),
      ['one', '', 'three', ''],
    );
  });

  it('of a dump depend on the room', () => {
    const document = documentFor(new Uint8Array(33));
    assert.deepEqual(
      [76, 50, 30].map((columns) => lineCount(document, columns)),
      [3, 5, 9],
    );
  });
});

describe('scrolling', () => {
  const view = (wrap: boolean): Viewport => ({ columns: 10, rows: 4, wrap, folds: noFolds });

  function placesOf(document: ValueDocument, viewport: Viewport): readonly Place[] {
    const places: Place[] = [];
    for (
      let at: Place | undefined = { line: 0, offset: 0 };
      at !== undefined;
      at = nextRow(document, at, viewport)
    ) {
      places.push(at);
    }
    return places;
  }

  it('goes line by line, and stops where the last screen is full', () => {
    const document = documentFor(bytes(Array.from({ length: 9 }, (_, index) => `line ${index}`).join('\n')));
    const at = scrolled(document, { line: 0, offset: 0 }, 3, view(false));
    assert.deepEqual(at, { line: 3, offset: 0 });
    assert.deepEqual(scrolled(document, at, 100, view(false)), { line: 5, offset: 0 });
    assert.deepEqual(scrolled(document, at, -100, view(false)), { line: 0, offset: 0 });
    assert.deepEqual(lastScreen(document, view(false)), { line: 5, offset: 0 });
  });

  it('goes through every row of wrapped lines, and back over the same ones', () => {
    const document = documentFor(bytes(`short\n${'0123456789'.repeat(3)}\n\nlast`));
    const places = placesOf(document, view(true));
    assert.deepEqual(places, [
      { line: 0, offset: 0 },
      { line: 1, offset: 0 },
      { line: 1, offset: 10 },
      { line: 1, offset: 20 },
      { line: 2, offset: 0 },
      { line: 3, offset: 0 },
    ]);
    const back = scrolled(document, { line: 2, offset: 0 }, -2, view(true));
    assert.deepEqual(back, { line: 1, offset: 10 });
  });

  it('loses no character of wide and escaped text', () => {
    const line = '鍵'.repeat(17) + '\u202e'.repeat(5) + 'a'.repeat(7) + '👩‍👩‍👧'.repeat(4);
    const document = documentFor(bytes(line));
    assert.ok(document.kind === 'text');
    const offsets = placesOf(document, view(true)).map(({ offset }) => offset);
    const pieces = offsets.map((offset, index) => line.slice(offset, offsets[index + 1]));
    assert.equal(pieces.join(''), line);
    assert.ok(pieces.every((piece) => piece !== ''));
  });

  it('stays quick in one line of a megabyte', () => {
    const document = documentFor(bytes('x'.repeat(1_000_000)));
    const end = lastScreen(document, view(true));
    assert.equal(end.line, 0);
    assert.ok(end.offset > 999_000);
    assert.deepEqual(scrolled(document, end, -10, view(true)), { line: 0, offset: end.offset - 100 });
  });
});
