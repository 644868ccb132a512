import { endOfKeys, fromBytes, prefixEnd, toBytes } from '../bytes/byte-string.js';
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
  const end = prefixEnd(fromBytes(prefix));
  return {
    key: prefix.length === 0 ? zeroByte : prefix,
    rangeEnd: end === endOfKeys ? zeroByte : toBytes(end),
  };
}

/** Every key at or after `key`. */
export function fromKeyRange(key: Uint8Array): KeyRange {
  return { key: key.length === 0 ? zeroByte : key, rangeEnd: zeroByte };
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
