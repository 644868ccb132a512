const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // U+00B5, the micro sign
  μs: 1e-3, // U+03BC, the Greek letter
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const whole = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/u;
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gu;

/**
 * A duration as Go writes it (`300ms`, `1m30s`, `-1.5h`, `0`) in milliseconds; undefined when it is none.
 * Source: Go's time.ParseDuration; a number without a unit is none, except 0.
 */
export function parseGoDuration(text: string): number | undefined {
  if (/^[+-]?0$/u.test(text)) {
    return 0;
  }
  const [, sign, parts] = whole.exec(text) ?? [];
  if (parts === undefined) {
    return undefined;
  }
  let sumMs = 0;
  for (const [, amount, unit] of parts.matchAll(part)) {
    sumMs += Number(amount) * (unitMs[unit ?? ''] ?? Number.NaN);
  }
  return sign === '-' ? -sumMs : sumMs;
}
