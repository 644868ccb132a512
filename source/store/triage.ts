import type { SessionEvent } from './session.js';
import { type Reduce, step } from './step.js';
import type { Health } from './summary.js';

export type TriageState = Readonly<Record<never, never>>;

export type TriageEvent = SessionEvent;

export type TriageEffect = never;

export const initialTriage: TriageState = {};

export const reduceTriage: Reduce<TriageState, TriageEvent, TriageEffect> = (state) => step(state);

/** The worst finding so far; `unknown` until the checks ran once. */
export const triageHealth = (_state: TriageState): Health => 'unknown';
