import {
  constants,
  createHmac,
  type KeyObject,
  type SignKeyObjectInput,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';

/** Signature methods of JSON Web Tokens that etcd takes (RFC 7518 §3, RFC 8037 §3). */
export const jwtAlgorithmNames = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'HS256',
  'HS384',
  'HS512',
  'EdDSA',
] as const;

export type JwtAlgorithmName = (typeof jwtAlgorithmNames)[number];

export type JwtFamily = 'rsa' | 'rsa-pss' | 'ec' | 'hmac' | 'ed25519';

export function familyOf(name: JwtAlgorithmName): JwtFamily {
  switch (name.slice(0, 2)) {
    case 'RS':
      return 'rsa';
    case 'PS':
      return 'rsa-pss';
    case 'ES':
      return 'ec';
    case 'HS':
      return 'hmac';
    default:
      return 'ed25519';
  }
}

/** The curve of an ES method, in OpenSSL's name. */
export function curveOf(name: JwtAlgorithmName): string | undefined {
  return curves[name];
}

const curves: Readonly<Partial<Record<JwtAlgorithmName, string>>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
};

export function signJwt(name: JwtAlgorithmName, text: string, key: KeyObject): Uint8Array {
  return familyOf(name) === 'hmac'
    ? hmac(name, text, key)
    : sign(digestOf(name), Buffer.from(text), keyInput(name, key, constants.RSA_PSS_SALTLEN_DIGEST));
}

export function verifyJwt(
  name: JwtAlgorithmName,
  text: string,
  key: KeyObject,
  signature: Uint8Array,
): boolean {
  if (familyOf(name) === 'hmac') {
    const expected = hmac(name, text, key);
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }
  const input = keyInput(name, key, constants.RSA_PSS_SALTLEN_AUTO);
  return verify(digestOf(name), Buffer.from(text), input, signature);
}

function hmac(name: JwtAlgorithmName, text: string, key: KeyObject): Uint8Array {
  return createHmac(`sha${name.slice(2)}`, key)
    .update(text)
    .digest();
}

/** Null for EdDSA, which hashes by itself. */
function digestOf(name: JwtAlgorithmName): string | null {
  return familyOf(name) === 'ed25519' ? null : `sha${name.slice(2)}`;
}

function keyInput(name: JwtAlgorithmName, key: KeyObject, saltLength: number): SignKeyObjectInput {
  switch (familyOf(name)) {
    case 'rsa-pss':
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
    case 'ec':
      return { key, dsaEncoding: 'ieee-p1363' };
    default:
      return { key };
  }
}
