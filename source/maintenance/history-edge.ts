import type { EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';
import { probe } from './probe-key.js';

/**
 * The oldest revision that can still be read: the last compaction, or 1. Found by halving, about 25
 * questions about a single key; etcd tells it nowhere without reading its whole history.
 * `known` was the oldest before; where it still is, that takes one question.
 * @throws EtcdError when the server refuses or does not answer.
 */
export async function oldestReadableRevision(
  client: Pick<EtcdClient, 'kv'>,
  newest: number,
  signal?: AbortSignal,
  known = 1,
): Promise<number> {
  const { key } = await probe(client, signal);
  if (await isReadable(client, { key, revision: known }, signal)) return known;
  let compacted = known;
  let readable = newest;
  while (readable - compacted > 1) {
    const middle = compacted + Math.floor((readable - compacted) / 2);
    if (await isReadable(client, { key, revision: middle }, signal)) {
      readable = middle;
    } else {
      compacted = middle;
    }
  }
  return readable;
}

async function isReadable(
  { kv }: Pick<EtcdClient, 'kv'>,
  asked: { readonly key: Uint8Array; readonly revision: number },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const request = { ...asked, countOnly: true, serializable: true };
  try {
    await kv.range(request, signal === undefined ? {} : { signal });
    return true;
  } catch (error) {
    if (error instanceof EtcdError && error.kind === 'compacted') return false;
    throw error;
  }
}
