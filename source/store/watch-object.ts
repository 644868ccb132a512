import { type RegistryKey, registryKey } from '../kube/registry-key.js';
import type { LoggedChange } from './watch-log.js';

/** The value that says most surely what the key is of: what is there now, or what was there. */
export function tellingValue({ type, head, before }: LoggedChange): Uint8Array | undefined {
  return type === 'deleted' ? before : head;
}

/** Which object of a registry was changed. */
export function changedObject(change: LoggedChange): RegistryKey | undefined {
  return registryKey(change.key, tellingValue(change));
}
