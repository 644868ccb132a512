/** Numbers with their units, as they stand on the screen. What is not known is a dash. */

export const unknownText = '–';

/** Where a number of at most 2^53 takes a comma. `Intl` would do the same and cost each start its tables. */
const thousands = /\B(?=(?:\d{3})+$)/g;

/** `29,253,467`: counts and revisions. */
export function grouped(count: number): string {
  return Number.isFinite(count) ? Math.round(count).toString().replace(thousands, ',') : unknownText;
}

/** `1 key`, `2 keys`, `1,204 keys`; irregular plurals are given. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

const sizeUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `512 B`, `4.1 kB`, `41.2 MB`, `412 MB`: decimal units, as etcdctl prints sizes. */
export function byteSize(bytes: number): string {
  if (!(bytes >= 0) || !Number.isFinite(bytes)) return unknownText;
  let scaled = bytes;
  let unit = 0;
  while (scaled >= 999.5 && unit < sizeUnits.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  const decimals = unit > 0 && scaled < 99.95 ? 1 : 0;
  return `${scaled.toFixed(decimals)} ${sizeUnits[unit]}`;
}

/** `0.4/s`, `214/s`, `12,040/s`. */
export function perSecond(rate: number): string {
  if (!(rate >= 0) || !Number.isFinite(rate)) return unknownText;
  const small = rate < 9.95 && !Number.isInteger(rate);
  return small ? `${rate.toFixed(1)}/s` : `${grouped(rate)}/s`;
}

/** `61 %` of a ratio between 0 and 1. */
export function percent(ratio: number): string {
  return Number.isFinite(ratio) ? `${(ratio * 100).toFixed(0)} %` : unknownText;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

function twoUnits(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const whole = Math.floor(ms / largeMs);
  const rest = Math.floor((ms % largeMs) / smallMs);
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${rest} ${small}`;
}

/** `4 ms`, `1.2 s`, `12 s`, `3 m 12 s`, `2 h 5 m`, `3 d 4 h`, `19 d`; units that are over are not rounded up. */
export function duration(ms: number): string {
  if (!(ms >= 0) || !Number.isFinite(ms)) return unknownText;
  if (ms < secondMs) return `${Math.floor(ms)} ms`;
  if (ms < 10 * secondMs) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`;
  if (ms < hourMs) return twoUnits(ms, minuteMs, 'm', secondMs, 's');
  if (ms < dayMs) return twoUnits(ms, hourMs, 'h', minuteMs, 'm');
  if (ms < 10 * dayMs) return twoUnits(ms, dayMs, 'd', hourMs, 'h');
  return `${grouped(Math.floor(ms / dayMs))} d`;
}

const two = (part: number): string => part.toString().padStart(2, '0');

/** `10:42:07`, local time. */
export function clockTime(wallMs: number): string {
  const date = new Date(wallMs);
  if (Number.isNaN(date.getTime())) return unknownText;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `10:42:05.118`, local time. */
export function clockTimeMs(wallMs: number): string {
  const time = clockTime(wallMs);
  if (time === unknownText) return time;
  return `${time}.${new Date(wallMs).getMilliseconds().toString().padStart(3, '0')}`;
}

/** `2026-11-21`, local time. */
export function calendarDay(wallMs: number): string {
  const date = new Date(wallMs);
  if (Number.isNaN(date.getTime())) return unknownText;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `8e9e05c52164694d`: member and cluster ids, as etcdctl prints them. */
export function hexId(id: bigint): string {
  return BigInt.asUintN(64, id).toString(16);
}

/** `0e69a1fd9a8f7905`: lease ids, which etcdctl always prints with 16 digits. */
export function hexLease(id: bigint): string {
  return hexId(id).padStart(16, '0');
}

const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** The last `width` values as bars, the greatest the tallest; zero is the lowest bar. */
export function sparkline(values: readonly number[], width: number): string {
  if (width <= 0) return '';
  const shown = values.slice(-width);
  const greatest = Math.max(0, ...shown);
  const level = (value: number): number =>
    value > 0 && greatest > 0 ? Math.ceil((value / greatest) * (levels.length - 1)) : 0;
  return shown.map((value) => levels[level(value)] ?? levels[0]).join('');
}
