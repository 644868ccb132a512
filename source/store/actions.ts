import type { SessionEvent } from './session.js';
import { type Reduce, step } from './step.js';

export type ActionsState = Readonly<Record<never, never>>;

export type ActionsEvent = SessionEvent;

export type ActionsEffect = never;

export const initialActions: ActionsState = {};

export const reduceActions: Reduce<ActionsState, ActionsEvent, ActionsEffect> = (state) => step(state);
