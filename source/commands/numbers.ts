import { type FlagValues, UsageError } from './command.js';

/**
 * A flag that counts something.
 * @throws UsageError unless it is a whole number in [minimum, 2^53).
 */
export function countFlag(flags: FlagValues, name: string, otherwise: number, minimum = 0): number {
  const text = flags.get(name);
  return typeof text === 'string' ? parseCount(text, `--${name}`, minimum) : otherwise;
}

/** @throws UsageError unless `text` is a whole number in [minimum, 2^53). */
export function parseCount(text: string, what: string, minimum = 0): number {
  const value = /^\d+$/u.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new UsageError(
      `${what} must be a whole number of at least ${minimum}, not ${JSON.stringify(text)}`,
    );
  }
  return value;
}
