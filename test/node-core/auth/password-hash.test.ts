import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePasswordHash, hashPassword, matchesPassword } from '../../../node-core/auth/password-hash.js';
import { realEntropy } from '../../../node-core/ports/real-entropy.js';

test('a hash looks as those of etcd do, and matches its password only', async () => {
  const hashed = await hashPassword('päss', 4, realEntropy);
  const stored = decodePasswordHash(hashed);
  assert.match(Buffer.from(stored).toString(), /^\$2a\$04\$[./A-Za-z0-9]{53}$/);
  assert.equal(await matchesPassword('päss', stored), true);
  assert.equal(await matchesPassword('pass', stored), false);
  assert.notEqual(await hashPassword('päss', 4, realEntropy), hashed, 'each has a salt of its own');
});

test('a hash that Go made matches', async () => {
  // The example of golang.org/x/crypto/bcrypt's own test.
  const stored = Buffer.from('$2a$10$XajjQvNhvvRt5GSeFk1xFeyqRrsxkhBkUiQeg0dt.wU1qD4aFDcga');
  assert.equal(await matchesPassword('allmine', stored), true);
  assert.equal(await matchesPassword('allyours', stored), false);
});

test('what is no hash matches nothing', async () => {
  assert.equal(await matchesPassword('', Buffer.alloc(0)), false);
  assert.equal(await matchesPassword('x', Buffer.alloc(60, 'x')), false);
});

test('a password that bcrypt would cut is refused', async () => {
  await hashPassword('x'.repeat(72), 4, realEntropy);
  await assert.rejects(hashPassword('x'.repeat(73), 4, realEntropy), { failure: 'password-too-long' });
  await assert.rejects(hashPassword('ü'.repeat(37), 4, realEntropy), { failure: 'password-too-long' });
});

test('what is no base64 is no hash of a request', () => {
  assert.throws(() => decodePasswordHash('!'), { failure: 'password-not-wanted' });
  assert.throws(() => decodePasswordHash('abc'), { failure: 'password-not-wanted' });
  assert.deepEqual(decodePasswordHash(''), Buffer.alloc(0));
});
