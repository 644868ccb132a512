import type { ByteString } from '../../bytes/byte-string.js';
import { cellWidth, cutMiddle, fitMiddle } from '../../presentation/cells.js';
import type { Span } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { keyName } from '../key-name.js';

/** No screen shows more of a longer key than its ends, and etcd takes keys of a megabyte. */
const keyBytesMax = 4_096;

function endsOf(key: ByteString): ByteString {
  return key.length <= keyBytesMax ? key : key.slice(0, keyBytesMax / 2) + key.slice(-keyBytesMax / 2);
}

/** A key in exactly `width` cells: `pods default/web-1` for objects of a registry, else the key itself; `value` as for `keyName`. */
export function nameSpans(key: ByteString, width: number, value?: Uint8Array): readonly Span[] {
  const { resource, name } = keyName(endsOf(key), value);
  if (resource === undefined) return [span(fitMiddle(name, width), 'key')];
  // The kind has half of the room, and what a short name leaves of the other half.
  const kindRoom = Math.max(Math.floor(width / 2) - 1, width - cellWidth(name) - 1);
  const kind = cutMiddle(resource, Math.max(0, kindRoom));
  return [span(`${kind} `, 'dim'), span(fitMiddle(name, width - cellWidth(kind) - 1), 'key')];
}

/** How many cells a key's name takes when nothing is cut. */
export function nameWidth(key: ByteString, value?: Uint8Array): number {
  const { resource, name } = keyName(endsOf(key), value);
  return cellWidth(name) + (resource === undefined ? 0 : cellWidth(resource) + 1);
}
