import { UsageError } from './command.js';

/** A half-open range of keys as etcd takes it. */
export interface KeyRange {
  readonly key: Uint8Array;
  /** Empty: the one key. */
  readonly rangeEnd: Uint8Array;
}

const zeroByte = Uint8Array.of(0);

/** Every key that begins with `prefix`; all keys for an empty one. */
export function prefixRange(prefix: Uint8Array): KeyRange {
  return prefix.length === 0
    ? { key: zeroByte, rangeEnd: zeroByte }
    : { key: prefix, rangeEnd: prefixEnd(prefix) };
}

/** Every key at or after `key`. */
export function fromKeyRange(key: Uint8Array): KeyRange {
  return { key: key.length === 0 ? zeroByte : key, rangeEnd: zeroByte };
}

/** The first key after all that begin with `prefix`; a zero byte ("to the end") after only 0xff bytes. */
function prefixEnd(prefix: Uint8Array): Uint8Array {
  for (let index = prefix.length - 1; index >= 0; index--) {
    const byte = prefix[index] ?? 0;
    if (byte < 0xff) {
      const end = prefix.slice(0, index + 1);
      end[index] = byte + 1;
      return end;
    }
  }
  return zeroByte;
}

/**
 * A key as it is typed. With `--hex` its bytes in hexadecimal, because a command line cannot hold a
 * zero byte and terminals garble what is not UTF-8.
 */
export function keyOperand(text: string, hex: boolean): Uint8Array {
  if (!hex) {
    return Buffer.from(text);
  }
  if (!/^([0-9a-f]{2})*$/iu.test(text)) {
    throw new UsageError(
      `${JSON.stringify(text)} is not hexadecimal; write two digits a byte, such as 2f00ff`,
    );
  }
  return Buffer.from(text, 'hex');
}
