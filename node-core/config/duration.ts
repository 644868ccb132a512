const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Milliseconds of a duration as Go writes it: `10m`, `1h30m`, `500ms`, `0`.
 * @returns undefined for anything else, and for negative ones
 */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') {
    return 0;
  }
  const parts = text.match(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g);
  if (parts === null || parts.join('') !== text) {
    return undefined;
  }
  let totalMs = 0;
  for (const part of parts) {
    const amount = Number.parseFloat(part);
    totalMs += amount * (unitMs[part.replace(/[\d.]+/, '')] ?? Number.NaN);
  }
  return totalMs;
}
