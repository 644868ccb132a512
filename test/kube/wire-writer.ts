/** Protobuf by hand, for tests that say exactly which bytes a decoder is given. */

function varint(value: number | bigint): Buffer {
  const out: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  do {
    const more = left > 0x7fn;
    out.push(Number(left & 0x7fn) | (more ? 0x80 : 0));
    left >>= 7n;
  } while (left > 0n);
  return Buffer.from(out);
}

/** A number: integers, booleans. */
export function int(number: number, value: number | bigint): Buffer {
  return Buffer.concat([varint(number << 3), varint(value)]);
}

/** What stands before the content of a field that is `length` bytes long. */
export function head(number: number, length: number): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(length)]);
}

/** A string, bytes or a message: whatever has its length before it. */
export function field(number: number, ...content: readonly (string | Uint8Array)[]): Buffer {
  const body = Buffer.concat(content.map((each) => Buffer.from(each)));
  return Buffer.concat([head(number, body.length), body]);
}

export function doubleField(number: number, value: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeDoubleLE(value);
  return Buffer.concat([varint((number << 3) | 1), body]);
}

/** A map entry: 1 the key, 2 the value. */
export function entry(number: number, key: string, value: string | Uint8Array): Buffer {
  return field(number, field(1, key), field(2, value));
}

/** An object as an API server stores it. */
export function stored(apiVersion: string, kind: string, ...raw: readonly Uint8Array[]): Buffer {
  return Buffer.concat([
    Buffer.from('k8s\0'),
    field(1, field(1, apiVersion), field(2, kind)),
    field(2, ...raw),
    field(3, ''),
    field(4, ''),
  ]);
}
