const secondsRange = { from: 1_000_000_000, to: 4_000_000_000 };

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, in wall milliseconds, if the count can be such. */
export function unixTimeMs(count: number): number | undefined {
  for (const perSecond of [1, 1_000, 1_000_000, 1_000_000_000]) {
    const seconds = count / perSecond;
    if (seconds >= secondsRange.from && seconds < secondsRange.to) return seconds * 1_000;
  }
  return undefined;
}
