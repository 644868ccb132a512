import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { yamlTokens } from '../../source/presentation/yaml-text.js';
import { nastyTexts } from './nasty.js';

const kinds = (line: string): string =>
  yamlTokens(line)
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind, text }) => `${kind}:${text.trim()}`)
    .join(' ');

describe('a line of YAML', () => {
  for (const [line, expected] of [
    ['apiVersion: v1', 'name:apiVersion: string:v1'],
    ['  replicas: 3', 'name:replicas: number:3'],
    ['  ready: true', 'name:ready: word:true'],
    ['spec:', 'name:spec:'],
    ['- name: app', 'punctuation:- name:name: string:app'],
    ['- - 2', 'punctuation:- - number:2'],
    ['- http://a:80/b', 'punctuation:- string:http://a:80/b'],
    ['  "unknown key": x', 'name:"unknown key": string:x'],
    ["  'a: b': x", "name:'a: b': string:x"],
    ['  app.kubernetes.io/name: web', 'name:app.kubernetes.io/name: string:web'],
    ['  text: |-', 'name:text: punctuation:|-'],
    ['  time: "2026-07-01T00:00:00Z"', 'name:time: string:"2026-07-01T00:00:00Z"'],
    ['# said beside it', 'comment:# said beside it'],
    ['', ''],
  ] as const) {
    it(line, () => assert.equal(kinds(line), expected));
  }

  it('keeps every character', () => {
    for (const text of nastyTexts(300)) {
      const line = text.replaceAll('\n', '');
      assert.equal(
        yamlTokens(line)
          .map((token) => token.text)
          .join(''),
        line,
      );
    }
  });
});
