import type { EtcdClient } from '../client/api.js';
import { covers } from '../client/grants.js';
import { keyText } from '../presentation/text.js';

/** A change is made only if nobody wrote in between, and etcd lets only readers of a key ask that. */
const needs = { read: true, write: true } as const;

/** Why this user may not change the key, as a safe sentence: told before the work is done, not after it. */
export async function writeLimit(client: EtcdClient, key: Uint8Array): Promise<string | undefined> {
  const limits = await client.auth.limits();
  if (limits === undefined || limits.grants.some((grant) => covers(grant, key, needs))) return undefined;
  return `${keyText(key)} may not be changed by this user: ${limits.inWords}`;
}
