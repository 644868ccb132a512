import type { Backend } from '../../../node-core/backend/types.js';

const slots = 997;
const stride = 7;

/** Entry number `index`: one put, one deletion, in two buckets, and the consistent point. */
export function writeEntry(backend: Backend, index: number): void {
  backend.put('key', slot(index), valueAt(index));
  backend.put('lease', slot(index), Buffer.from(String(index)));
  backend.delete('key', slot(index * stride));
  backend.setConsistent({ index, term: 1 + Math.floor(index / 1000) });
}

/** What the `key` bucket holds after entry number `index`: nothing older than one round of slots survives. */
export function expectedKeys(index: number): Map<string, string> {
  const keys = new Map<string, string>();
  for (let i = Math.max(1, index - slots * 2); i <= index; i += 1) {
    keys.set(text(slot(i)), text(valueAt(i)));
    keys.delete(text(slot(i * stride)));
  }
  return keys;
}

export function actualKeys(backend: Backend): Map<string, string> {
  return new Map([...backend.range('key', {})].map(({ key, value }) => [text(key), text(value)]));
}

function slot(index: number): Uint8Array {
  return Buffer.from(`slot ${String(index % slots).padStart(4, '0')}`);
}

/** From empty to longer than a page. */
function valueAt(index: number): Uint8Array {
  return Buffer.from(`${index} `.repeat(index % 17 === 0 ? 1500 : index % 5));
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
