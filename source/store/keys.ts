import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import { type Reduce, step } from './step.js';

export type KeysState = Readonly<Record<never, never>>;

export type KeysEvent = SessionEvent | Extract<Intent, { type: 'reveal-key' }>;

export type KeysEffect = never;

export const initialKeys: KeysState = {};

export const reduceKeys: Reduce<KeysState, KeysEvent, KeysEffect> = (state) => step(state);
