import { Event, Event_EventType as EventType } from '../../proto/generated/mvccpb.js';
import type { Member } from '../server/member.js';
import type { WatchSpec } from '../watch/types.js';
import type { CallContext } from './call.js';
import { rpcError } from './errors.js';
import { RpcError, StatusCode } from './status.js';

const noBytes = new Uint8Array(0);

/** A watch of one key or range as the server's own services need it. */
export function watchSpec(key: Uint8Array, rangeEnd: Uint8Array, startRevision: number): WatchSpec {
  return { key, rangeEnd, startRevision, filters: [], prevKv: false, progressNotify: false, fragment: false };
}

/**
 * Resolves when a key that was there is deleted, at `startRevision` or later.
 * @throws RpcError when nobody waits any more, or compaction took what would have told
 */
export function waitForDelete(
  member: Member,
  key: Uint8Array,
  startRevision: number,
  context: CallContext,
): Promise<void> {
  member.checkWatch(key, noBytes, context);
  return new Promise((resolve, reject) => {
    const stream = member.watches.open({
      deliver: ({ events }) => {
        if (events.some((event) => Event.decode(event).type === EventType.DELETE)) {
          stream.close();
          resolve();
        }
        return true;
      },
      compacted: () => {
        stream.close();
        reject(new RpcError(StatusCode.UNKNOWN, rpcError('compacted').message));
      },
      progress: () => undefined,
    });
    stream.create(-1n, watchSpec(key, noBytes, startRevision));
    context.onClose(() => {
      stream.close();
      reject(new RpcError(StatusCode.CANCELLED, 'context canceled'));
    });
  });
}
