/** What etcd revokes in a second. */
export const revokesPerSecond = 1_000;

const windowMs = 1_000;

/**
 * How much longer leases get when a member begins to lead, so that those whose time ends together do not all end in
 * one second: a window that is full is stretched, and those in it that come later move further. Three quarters of the
 * rate are planned for, so that what has piled up is worked off beside.
 * @param remainingMs of every lease, ascending
 * @returns the delay of each, in milliseconds
 */
export function spreadDelays(remainingMs: readonly number[], perSecond = revokesPerSecond): number[] {
  const planned = Math.floor((3 * perSecond) / 4);
  let windowStart = remainingMs[0] ?? 0;
  let windowEnd = windowStart + windowMs;
  let inWindow = 0;
  return remainingMs.map((remaining) => {
    if (remaining > windowEnd) {
      windowStart = remaining;
      windowEnd = windowStart + windowMs;
      inWindow = 1;
      return 0;
    }
    inWindow += 1;
    if (inWindow <= planned) {
      return 0;
    }
    const delayMs = windowMs * (inWindow / planned) - (remaining - windowStart);
    windowEnd = windowStart + delayMs;
    return delayMs;
  });
}
