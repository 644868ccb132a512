import {
  type ActionsEffect,
  type ActionsEvent,
  type ActionsState,
  initialActions,
  reduceActions,
} from './actions.js';
import {
  type ContextsEffect,
  type ContextsEvent,
  type ContextsState,
  initialContexts,
  reduceContexts,
} from './contexts.js';
import { type Intent, paneIds } from './intent.js';
import { initialKeys, type KeysEffect, type KeysEvent, type KeysState, reduceKeys } from './keys.js';
import {
  initialMembers,
  type MembersEffect,
  type MembersEvent,
  type MembersState,
  reduceMembers,
} from './members.js';
import { jumped, placeOf } from './places.js';
import type { SessionEvent } from './session.js';
import { type Reduce, type Step, step } from './step.js';
import { initialTime, reduceTime, type TimeEffect, type TimeEvent, type TimeState } from './time.js';
import {
  initialTriage,
  reduceTriage,
  type TriageEffect,
  type TriageEvent,
  type TriageState,
} from './triage.js';
import { initialUi, reduceUi, type UiEvent, type UiState, uiBetweenSessions } from './ui.js';
import { reduceValue } from './value.js';
import { initialValue, type ValueEffect, type ValueEvent, type ValueState } from './value-state.js';
import { reduceWatch } from './watch.js';
import { initialWatch, type WatchEffect, type WatchEvent, type WatchState } from './watch-state.js';

/** The state of every pane, by its id, and of what belongs to none. */
export interface DomainStates {
  readonly keys: KeysState;
  readonly value: ValueState;
  readonly watch: WatchState;
  readonly members: MembersState;
  readonly triage: TriageState;
  readonly actions: ActionsState;
  readonly time: TimeState;
  readonly contexts: ContextsState;
}

export interface DomainEvents {
  readonly keys: KeysEvent;
  readonly value: ValueEvent;
  readonly watch: WatchEvent;
  readonly members: MembersEvent;
  readonly triage: TriageEvent;
  readonly actions: ActionsEvent;
  readonly time: TimeEvent;
  readonly contexts: ContextsEvent;
}

export interface DomainEffects {
  readonly keys: KeysEffect;
  readonly value: ValueEffect;
  readonly watch: WatchEffect;
  readonly members: MembersEffect;
  readonly triage: TriageEffect;
  readonly actions: ActionsEffect;
  readonly time: TimeEffect;
  readonly contexts: ContextsEffect;
}

export type DomainId = keyof DomainStates;

/** In the order they are told what concerns all. */
const domainIds: readonly DomainId[] = [...paneIds, 'time', 'contexts'];

export interface AppState extends DomainStates {
  readonly ui: UiState;
}

/** An event and the domain it is for; `all` is told to every domain, the UI first. */
export type AppEvent =
  | { [Id in DomainId]: { readonly to: Id; readonly event: DomainEvents[Id] } }[DomainId]
  | { readonly to: 'ui'; readonly event: UiEvent }
  | { readonly to: 'all'; readonly event: SessionEvent };

/** An effect and the domain that hears its results. */
export type AppEffect = {
  [Id in DomainId]: { readonly from: Id; readonly effect: DomainEffects[Id] };
}[DomainId];

/** Addresses an event to a domain. TypeScript cannot see that a pair made of one id is one of the union's pairs. */
export function domainEvent<Id extends DomainId>(to: Id, event: DomainEvents[Id]): AppEvent {
  return { to, event } as AppEvent;
}

function domainEffect<Id extends DomainId>(from: Id, effect: DomainEffects[Id]): AppEffect {
  return { from, effect } as AppEffect;
}

type Reducers = { readonly [Id in DomainId]: Reduce<DomainStates[Id], DomainEvents[Id], DomainEffects[Id]> };

const reducers: Reducers = {
  keys: reduceKeys,
  value: reduceValue,
  watch: reduceWatch,
  members: reduceMembers,
  triage: reduceTriage,
  actions: reduceActions,
  time: reduceTime,
  contexts: reduceContexts,
};

export const initialApp: AppState = {
  keys: initialKeys,
  value: initialValue,
  watch: initialWatch,
  members: initialMembers,
  triage: initialTriage,
  actions: initialActions,
  time: initialTime,
  contexts: initialContexts,
  ui: initialUi,
};

/** Before another session begins: of the one that ends nothing is left but how the screen is used. */
export function betweenSessions({ ui }: AppState): AppState {
  return { ...initialApp, ui: uiBetweenSessions(ui) };
}

