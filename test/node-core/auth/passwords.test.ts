import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { decodePasswordHash } from '../../../node-core/auth/password-hash.js';
import { Passwords } from '../../../node-core/auth/passwords.js';
import { realEntropy } from '../../../node-core/ports/real-entropy.js';

test('passwords are worked on in the order they came, and the event loop goes on meanwhile', async () => {
  const passwords = new Passwords(10, realEntropy);
  const done: number[] = [];
  const works = [1, 2, 3].map((number) => passwords.hash('p').then(() => done.push(number)));
  let turns = 0;
  while (done.length < works.length) {
    await nextTurn();
    turns += 1;
  }
  assert.deepEqual(done, [1, 2, 3]);
  // bcrypt on this thread gives ten slices of a tenth of a second away at most.
  assert.ok(turns > 100, `${turns} turns`);
});

test('more than can wait are refused at once', async () => {
  const passwords = new Passwords(4, realEntropy);
  const works = await Promise.allSettled(Array.from({ length: 300 }, () => passwords.hash('p')));
  const refused = works.filter(({ status }) => status === 'rejected');
  assert.equal(refused.length, 300 - 256);
  assert.ok(refused.every((work) => work.status === 'rejected' && work.reason.failure === 'too-many-logins'));
});

test('one that fails holds up nobody', async () => {
  const passwords = new Passwords(4, realEntropy);
  const tooLong = passwords.hash('x'.repeat(73));
  const hashed = passwords.hash('p');
  await assert.rejects(tooLong, { failure: 'password-too-long' });
  assert.equal(await passwords.matches('p', decodePasswordHash(await hashed)), true);
});
