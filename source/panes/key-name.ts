import { type ByteString, toBytes } from '../bytes/byte-string.js';
import { registryKey } from '../kube/registry-key.js';
import { keyText } from '../presentation/text.js';

/** How a key is called on the screen; safe for a terminal. */
export interface KeyName {
  /** As `kubectl` names it; undefined for what is no object of a registry. */
  readonly resource: string | undefined;
  /** `default/web-1`, or the whole key. */
  readonly name: string;
}

/** @param value what is or was stored there, or its beginning: it tells what keys below an unusual root are of. */
export function keyName(key: ByteString, value?: Uint8Array): KeyName {
  const text = keyText(toBytes(key));
  const object = registryKey(text, value);
  if (object === undefined) return { resource: undefined, name: text };
  const { resource, namespace, name } = object;
  return { resource, name: namespace === undefined ? name : `${namespace}/${name}` };
}
