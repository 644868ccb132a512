import { staticTable } from './static-table.js';

/** Tells the client's decoder that the dynamic table is not used (RFC 7541 §4.2). */
export const noTable = Uint8Array.of(0x20);

/**
 * Encodes a field block without the dynamic table: it is the same for every connection and every stream, so
 * the usual ones are made once.
 * @param fields names in lower case; values one character for each byte.
 */
export function encodeFields(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(fields.map(([name, value]) => encodeField(name, value)));
}

function encodeField(name: string, value: string): Buffer {
  const whole = staticTable.findIndex((field) => field.name === name && field.value === value);
  if (whole >= 0) {
    return encodeInteger(whole + 1, 7, 0x80);
  }
  const named = staticTable.findIndex((field) => field.name === name);
  return named >= 0
    ? Buffer.concat([encodeInteger(named + 1, 4, 0), encodeString(value)])
    : Buffer.concat([encodeInteger(0, 4, 0), encodeString(name), encodeString(value)]);
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([encodeInteger(bytes.length, 7, 0), bytes]);
}

function encodeInteger(value: number, prefixBits: number, flags: number): Buffer {
  const mask = (1 << prefixBits) - 1;
  if (value < mask) {
    return Buffer.of(flags | value);
  }
  const bytes = [flags | mask];
  let rest = value - mask;
  while (rest >= 0x80) {
    bytes.push(0x80 | (rest & 0x7f));
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.of(...bytes, rest);
}
