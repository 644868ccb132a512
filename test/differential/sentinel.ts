import { KVService } from '../../proto/generated/etcdserverpb.js';
import type { WireClient } from '../conformance/wire-client.js';

/** No program touches it by name. */
export const sentinelKey: Uint8Array = Buffer.from('\x00the last put');

export async function putSentinel(client: WireClient): Promise<void> {
  await client.call(KVService.put, { key: sentinelKey });
}
