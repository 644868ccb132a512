import type { Clock } from '../ports/clock.js';
import type { Entropy } from '../ports/entropy.js';
import type { Caller, TokenProvider } from './types.js';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const prefixLetters = 16;

interface HeldToken {
  readonly username: string;
  readonly expiresAtMs: number;
}

/**
 * etcd's simple tokens: 16 random letters, a dot, and the index of the log entry of the login. The letters
 * are drawn before the entry and stand in it, so every member knows the same token. A token lives as long
 * as it is used; none outlives its process, but for those that the log gives again.
 */
export class SimpleTokens implements TokenProvider {
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  readonly #ttlMs: number;
  /** Longest unused first: each use moves a token to the end. */
  readonly #tokens = new Map<string, HeldToken>();

  constructor(clock: Clock, entropy: Entropy, ttlMs: number) {
    this.#clock = clock;
    this.#entropy = entropy;
    this.#ttlMs = ttlMs;
  }

  drawPrefix(): string {
    return Array.from({ length: prefixLetters }, () => letters[this.#entropy.below(letters.length)]).join('');
  }

  assign({ username }: Caller, prefix: string, index: number): string {
    this.#dropExpired();
    const token = `${prefix}.${index}`;
    this.#hold(token, username);
    return token;
  }

  find(token: string, authRevision: number): Caller | undefined {
    const held = this.#tokens.get(token);
    if (held === undefined || held.expiresAtMs <= this.#clock.monotonicMs()) {
      return undefined;
    }
    this.#hold(token, held.username);
    return { username: held.username, authRevision };
  }

  forgetUser(username: string): void {
    for (const [token, held] of this.#tokens) {
      if (held.username === username) {
        this.#tokens.delete(token);
      }
    }
  }

  forgetAll(): void {
    this.#tokens.clear();
  }

  #hold(token: string, username: string): void {
    this.#tokens.delete(token);
    this.#tokens.set(token, { username, expiresAtMs: this.#clock.monotonicMs() + this.#ttlMs });
  }

  #dropExpired(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [token, { expiresAtMs }] of this.#tokens) {
      if (expiresAtMs > nowMs) {
        return;
      }
      this.#tokens.delete(token);
    }
  }
}
