import { registryKey } from '../kube/registry-key.js';
import { keyText } from '../presentation/text.js';
import { type ByteString, toBytes } from '../tree/byte-string.js';

/** How a key is called on the screen; safe for a terminal. */
export interface KeyName {
  /** As `kubectl` names it; undefined for what is no object of a registry. */
  readonly resource: string | undefined;
  /** `default/web-1`, or the whole key. */
  readonly name: string;
}

export function keyName(key: ByteString): KeyName {
  const text = keyText(toBytes(key));
  const object = registryKey(text);
  if (object === undefined) return { resource: undefined, name: text };
  const { resource, namespace, name } = object;
  return { resource, name: namespace === undefined ? name : `${namespace}/${name}` };
}
