import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LoggedChange } from '../../source/store/watch-log.js';
import { changeWords } from '../../source/store/watch-words.js';
import { entry, field, stored } from '../kube/wire-writer.js';
import { change } from './changes.js';

const map = (mode: string): Buffer => stored('v1', 'ConfigMap', entry(2, 'mode', mode));
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

function words(
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
  more: Partial<LoggedChange> = {},
): string | undefined {
  const type = after === undefined ? 'deleted' : before === undefined ? 'created' : 'updated';
  return changeWords({
    ...change('/registry/configmaps/default/x', 9, type),
    before,
    after,
    ...more,
  })?.parts.join(' · ');
}

describe('the words of a change', () => {
  it('are those of the object, in protobuf and in JSON', () => {
    assert.equal(words(map('on'), map('off')), 'data.mode on→off');
    const widget = (size: number): Buffer =>
      json({ apiVersion: 'acme.io/v1', kind: 'Widget', spec: { size } });
    assert.equal(words(widget(1), widget(2)), 'spec.size 1→2');
  });

  it('are those of any JSON', () => {
    assert.equal(words(json({ rate: 200 }), json({ rate: 500, burst: 9 })), 'rate 200→500 · +burst 9');
    assert.equal(words(json([1]), json([1])), 'written again, unchanged');
  });

  it('are what a text was and is, or how many of its lines are others', () => {
    const text = (before: string, after: string): string | undefined =>
      words(Buffer.from(before), Buffer.from(after));
    assert.equal(text('280', '310'), '280→310');
    assert.equal(text('n1\n', 'n2\n'), 'n1→n2');
    assert.equal(text('a\nlisten 80\nz', 'a\nlisten 81\nz'), 'listen 80→listen 81');
    assert.equal(text('a\nb', 'a\nc\nd'), '2 lines put in, 1 line taken out');
    assert.equal(text('a', 'a'), 'written again, unchanged');
    assert.equal(text('x'.repeat(99), 'y'), `${'x'.repeat(39)}…→y`);
    assert.equal(words(Buffer.from('s3cret'), Buffer.from('t'), { key: '/registry/secrets/a/b' }), undefined);
  });

  it('tell of a deleted object what it was', () => {
    const pod = stored('v1', 'Pod', field(3, field(1, 'Failed')));
    assert.equal(words(pod, undefined), 'phase Failed · ready 0/0');
  });

  it('are none where nothing can be said', () => {
    assert.equal(words(Buffer.from([0xff]), Buffer.from('b')), undefined);
    assert.equal(words(undefined, undefined), undefined);
    assert.equal(words(undefined, map('off'), { type: 'updated' }), undefined);
  });

  it('never tell what a Secret holds', () => {
    const secret = (value: string): Buffer => stored('v1', 'Secret', entry(2, 'password', value));
    const key = '/registry/secrets/default/db';
    assert.equal(words(secret('hunter2'), secret('hunter3'), { key }), 'data.password changed');
    const loose = (value: string): Buffer => json({ kind: 'Secret', data: { password: value } });
    assert.doesNotMatch(words(loose('hunter2'), loose('hunter3')) ?? '', /hunter/);
    assert.equal(words(json({ a: 'hunter2' }), json({ a: 'hunter3' }), { key }), undefined);
  });

  it('are safe for a terminal', () => {
    const text = words(map('on'), map('\x1b[2J\u202e')) ?? '';
    assert.doesNotMatch(text, /[\x00-\x1f\u202e]/);
  });

  it('stay with their entry', () => {
    const entryOfLog = { ...change('k', 9), before: json({ a: 1 }), after: json({ a: 2 }) };
    assert.equal(changeWords(entryOfLog), changeWords(entryOfLog));
  });
});