type AppStep = Step<AppState, AppEffect>;

/** Whom an intent is for; it reaches every such domain as an event, unchanged. */
function eventsFor(intent: Intent): readonly AppEvent[] {
  switch (intent.type) {
    case 'focus':
    case 'notify':
    case 'copy':
      return [{ to: 'ui', event: intent }];
    case 'show-key':
      return [{ to: 'value', event: intent }];
    case 'write-ended':
      return [
        { to: 'value', event: intent },
        { to: 'keys', event: intent },
      ];
    case 'write-left':
    case 'access-regained':
      return [{ to: 'value', event: intent }];
    case 'confirm-plan':
      return [{ to: 'actions', event: intent }];
    case 'reveal-key':
    case 'row-wanted':
    case 'edge-told':
      return [{ to: 'keys', event: intent }];
    case 'watch-prefix':
    case 'watch-since':
      return [{ to: 'watch', event: intent }];
    case 'refresh-members':
      return [{ to: 'members', event: intent }];
    case 'cluster-judged':
      return [
        { to: 'triage', event: intent },
        { to: 'actions', event: intent },
        { to: 'time', event: intent },
      ];
    case 'choose-moment':
      return [{ to: 'all', event: { type: 'moment-chosen', moment: intent.moment } }];
    case 'moment-lost':
      return [{ to: 'time', event: intent }];
  }
}

/** The screen waits for the end of a run before it is left. */
function told(event: AppEvent): readonly AppEvent[] {
  const isOver = event.to === 'actions' && event.event.type === 'run-ended';
  return isOver ? [{ to: 'ui', event: { type: 'run-over' } }] : [];
}

function reduceDomain<Id extends DomainId>(state: AppState, id: Id, event: DomainEvents[Id]): AppStep {
  const reduce: Reducers[Id] = reducers[id];
  const next = reduce(state[id], event);
  const changed = next.state === state[id] ? state : { ...state, [id]: next.state };
  return step(
    changed,
    next.effects.map((effect) => domainEffect(id, effect)),
    next.intents,
  );
}

function reduceUiEvent(state: AppState, event: UiEvent | SessionEvent): AppStep {
  const next = reduceUi(state.ui, event);
  return step(next.state === state.ui ? state : { ...state, ui: next.state }, [], next.intents);
}

function reduceAll(state: AppState, event: SessionEvent): AppStep {
  let all = reduceUiEvent(state, event);
  for (const id of domainIds) {
    const next = reduceDomain(all.state, id, event);
    all = step(next.state, [...all.effects, ...next.effects], [...all.intents, ...next.intents]);
  }
  return all;
}

function reduceOne(state: AppState, event: AppEvent): AppStep {
  switch (event.to) {
    case 'all':
      return reduceAll(state, event.event);
    case 'ui':
      return reduceUiEvent(state, event.event);
    default:
      return reduceDomain(state, event.to, event.event);
  }
}

/** The most intents one event may lead to; more means that two domains answer each other for ever. */
const intentsMax = 100;

/** What takes an operator somewhere else, other than moving a cursor. */
const jumps: ReadonlySet<string> = new Set([
  'focus',
  'focus-moved',
  'row-wanted',
  'row-entered',
  'looked-up',
  'search-entered',
  'change-revealed',
  'change-opened',
  'moment-found',
  'moment-wanted',
]);

/** A jump leaves a place that can be gone back to. */
function recorded(before: AppState, after: AppState, { event }: AppEvent): AppState {
  if (!jumps.has(event.type)) return after;
  const { ui } = after;
  const from = placeOf(before.ui.focus, before.keys, before.ui.moment, before.value.key);
  const places = jumped(ui.places, from, placeOf(ui.focus, after.keys, ui.moment, after.value.key));
  return places === ui.places ? after : { ...after, ui: { ...ui, places } };
}

/** Applies an event and every intent it leads to, in order. The answer holds no intents. */
export const reduceApp: Reduce<AppState, AppEvent, AppEffect> = (state, event) => {
  const waiting: AppEvent[] = [event];
  const effects: AppEffect[] = [];
  let current = state;
  for (let handled = 0; ; handled += 1) {
    const next = waiting.shift();
    if (next === undefined) return step(recorded(state, current, event), effects);
    if (handled > intentsMax) throw new Error(`intents go in circles: ${next.to} ${next.event.type}`);
    const done = reduceOne(current, next);
    current = done.state;
    effects.push(...done.effects);
    waiting.push(...done.intents.flatMap(eventsFor), ...told(next));
  }
};
