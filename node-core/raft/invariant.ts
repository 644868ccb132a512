/** A rule of the protocol, or between it and its driver, was broken: going on could lose data. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * Stops the member when something that must not happen has happened; on in production.
 * `rule` says what must hold, `values` what was found.
 * @throws InvariantError
 */
export function invariant(
  holds: boolean,
  rule: string,
  values: Readonly<Record<string, unknown>> = {},
): asserts holds {
  if (!holds) {
    throw new InvariantError(`${rule} (${describe(values)})`);
  }
}

function describe(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');
}
