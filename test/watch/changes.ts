import type { LoggedChange } from '../../source/store/watch-log.js';

/** A change of a log, with a value of three bytes. */
export function change(key: string, revision: number, type: LoggedChange['type'] = 'updated'): LoggedChange {
  const head = Uint8Array.of(1, 2, 3);
  return {
    kind: 'change',
    type,
    atMs: 0,
    key,
    revision,
    now: type === 'deleted' ? undefined : { createRevision: 1, modRevision: revision, version: 2, lease: 0n },
    was: undefined,
    size: 3,
    head,
    before: undefined,
    after: undefined,
    noise: undefined,
  };
}
