import { readerTopMax } from '../components/reader-box.js';
import { runActionsEffect } from '../effects/actions.js';
import { runContextsEffect } from '../effects/contexts.js';
import { runKeysEffect } from '../effects/keys.js';
import { runMembersEffect } from '../effects/members.js';
import type { Services } from '../effects/services.js';
import { runTimeEffect } from '../effects/time.js';
import { runTriageEffect } from '../effects/triage.js';
import { runValueEffect } from '../effects/value.js';
import { runWatchEffect } from '../effects/watch.js';
import {
  type AppEffect,
  type AppEvent,
  type AppState,
  betweenSessions,
  type DomainEffects,
  type DomainEvents,
  type DomainId,
  domainEvent,
  initialApp,
  reduceApp,
} from '../store/app.js';
import type { PaneId } from '../store/intent.js';
import type { SessionFacts } from '../store/session.js';
import type { RunEffect } from '../store/step.js';
import type { UiState } from '../store/ui.js';
import { dialogExtent } from './dialogs.js';
import { type Placement, paneRoom, placementsFor } from './layout.js';
import { type PaneOf, panes } from './panes.js';
import { readerPage } from './reader.js';

const runners: { readonly [Id in DomainId]: RunEffect<DomainEffects[Id], DomainEvents[Id], Services> } = {
  keys: runKeysEffect,
  value: runValueEffect,
  watch: runWatchEffect,
  members: runMembersEffect,
  triage: runTriageEffect,
  actions: runActionsEffect,
  time: runTimeEffect,
  contexts: runContextsEffect,
};

const secondMs = 1_000;

/**
 * Holds the state, applies events in the order they come, and runs their effects. Synchronous: when
 * `dispatch` returns, the state is the next one and whoever listens has been told.
 */
export class Runtime {
  #services: Services;
  readonly #listeners = new Set<() => void>();
  readonly #waiting: AppEvent[] = [];
  readonly #toldRooms = new Map<PaneId, string>();
  #state: AppState = initialApp;
  #measured: UiState | undefined;
  #isDispatching = false;
  #isStopped = false;
  #stopHearing: () => void = () => {};

  constructor(services: Services) {
    this.#services = services;
  }

  readonly getState = (): AppState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Tells every domain that the session begins, then about its connection and the time. */
  start(facts: SessionFacts): void {
    const { client } = this.#services;
    this.dispatch({ to: 'all', event: { type: 'session-started', facts, nowMs: this.#services.nowMs() } });
    this.#connectionChanged();
    this.#stopHearing = client.onConnection(() => this.#connectionChanged());
    this.#waitForSecond();
  }

  /** Goes over to another cluster: nothing of this one is kept, and what it still tells is not heard. */
  switchTo(services: Services, facts: SessionFacts): void {
    this.#stopHearing();
    this.#services = services;
    this.#state = betweenSessions(this.#state);
    this.#waiting.length = 0;
    this.#toldRooms.clear();
    this.#measured = undefined;
    this.start(facts);
  }

  /** No event is taken and nobody is told any more. */
  stop(): void {
    this.#isStopped = true;
    this.#stopHearing();
    this.#listeners.clear();
  }

  readonly dispatch = (event: AppEvent): void => {
    if (this.#isStopped) return;
    this.#waiting.push(event);
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    try {
      this.#drain();
    } finally {
      this.#isDispatching = false;
    }
    for (const listener of this.#listeners) listener();
  };

  #drain(): void {
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      const { state, effects } = reduceApp(this.#state, event);
      this.#state = state;
      this.#measure();
      this.#measureDialog();
      for (const effect of effects) this.#run(effect.from, effect);
    }
  }

  #run<Id extends DomainId>(id: Id, { effect }: { readonly effect: AppEffect['effect'] }): void {
    const runEffect = runners[id] as RunEffect<AppEffect['effect'], DomainEvents[Id], Services>;
    const services = this.#services;
    runEffect(effect, services, (event) => {
      if (services === this.#services) this.dispatch(domainEvent(id, event));
    });
  }

  /** Panes page by the room they have; they are told when it changes. */
  #measure(): void {
    if (this.#state.ui === this.#measured) return;
    this.#measured = this.#state.ui;
    for (const placement of placementsFor(this.#state.ui)) this.#tellRoom(placement.pane, placement);
    this.#measureReader();
  }

  #measureReader(): void {
    const { reader } = this.#state.ui;
    if (reader === undefined) return;
    const topMax = readerTopMax(readerPage(this.#state, reader.page), this.#state.ui);
    if (topMax !== reader.topMax)
      this.#waiting.push({ to: 'ui', event: { type: 'reader-measured', topMax } });
  }

  /** A dialog may come up, grow and go with any event. */
  #measureDialog(): void {
    const { title, topMax } = dialogExtent(this.#state);
    const { dialog } = this.#state.ui;
    if (title === dialog.title && topMax === dialog.topMax) return;
    this.#waiting.push({ to: 'ui', event: { type: 'dialog-measured', title, topMax } });
  }

  #tellRoom<Id extends PaneId>(id: Id, placement: Placement): void {
    const pane: PaneOf<Id> = panes[id];
    const room = paneRoom(placement);
    const told = `${room.columns}×${room.rows}`;
    if (pane.resized === undefined || this.#toldRooms.get(id) === told) return;
    this.#toldRooms.set(id, told);
    this.#waiting.push(domainEvent(id, pane.resized(room)));
  }

  #connectionChanged(): void {
    const { client } = this.#services;
    this.dispatch({
      to: 'all',
      event: { type: 'connection-changed', state: client.connection, nowMs: this.#services.nowMs() },
    });
  }

  /** Told on the full second, so that the clock on the screen does not skip. */
  #waitForSecond(): void {
    const delayMs = secondMs - (this.#services.nowMs() % secondMs);
    this.#services.after(delayMs, () => {
      this.dispatch({ to: 'all', event: { type: 'second-passed', nowMs: this.#services.nowMs() } });
      this.#waitForSecond();
    });
  }
}
