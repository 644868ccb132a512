declare const byteString: unique symbol;

/**
 * Bytes as a string of one character each (latin1). Such strings compare and hash as the bytes do, which
 * makes them the keys of maps and of sorted lists: faster and smaller there than byte arrays.
 */
export type ByteString = string & { readonly [byteString]: never };

export function toByteString(bytes: Uint8Array, start = 0, end = bytes.length): ByteString {
  return Buffer.prototype.latin1Slice.call(bytes, start, end) as ByteString;
}

export function fromByteString(string: ByteString): Uint8Array {
  return Buffer.from(string, 'latin1');
}
