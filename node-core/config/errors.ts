/** A flag, variable or file that the member cannot start with. The message is one sentence for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
