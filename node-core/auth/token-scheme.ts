import type { Clock } from '../ports/clock.js';
import type { Entropy } from '../ports/entropy.js';
import { type JwtKeys, JwtTokens } from './jwt-tokens.js';
import { noTokens } from './no-tokens.js';
import { SimpleTokens } from './simple-tokens.js';
import type { TokenProvider } from './types.js';

/** What `--auth-token` chooses. */
export type TokenScheme =
  | { readonly kind: 'none' }
  | { readonly kind: 'simple'; readonly ttlMs: number }
  | { readonly kind: 'jwt'; readonly keys: JwtKeys; readonly ttlMs: number };

export function createTokenProvider(scheme: TokenScheme, clock: Clock, entropy: Entropy): TokenProvider {
  switch (scheme.kind) {
    case 'none':
      return noTokens;
    case 'simple':
      return new SimpleTokens(clock, entropy, scheme.ttlMs);
    case 'jwt':
      return new JwtTokens(scheme.keys, clock, scheme.ttlMs);
  }
}
