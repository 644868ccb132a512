import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  curveOf,
  familyOf,
  type JwtAlgorithmName,
  type JwtFamily,
  jwtAlgorithmNames,
} from '../auth/jwt-algorithm.js';
import type { JwtKeys } from '../auth/jwt-tokens.js';
import type { TokenScheme } from '../auth/token-scheme.js';
import { parseDurationMs } from './duration.js';
import { ConfigError } from './errors.js';

const usualJwtTtl = '5m';
const flag = '--auth-token';

/**
 * Reads `--auth-token` as etcd does: `simple`, nothing, or `jwt` with options after commas, whose key files
 * are read here.
 * @param simpleTtlMs what `--auth-token-ttl` gives simple tokens
 * @throws ConfigError
 */
export async function loadTokenScheme(text: string, simpleTtlMs: number): Promise<TokenScheme> {
  const [kind = '', ...parts] = text.split(',');
  const options = readOptions(parts);
  switch (kind) {
    case '':
      return { kind: 'none' };
    case 'simple':
      return { kind: 'simple', ttlMs: simpleTtlMs };
    case 'jwt':
      return { kind: 'jwt', keys: await loadKeys(options), ttlMs: jwtTtlMs(options) };
    default:
      throw new ConfigError(`${flag} must be simple, or jwt with its options, not "${kind}"`);
  }
}

function readOptions(parts: readonly string[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const part of parts) {
    const [name = '', value, ...more] = part.split('=');
    if (value === undefined || more.length > 0) {
      throw new ConfigError(`${flag}: "${part}" is not option=value`);
    }
    if (options.has(name)) {
      throw new ConfigError(`${flag} gives ${name} twice`);
    }
    options.set(name, value);
  }
  return options;
}

function jwtTtlMs(options: ReadonlyMap<string, string>): number {
  const text = options.get('ttl') || usualJwtTtl;
  const ttlMs = parseDurationMs(text);
  if (ttlMs === undefined) {
    throw new ConfigError(`${flag}: ttl must be a duration such as 10m, not "${text}"`);
  }
  return ttlMs;
}

async function loadKeys(options: ReadonlyMap<string, string>): Promise<JwtKeys> {
  const method = options.get('sign-method') ?? '';
  const algorithm = jwtAlgorithmNames.find((known) => known === method);
  if (algorithm === undefined) {
    throw new ConfigError(
      `${flag}: sign-method must be one of ${jwtAlgorithmNames.join(', ')}, not "${method}"`,
    );
  }
  const privateBytes = await readKey(options, 'priv-key');
  const publicBytes = await readKey(options, 'pub-key');
  return familyOf(algorithm) === 'hmac'
    ? secretKeys(algorithm, privateBytes)
    : pairedKeys(algorithm, privateBytes, publicBytes);
}

async function readKey(options: ReadonlyMap<string, string>, name: string): Promise<Buffer | undefined> {
  const path = options.get(name);
  if (path === undefined || path === '') {
    return undefined;
  }
  try {
    const bytes = await readFile(path);
    return bytes.length === 0 ? undefined : bytes;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${flag}: ${name} cannot be read: ${reason}`);
  }
}

function secretKeys(algorithm: JwtAlgorithmName, secret: Buffer | undefined): JwtKeys {
  if (secret === undefined) {
    throw new ConfigError(`${flag}: ${algorithm} needs a secret in the file of priv-key`);
  }
  const key = createSecretKey(secret);
  return { algorithm, signKey: key, verifyKey: key };
}

function pairedKeys(
  algorithm: JwtAlgorithmName,
  privateBytes: Buffer | undefined,
  publicBytes: Buffer | undefined,
): JwtKeys {
  const signKey = privateBytes && parseKey('priv-key', algorithm, () => createPrivateKey(privateBytes));
  const publicKey = publicBytes && parseKey('pub-key', algorithm, () => createPublicKey(publicBytes));
  const verifyKey = signKey === undefined ? publicKey : createPublicKey(signKey);
  if (verifyKey === undefined) {
    throw new ConfigError(`${flag}: ${algorithm} needs priv-key, or pub-key to verify tokens only`);
  }
  if (publicKey !== undefined && !publicKey.equals(verifyKey)) {
    throw new ConfigError(`${flag}: pub-key is not the public key of priv-key`);
  }
  return { algorithm, signKey, verifyKey };
}

/** Key types of OpenSSL by the family of the signature. */
const keyTypes: Readonly<Record<Exclude<JwtFamily, 'hmac'>, string>> = {
  rsa: 'rsa',
  'rsa-pss': 'rsa',
  ec: 'ec',
  ed25519: 'ed25519',
};

function parseKey(name: string, algorithm: JwtAlgorithmName, parse: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = parse();
  } catch {
    throw new ConfigError(`${flag}: ${name} holds no such key in PEM form`);
  }
  const family = familyOf(algorithm);
  const fits = family !== 'hmac' && key.asymmetricKeyType === keyTypes[family];
  const curve = curveOf(algorithm);
  if (!fits || (curve !== undefined && key.asymmetricKeyDetails?.namedCurve !== curve)) {
    throw new ConfigError(`${flag}: ${name} is not a key for ${algorithm}`);
  }
  return key;
}
