import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimpleTokens } from '../../../node-core/auth/simple-tokens.js';
import { SimulatedClock } from '../../../node-core/ports/simulated-clock.js';
import { SimulatedEntropy } from '../../../node-core/ports/simulated-entropy.js';

const ttlMs = 300_000;
const alice = { username: 'alice', authRevision: 7 };

function make() {
  const clock = new SimulatedClock();
  return { clock, tokens: new SimpleTokens(clock, new SimulatedEntropy(1), ttlMs) };
}

test('a token is 16 letters, a dot and the index of its entry', () => {
  const { tokens } = make();
  const prefix = tokens.drawPrefix();
  assert.match(prefix, /^[a-zA-Z]{16}$/);
  assert.notEqual(tokens.drawPrefix(), prefix);
  assert.equal(tokens.assign(alice, prefix, 42), `${prefix}.42`);
  assert.deepEqual(tokens.find(`${prefix}.42`, 9), { username: 'alice', authRevision: 9 });
  assert.equal(tokens.find(`${prefix}.43`, 9), undefined);
});

test('a token lives as long as it is used', () => {
  const { clock, tokens } = make();
  const token = tokens.assign(alice, 'a', 1);
  for (let use = 0; use < 3; use += 1) {
    clock.advance(ttlMs - 1);
    assert.notEqual(tokens.find(token, 7), undefined);
  }
  clock.advance(ttlMs);
  assert.equal(tokens.find(token, 7), undefined);
});

test('tokens that nobody used are let go at the next login, used ones stay', () => {
  const { clock, tokens } = make();
  const used = tokens.assign(alice, 'used', 1);
  const idle = tokens.assign(alice, 'idle', 2);
  clock.advance(ttlMs / 2);
  tokens.find(used, 7);
  clock.advance(ttlMs / 2);
  tokens.assign(alice, 'new', 3);
  assert.equal(tokens.find(idle, 7), undefined);
  assert.notEqual(tokens.find(used, 7), undefined);
});

test('the tokens of one user end, or all', () => {
  const { tokens } = make();
  const first = tokens.assign(alice, 'a', 1);
  const second = tokens.assign({ ...alice, username: 'bob' }, 'b', 2);
  tokens.forgetUser('alice');
  assert.equal(tokens.find(first, 7), undefined);
  assert.notEqual(tokens.find(second, 7), undefined);
  tokens.forgetAll();
  assert.equal(tokens.find(second, 7), undefined);
});
