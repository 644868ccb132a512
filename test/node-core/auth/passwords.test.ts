import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { decodePasswordHash } from '../../../node-core/auth/password-hash.js';
import { Passwords } from '../../../node-core/auth/passwords.js';
import { realEntropy } from '../../../node-core/ports/real-entropy.js';

test('passwords are worked on one at a time, in the order they came', async () => {
  const passwords = new Passwords(4, realEntropy);
  const done: number[] = [];
  const works = [1, 2, 3].map((number) => passwords.hash('p').then(() => done.push(number)));
  let mostInOneTurn = 0;
  while (done.length < works.length) {
    const before = done.length;
    await nextTurn();
    mostInOneTurn = Math.max(mostInOneTurn, done.length - before);
  }
  assert.deepEqual(done, [1, 2, 3]);
  assert.equal(mostInOneTurn, 1);
});

test('one that fails holds up nobody', async () => {
  const passwords = new Passwords(4, realEntropy);
  const tooLong = passwords.hash('x'.repeat(73));
  const hashed = passwords.hash('p');
  await assert.rejects(tooLong, { failure: 'password-too-long' });
  assert.equal(await passwords.matches('p', decodePasswordHash(await hashed)), true);
});
