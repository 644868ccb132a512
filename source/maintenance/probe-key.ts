import type { CallOptions, EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';

/** Asking for one key's count costs the server one look into its index, whatever the key; etcdctl asks for this one. */
const usual = new TextEncoder().encode('health');

export interface Probe {
  /** This user may ask about it. */
  readonly key: Uint8Array;
  /** The newest, as the asked member has it. */
  readonly revision: number;
}

/**
 * Looks for a key that this user may ask about: etcd looks at permissions before it looks at revisions.
 * @throws EtcdError when there is none, or the server does not answer.
 */
export async function probe({ kv }: Pick<EtcdClient, 'kv'>, signal: AbortSignal | undefined): Promise<Probe> {
  const options: CallOptions = signal === undefined ? {} : { signal };
  const ask = async (key: Uint8Array): Promise<Probe> => {
    const { header } = await kv.range({ key, countOnly: true, serializable: true }, options);
    return { key, revision: header?.revision ?? 0 };
  };
  try {
    return await ask(usual);
  } catch (error) {
    const grants = error instanceof EtcdError ? error.grants : undefined;
    const readable = grants?.find(({ mayRead, key }) => mayRead && key.length > 0);
    if (readable === undefined) throw error;
    return ask(readable.key);
  }
}
