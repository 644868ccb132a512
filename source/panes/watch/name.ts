import { registryKey } from '../../kube/registry-key.js';
import { cellWidth, cutMiddle, fitMiddle } from '../../presentation/cells.js';
import type { Span } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { keyText } from '../../presentation/text.js';
import { type ByteString, toBytes } from '../../tree/byte-string.js';

/** A key in exactly `width` cells: `pods default/web-1` for objects of a registry, else the key itself. */
export function nameSpans(key: ByteString, width: number): readonly Span[] {
  const text = keyText(toBytes(key));
  const object = registryKey(text);
  if (object === undefined) return [span(fitMiddle(text, width), 'key')];
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  const resource = cutMiddle(object.resource, Math.max(0, Math.floor(width / 2) - 1));
  return [span(`${resource} `, 'dim'), span(fitMiddle(name, width - cellWidth(resource) - 1), 'key')];
}
