import assert from 'node:assert/strict';
import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import {
  type JwtAlgorithmName,
  jwtAlgorithmNames,
  verifyJwt,
} from '../../../node-core/auth/jwt-algorithm.js';
import { type JwtKeys, JwtTokens } from '../../../node-core/auth/jwt-tokens.js';
import { SimulatedClock } from '../../../node-core/ports/simulated-clock.js';

const ttlMs = 60_000;
const alice = { username: 'alice', authRevision: 7 };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });

function pairOf(name: JwtAlgorithmName): { privateKey: KeyObject; publicKey: KeyObject } {
  switch (name) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'ES384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'ES512':
      return generateKeyPairSync('ec', { namedCurve: 'P-521' });
    case 'EdDSA':
      return generateKeyPairSync('ed25519');
    case 'HS256':
    case 'HS384':
    case 'HS512': {
      const key = createSecretKey(Buffer.from('secret'));
      return { privateKey: key, publicKey: key };
    }
    default:
      return rsa;
  }
}

function keysOf(algorithm: JwtAlgorithmName): JwtKeys {
  const { privateKey, publicKey } = pairOf(algorithm);
  return { algorithm, signKey: privateKey, verifyKey: publicKey };
}

for (const algorithm of jwtAlgorithmNames) {
  test(`${algorithm} tokens are known again, and not when changed or late`, () => {
    const clock = new SimulatedClock(1_000_000);
    const keys = keysOf(algorithm);
    const tokens = new JwtTokens(keys, clock, ttlMs);
    const token = tokens.assign(alice);
    assert.deepEqual(tokens.find(token), alice);
    const verifying = new JwtTokens({ ...keys, signKey: undefined }, clock, ttlMs);
    assert.deepEqual(verifying.find(token), alice);
    assert.throws(() => verifying.assign(alice), { failure: 'verify-only-key' });
    const [header, , signature] = token.split('.');
    const root = Buffer.from(JSON.stringify({ username: 'root', revision: 7 })).toString('base64url');
    assert.equal(tokens.find(`${header}.${root}.${signature}`), undefined);
    clock.advance(ttlMs);
    assert.equal(tokens.find(token), undefined);
  });
}

test('the example of RFC 7515, appendix A.1, is verified', () => {
  const key = createSecretKey(
    'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
    'base64url',
  );
  const signed =
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
  const signature = Buffer.from('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', 'base64url');
  assert.equal(verifyJwt('HS256', signed, key, signature), true);
  assert.equal(verifyJwt('HS384', signed, key, signature), false);
});
