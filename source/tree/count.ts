import { type ByteString, prefixEnd, rangeEnd, rangeStart } from '../bytes/byte-string.js';
import type { ListingPorts } from './listing.js';

/**
 * How many keys start with `prefix`, at a revision or now. The server visits every one of them.
 */
export async function countKeys(
  prefix: ByteString,
  revision: number | undefined,
  ports: ListingPorts,
  signal?: AbortSignal,
): Promise<number> {
  await ports.budget.admit(signal);
  const response = await ports.range(
    {
      key: rangeStart(prefix),
      rangeEnd: rangeEnd(prefixEnd(prefix)),
      countOnly: true,
      serializable: true,
      revision: revision ?? 0,
    },
    signal === undefined ? {} : { signal },
  );
  ports.budget.spend(response.count);
  return response.count;
}
