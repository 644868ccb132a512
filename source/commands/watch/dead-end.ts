import type { WatchMessage } from '../../client/api.js';
import type { EtcdError, EtcdErrorKind } from '../../client/errors.js';

/** Whatever is found there instead of the etcd that was meant does not become it by waiting. */
const certain: ReadonlySet<EtcdErrorKind> = new Set(['tls', 'not-etcd']);

/**
 * Why nothing will ever come of a watch that was never set up. An etcd that was reached once is waited for, whatever
 * is in its place for a while, and so is one that may be starting.
 */
export function deadEnd(message: WatchMessage, wasSetUp: boolean): EtcdError | undefined {
  const isCertain = message.kind === 'interrupted' && !wasSetUp && certain.has(message.error.kind);
  return isCertain ? message.error : undefined;
}
