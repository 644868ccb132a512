import { registrySigns } from '../kube/registry-children.js';
import { type ByteString, prefixEnd, rangeEnd, rangeStart } from '../tree/byte-string.js';
import type { ListingPorts } from '../tree/listing.js';

/**
 * The registries of Kubernetes that are there, by a look at what every one has and has little of: their keys need not
 * be counted to know. Found or not, what the root's listing tells decides.
 */
export async function registriesSeen(
  revision: number | undefined,
  { range, budget }: ListingPorts,
  signal: AbortSignal,
): Promise<readonly ByteString[]> {
  const seen: ByteString[] = [];
  for (const { root, sign } of registrySigns) {
    await budget.admit(signal);
    const asked = { key: rangeStart(sign), rangeEnd: rangeEnd(prefixEnd(sign)), limit: 1, keysOnly: true };
    const { count } = await range({ ...asked, serializable: true, revision: revision ?? 0 }, { signal });
    budget.spend(count);
    if (count > 0) seen.push(root);
  }
  return seen;
}
