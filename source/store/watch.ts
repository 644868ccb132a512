import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import { type Reduce, step } from './step.js';

export type WatchState = Readonly<Record<never, never>>;

export type WatchEvent = SessionEvent | Extract<Intent, { type: 'watch-prefix' }>;

export type WatchEffect = never;

export const initialWatch: WatchState = {};

export const reduceWatch: Reduce<WatchState, WatchEvent, WatchEffect> = (state) => step(state);
