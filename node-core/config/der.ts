/** DER, as far as a certificate needs it (X.690): tag, length, content. */

function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return Buffer.concat([Buffer.of(tag), lengthBytes(length), ...contents]);
}

/** One byte below 128; else the count of the bytes that follow, and those. */
function lengthBytes(length: number): Buffer {
  if (length < 0x80) {
    return Buffer.of(length);
  }
  const digits = Buffer.from(evenHex(BigInt(length)), 'hex');
  return Buffer.concat([Buffer.of(0x80 | digits.length), digits]);
}

function evenHex(value: bigint): string {
  const hex = value.toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => element(0x30, ...items);
export const set = (...items: readonly Uint8Array[]): Buffer => element(0x31, ...items);
export const octets = (bytes: Uint8Array): Buffer => element(0x04, bytes);
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text));
/** @param unused bits at the end of the last byte */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => element(0x03, Buffer.of(unused), bytes);
export const yes = element(0x01, Buffer.of(0xff));
/** A constructed element of a meaning that its place gives it. */
export const tagged = (number: number, content: Uint8Array): Buffer => element(0xa0 | number, content);
/** The same, primitive: the content is plain bytes. */
export const implicit = (number: number, bytes: Uint8Array): Buffer => element(0x80 | number, bytes);

/** @param value not negative */
export function integer(value: bigint): Buffer {
  const bytes = Buffer.from(evenHex(value), 'hex');
  const isNegativeLooking = ((bytes[0] ?? 0) & 0x80) !== 0;
  return element(0x02, isNegativeLooking ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** @param dotted `1.2.840.10045.4.3.2` */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) {
    digits.unshift(0x80 | (left & 0x7f));
  }
  return digits;
}

/** Whole seconds, with a year of four digits. */
export function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '');
  const isLate = Number(text.slice(0, 4)) >= 2050;
  return isLate ? element(0x18, Buffer.from(text)) : element(0x17, Buffer.from(text.slice(2)));
}
