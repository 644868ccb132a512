import { toBytes } from '../../bytes/byte-string.js';
import { registryKey } from '../../kube/registry-key.js';
import type { KeyFacts, LoggedChange, LoggedMark } from '../../store/watch-log.js';
import { tellingValue } from '../../store/watch-object.js';
import { holdsSecrets } from '../../store/watch-secrets.js';
import { writerOfChange } from '../../store/watch-sieve.js';
import { changeWords } from '../../store/watch-words.js';
import { bytesField, type Json, leaseField } from './json.js';

interface ValueOf {
  readonly facts: KeyFacts | undefined;
  readonly value: Uint8Array | undefined;
  /** Bytes of all of it, where that is known. */
  readonly size: number | undefined;
}

/** The value, or why it is not there: it is a secret, or was too large to be kept. */
function valueFields({ value, size }: ValueOf, isMasked: boolean): { readonly [name: string]: Json } {
  if (value !== undefined && !isMasked) return bytesField('value', value);
  const bytes = size ?? value?.length;
  return {
    ...(isMasked ? { masked: true } : { omitted: true }),
    ...(bytes === undefined ? {} : { valueBytes: bytes }),
  };
}

function keyValue(key: Uint8Array, of: ValueOf, isMasked: boolean): Json {
  const { facts } = of;
  return {
    ...bytesField('key', key),
    ...(facts === undefined
      ? {}
      : {
          createRevision: facts.createRevision,
          modRevision: facts.modRevision,
          version: facts.version,
          ...leaseField(facts.lease),
        }),
    ...valueFields(of, isMasked),
  };
}

/** What the key is of; nothing for keys that are no objects. */
function objectFields(change: LoggedChange): { readonly [name: string]: Json } {
  const { key, noise, isReplayed } = change;
  const object = registryKey(Buffer.from(key, 'latin1').toString(), tellingValue(change));
  return {
    ...(object === undefined
      ? {}
      : {
          resource: object.resource,
          ...(object.namespace === undefined ? {} : { namespace: object.namespace }),
          name: object.name,
        }),
    ...(noise === undefined ? {} : { noise }),
    ...(isReplayed === true ? { replayed: true } : {}),
  };
}

/** What the values say in words. */
function decodedFields(change: LoggedChange): { readonly [name: string]: Json } {
  const words = changeWords(change)?.parts;
  const writer = writerOfChange(change);
  return {
    ...(words === undefined ? {} : { changes: words }),
    ...(writer === '' ? {} : { writer }),
  };
}

export interface HowTold {
  readonly showsSecrets: boolean;
  /** With what changed, in words, and who did it; that costs decoding both values. */
  readonly isDecoded: boolean;
}

/**
 * One change as a line of JSON. Values of Secrets are left out, and said to be, unless they are asked for; so are
 * those that the log did not keep.
 */
export function changeJson(change: LoggedChange, { showsSecrets, isDecoded }: HowTold): Json {
  const key = toBytes(change.key);
  const isMasked = !showsSecrets && holdsSecrets(change);
  const time = new Date(change.atMs).toISOString();
  const was: ValueOf = { facts: change.was, value: change.before, size: change.before?.length };
  const previous = change.was === undefined ? {} : { previous: keyValue(key, was, isMasked) };
  const decoded = { ...objectFields(change), ...(isDecoded ? decodedFields(change) : {}) };
  if (change.type === 'deleted') {
    return {
      type: 'delete',
      time,
      ...bytesField('key', key),
      modRevision: change.revision,
      ...decoded,
      ...previous,
    };
  }
  const now: ValueOf = { facts: change.now, value: change.after, size: change.size };
  return { type: 'put', time, ...decoded, kv: keyValue(key, now, isMasked), ...previous };
}

/** What happened to the watch itself as a line of JSON. */
export function markJson(mark: LoggedMark): Json {
  const time = new Date(mark.atMs).toISOString();
  switch (mark.kind) {
    case 'started':
    case 'reconnected':
      return { type: 'created', time, revision: mark.revision, endpoint: mark.endpoint };
    case 'cut':
      return { type: 'interrupted', time, error: mark.reason };
    case 'hole':
      return { type: 'hole', time, fromRevision: mark.fromRevision, toRevision: mark.toRevision };
  }
}
