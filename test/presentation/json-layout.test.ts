import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JsonLayout } from '../../source/presentation/json-layout.js';
import { prettyJson } from '../../source/presentation/pretty-json.js';

function inSteps(text: string, characters: number): string | undefined {
  const layout = new JsonLayout(text);
  while (layout.advance(characters));
  return layout.text();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const seeds = [
  '{"a":[1,-2.5e+3,true,null],"b":{"c":{},"d":[]},"e":"x\\"y\\\\z\\u00e9\\n"}',
  '[[],[[]],{"":""},"\\ud800",0,-0,1E9]',
  ` \n{ "long" : "${'w'.repeat(50)}" , "t":\t"{[,:]}" }\r\n`,
];

describe('JSON that is laid out', () => {
  it('is JSON exactly when JSON.parse says so, and means the same: mutated texts', () => {
    let seed = 41;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const inserted = '{}[],:"\\ 0123456789eE+-.truefalsn\n\t\u0001é';
    for (let round = 0; round < 20_000; round += 1) {
      let text = seeds[random(seeds.length)] ?? '';
      for (let change = random(4); change >= 0; change -= 1) {
        const at = random(text.length + 1);
        const added = random(2) === 0 ? '' : (inserted[random(inserted.length)] ?? '');
        text = text.slice(0, at) + added + text.slice(at + random(3));
      }
      const pretty = prettyJson(text);
      assert.equal(pretty !== undefined, isJson(text), JSON.stringify(text));
      if (pretty !== undefined) assert.deepEqual(JSON.parse(pretty), JSON.parse(text), text);
      assert.equal(inSteps(text, 1 + random(20)), pretty, JSON.stringify(text));
    }
  });

  it('is what JSON.stringify makes of it', () => {
    for (const text of seeds.slice(0, 1)) {
      const value: unknown = JSON.parse('{"a":[1,true,null],"b":{"c":{},"d":[]}}');
      assert.equal(prettyJson(JSON.stringify(value)), JSON.stringify(value, undefined, 2), text);
    }
  });

  it('may be as deep as it likes', () => {
    const depth = 100_000;
    const pretty = prettyJson('['.repeat(depth) + ']'.repeat(depth)) ?? '';
    assert.ok(pretty.length < depth * 200);
    assert.equal(prettyJson('{"a":'.repeat(depth)), undefined);
  });
});
