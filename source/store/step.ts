import type { Intent } from './intent.js';

/** What a reducer answers: the next state, what to do outside, and what to tell other panes. */
export interface Step<State, Effect> {
  readonly state: State;
  readonly effects: readonly Effect[];
  readonly intents: readonly Intent[];
}

/** Pure: no clock, no I/O, no randomness; times arrive inside events. */
export type Reduce<State, Event, Effect> = (state: State, event: Event) => Step<State, Effect>;

/** Runs one effect against the outside and reports back with events. */
export type RunEffect<Effect, Event, Services> = (
  effect: Effect,
  services: Services,
  dispatch: (event: Event) => void,
) => void;

export function step<State, Effect = never>(
  state: State,
  effects: readonly Effect[] = [],
  intents: readonly Intent[] = [],
): Step<State, Effect> {
  return { state, effects, intents };
}
