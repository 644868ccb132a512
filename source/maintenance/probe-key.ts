import type { CallOptions, EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';

/** Asking for one key's count costs the server one look into its index, whatever the key; etcdctl asks for this one. */
const usual = new TextEncoder().encode('health');

/**
 * A key that this user may ask about: etcd looks at permissions before it looks at revisions.
 * @throws EtcdError when there is none, or the server does not answer.
 */
export async function probeKeyOf(
  { kv }: Pick<EtcdClient, 'kv'>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const options: CallOptions = signal === undefined ? {} : { signal };
  try {
    await kv.range({ key: usual, countOnly: true, serializable: true }, options);
    return usual;
  } catch (error) {
    const grants = error instanceof EtcdError ? error.grants : undefined;
    const readable = grants?.find(({ mayRead, key }) => mayRead && key.length > 0);
    if (readable === undefined) throw error;
    return readable.key;
  }
}
