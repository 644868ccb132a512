import type { Event, KeyValue } from '../../proto/generated/mvccpb.js';
import { fromBytes } from '../bytes/byte-string.js';
import { noiseOf, noiseRules } from '../kube/noise.js';
import { headBytes, type KeyFacts, type LoggedChange } from '../store/watch-log.js';
import { changeType } from './change-feed.js';
import { KeptBytes } from './kept-bytes.js';

/** The event's own bytes are views into a whole message, which would be kept with them. */
const keptBytes = new KeptBytes();

function copied(value: Uint8Array | undefined, wholeMax: number): Uint8Array | undefined {
  return value === undefined || value.length > wholeMax ? undefined : keptBytes.copy(value);
}

function factsOf(kv: KeyValue | undefined): KeyFacts | undefined {
  if (kv === undefined) return undefined;
  const { createRevision, modRevision, version, lease } = kv;
  return { createRevision, modRevision, version, lease };
}

/**
 * An event as the log keeps it; undefined for one without a key, which no server sends. Values of more than
 * `wholeMax` bytes are not kept.
 */
export function loggedChange(
  { kv, prevKv, ...event }: Event,
  atMs: number,
  wholeMax: number,
): LoggedChange | undefined {
  if (kv === undefined) return undefined;
  const type = changeType({ ...event, kv, prevKv });
  const key = fromBytes(kv.key);
  const value = type === 'deleted' ? undefined : kv.value;
  const after = copied(value, wholeMax);
  return {
    kind: 'change',
    type,
    atMs,
    key,
    revision: kv.modRevision,
    now: type === 'deleted' ? undefined : factsOf(kv),
    was: factsOf(prevKv),
    size: value?.length,
    head: after?.subarray(0, headBytes) ?? keptBytes.copy(kv.value.subarray(0, headBytes)),
    before: copied(prevKv?.value, wholeMax),
    after,
    noise: noiseOf({ key, type, before: prevKv?.value, after: value }, noiseRules)?.id,
  };
}
