/** Order of keys, by their bytes. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

/** Go's order of strings, by their UTF-8 bytes; JavaScript's own differs beyond the basic plane. */
export function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
