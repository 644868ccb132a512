import { AuthError } from './errors.js';
import type { TokenProvider } from './types.js';

/** `--auth-token ''`: nobody logs in by password, client certificates say who calls. */
export const noTokens: TokenProvider = {
  drawPrefix: () => '',
  assign: () => {
    throw new AuthError('login-failed');
  },
  find: () => undefined,
  forgetUser: () => undefined,
  forgetAll: () => undefined,
};
