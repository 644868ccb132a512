import type { KeyObject } from 'node:crypto';
import type { Clock } from '../ports/clock.js';
import { AuthError } from './errors.js';
import { type JwtAlgorithmName, signJwt, verifyJwt } from './jwt-algorithm.js';
import type { Caller, TokenProvider } from './types.js';

export interface JwtKeys {
  readonly algorithm: JwtAlgorithmName;
  /** Undefined when only a public key was given: such a member verifies tokens and makes none. */
  readonly signKey: KeyObject | undefined;
  readonly verifyKey: KeyObject;
}

/** JSON Web Tokens (RFC 7519) with etcd's claims: username, auth revision, and when they expire. */
export class JwtTokens implements TokenProvider {
  readonly #keys: JwtKeys;
  readonly #clock: Clock;
  readonly #ttlMs: number;

  constructor(keys: JwtKeys, clock: Clock, ttlMs: number) {
    this.#keys = keys;
    this.#clock = clock;
    this.#ttlMs = ttlMs;
  }

  drawPrefix(): string {
    return '';
  }

  assign({ username, authRevision }: Caller): string {
    const { algorithm, signKey } = this.#keys;
    if (signKey === undefined) {
      throw new AuthError('verify-only-key');
    }
    const exp = Math.floor((this.#clock.wallMs() + this.#ttlMs) / 1_000);
    const header = encodePart({ alg: algorithm, typ: 'JWT' });
    const signed = `${header}.${encodePart({ exp, revision: authRevision, username })}`;
    return `${signed}.${Buffer.from(signJwt(algorithm, signed, signKey)).toString('base64url')}`;
  }

  find(token: string): Caller | undefined {
    const [header, claims, signature, ...more] = token.split('.');
    if (header === undefined || claims === undefined || signature === undefined || more.length > 0) {
      return undefined;
    }
    const { algorithm, verifyKey } = this.#keys;
    if (decodePart(header)['alg'] !== algorithm) {
      return undefined;
    }
    const bytes = Buffer.from(signature, 'base64url');
    return verifyJwt(algorithm, `${header}.${claims}`, verifyKey, bytes)
      ? this.#callerOf(decodePart(claims))
      : undefined;
  }

  /** A signed token cannot be taken back: it ends by its time, or by the auth revision. */
  forgetUser(): void {}

  forgetAll(): void {}

  #callerOf({ username, revision, exp, nbf }: Claims): Caller | undefined {
    const nowSeconds = this.#clock.wallMs() / 1_000;
    const isTimely =
      isMissingOr(exp, (time) => nowSeconds < time) && isMissingOr(nbf, (time) => nowSeconds >= time);
    if (!isTimely || typeof username !== 'string' || typeof revision !== 'number') {
      return undefined;
    }
    return { username, authRevision: Math.trunc(revision) };
  }
}

type Claims = Readonly<Record<string, unknown>>;

function isMissingOr(claim: unknown, holds: (time: number) => boolean): boolean {
  return claim === undefined || (typeof claim === 'number' && holds(claim));
}

function encodePart(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** What is no JSON object has no claims. */
function decodePart(part: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
