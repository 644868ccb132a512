/**
 * A key as a string with one character per byte (U+0000 to U+00FF). Comparing, slicing and looking up
 * such strings is etcd's byte order, and takes one byte of memory per character.
 */
export type ByteString = string;

/** Greater than every key: the exclusive end of a range that has no end. */
export const endOfKeys: ByteString = '\uffff';

export function fromBytes(bytes: Uint8Array): ByteString {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function toBytes(key: ByteString): Uint8Array {
  return Buffer.from(key, 'latin1');
}

/** The smallest key that is greater than `key`. */
export function keyAfter(key: ByteString): ByteString {
  return `${key}\0`;
}

/** Where the keys that start with `prefix` end; `endOfKeys` when nothing can come after them. */
export function prefixEnd(prefix: ByteString): ByteString {
  for (let at = prefix.length - 1; at >= 0; at -= 1) {
    const byte = prefix.charCodeAt(at);
    if (byte < 0xff) return prefix.slice(0, at) + String.fromCharCode(byte + 1);
  }
  return endOfKeys;
}

export function commonPrefixLength(a: ByteString, b: ByteString): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

/** How many bytes all keys of [from, to) have in common. */
export function agreedLength(from: ByteString, to: ByteString): number {
  const length = commonPrefixLength(from, to);
  const endsAfterOneByte =
    to.length === length + 1 && from.length > length && to.charCodeAt(length) === from.charCodeAt(length) + 1;
  return endsAfterOneByte ? length + 1 : length;
}

/** The start of a range as etcd takes it: it has no empty key, the smallest is one zero byte. */
export function rangeStart(from: ByteString): Uint8Array {
  return toBytes(from === '' ? '\0' : from);
}

/** The end of a range as etcd takes it: one zero byte where there is no end. */
export function rangeEnd(to: ByteString): Uint8Array {
  return toBytes(to === endOfKeys ? '\0' : to);
}
