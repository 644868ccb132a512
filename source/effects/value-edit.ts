import { toBytes } from '../bytes/byte-string.js';
import { refusedWrite, type Wish } from '../editing/write-plan.js';
import { counted, grouped, hexLease } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import type { EditEffect, EditEvent, Edited } from '../store/value-editing.js';
import { sentenceOf } from './sentence.js';
import type { Services } from './services.js';
import { editText } from './value-editor.js';
import { writeLimit } from './write-limit.js';
import { prepareWrite } from './write-plan.js';

type Dispatch = (event: EditEvent) => void;

export async function runEditEffect(
  effect: EditEffect,
  services: Services,
  dispatch: Dispatch,
): Promise<void> {
  switch (effect.type) {
    case 'open-editor':
      dispatch({ type: 'edited', edited: await edited(effect, services) });
      return;
    case 'plan-write': {
      const { wish, contextName } = effect;
      dispatch({ type: 'write-planned', wish, planned: await prepareWrite(services, wish, contextName) });
      return;
    }
    case 'plan-undo':
      return planUndo(effect, services, dispatch);
  }
}

async function edited(
  { key, text }: Extract<EditEffect, { type: 'open-editor' }>,
  services: Services,
): Promise<Edited> {
  const limit = await writeLimit(services.client, toBytes(key));
  return limit === undefined ? editText(text, suffixOf(text), services) : { kind: 'failed', reason: limit };
}

const isOpening = (byte: number | undefined): boolean => byte === 0x7b || byte === 0x5b;

function suffixOf(text: Uint8Array): string {
  return isOpening(text.find((byte) => byte > 0x20)) ? '.json' : '.txt';
}

type UndoEffect = Extract<EditEffect, { type: 'plan-undo' }>;

interface Prior {
  readonly value: Uint8Array;
  readonly lease: bigint;
}

/** undefined: the key was not there. */
async function priorOf({ key, target }: UndoEffect, services: Services): Promise<Prior | undefined> {
  if (target.kind === 'value') return target.stored;
  const { kvs } = await services.client.kv.range(
    { key: toBytes(key), revision: target.revision },
    { signal: services.signal },
  );
  return kvs[0];
}

async function planUndo(effect: UndoEffect, services: Services, dispatch: Dispatch): Promise<void> {
  try {
    const wish = await undoWish(effect, await priorOf(effect, services), services);
    const planned = await prepareWrite(services, wish, effect.contextName);
    dispatch({ type: 'write-planned', wish, planned });
  } catch (error) {
    const reason = `What was there before cannot be read: ${sentenceOf(error)}`;
    dispatch({ type: 'write-planned', wish: undefined, planned: refusedWrite(safeText(reason)) });
  }
}

async function undoWish(
  { key, expected, bypasses, target }: UndoEffect,
  prior: Prior | undefined,
  services: Services,
): Promise<Wish> {
  const shared = { change: 'restore', key: toBytes(key), expected, bypasses } as const;
  const from = target.kind === 'value' ? target.stored.modRevision : target.revision;
  if (prior === undefined) {
    const remarks = [`At rev ${grouped(from)} the key was not there.`];
    return { ...shared, value: undefined, lease: 'keep', remarks };
  }
  const was = `It becomes what it was at rev ${grouped(from)}, ${counted(prior.value.length, 'byte')}.`;
  if (expected !== 0 || prior.lease === 0n) {
    return { ...shared, value: prior.value, lease: 'keep', remarks: [was] };
  }
  const lives = await isAlive(prior.lease, services);
  const lost = `Its lease ${hexLease(prior.lease)} is gone: it stays until it is deleted.`;
  return {
    ...shared,
    value: prior.value,
    lease: lives ? prior.lease : 0n,
    remarks: lives ? [was] : [was, lost],
  };
}

async function isAlive(id: bigint, { client, signal }: Services): Promise<boolean> {
  const { ttl } = await client.lease.timeToLive({ id }, { signal });
  return ttl > 0;
}
