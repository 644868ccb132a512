import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import { type Reduce, step } from './step.js';

export type ValueState = Readonly<Record<never, never>>;

export type ValueEvent = SessionEvent | Extract<Intent, { type: 'show-key' }>;

export type ValueEffect = never;

export const initialValue: ValueState = {};

export const reduceValue: Reduce<ValueState, ValueEvent, ValueEffect> = (state) => step(state);
