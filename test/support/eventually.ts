import { setTimeout as pause } from 'node:timers/promises';

/** Generous, as the tests run on busy machines; a condition that holds ends the wait at once. */
const defaultBoundMs = 30_000;

/** Waits until `condition` answers something other than undefined or false, and gives that. */
export async function eventually<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  boundMs = defaultBoundMs,
): Promise<T> {
  const end = performance.now() + boundMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) {
      return value;
    }
    if (performance.now() > end) {
      throw new Error(`still not so after ${boundMs} ms: ${what}`);
    }
    await pause(10);
  }
}
