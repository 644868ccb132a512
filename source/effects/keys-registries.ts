import { type ByteString, prefixEnd, rangeEnd, rangeStart } from '../bytes/byte-string.js';
import { registrySign } from '../kube/registry-children.js';
import { childOf } from '../tree/child.js';
import type { ListingPorts } from '../tree/listing.js';
import { defaultSeparator } from '../tree/separator.js';

/**
 * The outermost directories that have a registry of Kubernetes at one of the roots, by a look at what every one has and
 * has little of: their keys need not be counted to know. Found or not, what the root's listing tells decides.
 */
export async function registriesSeen(
  roots: readonly ByteString[],
  revision: number | undefined,
  { range, budget }: ListingPorts,
  signal: AbortSignal,
): Promise<readonly ByteString[]> {
  const seen = new Set<ByteString>();
  for (const root of roots) {
    const sign = registrySign(root);
    await budget.admit(signal);
    const asked = { key: rangeStart(sign), rangeEnd: rangeEnd(prefixEnd(sign)), limit: 1, keysOnly: true };
    const { count } = await range({ ...asked, serializable: true, revision: revision ?? 0 }, { signal });
    budget.spend(count);
    if (count > 0) seen.add(childOf('', root, defaultSeparator).path);
  }
  return [...seen];
}
