import { KeyValue } from '../../proto/generated/mvccpb.js';
import type { StoredKeyValue } from '../mvcc/types.js';

/** The value inside the stored bytes. */
export function storedValue(kv: StoredKeyValue): Uint8Array {
  return KeyValue.decode(kv.bytes).value;
}
