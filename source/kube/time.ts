/** Times and durations as Go prints them. */

/** Seconds of 0001-01-01T00:00:00Z: what Go takes for no time at all. */
const zeroTimeSeconds = -62_135_596_800;
/** What a Date can hold, in seconds. */
const dateSecondsMax = 8_640_000_000_000;

const padded = (value: number, length: number): string => String(value).padStart(length, '0');

export function isZeroTime(seconds: number | bigint, nanos: number): boolean {
  return seconds === zeroTimeSeconds && nanos === 0;
}

/** RFC 3339 in UTC; `fraction` stands before the Z. */
export function timeText(seconds: number | bigint, fraction = ''): string {
  if (typeof seconds === 'bigint' || Math.abs(seconds) > dateSecondsMax) return `${seconds} s after 1970`;
  const date = new Date(seconds * 1_000);
  const year = date.getUTCFullYear();
  const yearText = `${year < 0 ? '-' : ''}${padded(Math.abs(year), 4)}`;
  const month = padded(date.getUTCMonth() + 1, 2);
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  return `${yearText}-${month}-${padded(date.getUTCDate(), 2)}T${clock.map((part) => padded(part, 2)).join(':')}${fraction}Z`;
}

/** With six decimals, always; nanoseconds beyond a second move the seconds. */
export function microTimeText(seconds: number | bigint, nanos: number): string {
  const micros = Math.trunc(nanos / 1_000);
  const carried = Math.floor(micros / 1_000_000);
  const whole = typeof seconds === 'bigint' ? seconds : seconds + carried;
  return timeText(whole, `.${padded(micros - carried * 1_000_000, 6)}`);
}

const second = 1_000_000_000n;

/** `value` in units of 10^`digits`, without zeros at the end: 1500000 with 6 digits is 1.5. */
function decimal(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return fraction === '' ? text.slice(0, -digits) : `${text.slice(0, -digits)}.${fraction}`;
}

function shortDuration(nanos: bigint): string {
  if (nanos < 1_000n) return `${nanos}ns`;
  return nanos < 1_000_000n ? `${decimal(nanos, 3)}µs` : `${decimal(nanos, 6)}ms`;
}

/** `1h0m1.5s`, `250ms`, `0s`. */
export function durationText(nanos: bigint): string {
  if (nanos < 0n) return `-${durationText(-nanos)}`;
  if (nanos === 0n) return '0s';
  if (nanos < second) return shortDuration(nanos);
  const minutes = nanos / (60n * second);
  const seconds = `${decimal(nanos % (60n * second), 9)}s`;
  if (minutes === 0n) return seconds;
  const hours = minutes / 60n;
  return `${hours === 0n ? '' : `${hours}h`}${minutes % 60n}m${seconds}`;
}
