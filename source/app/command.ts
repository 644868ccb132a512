import type { AppEvent, AppState } from '../store/app.js';

/** What the palette can do by name. */
export interface Command {
  readonly name: string;
  /** Other names, which are not listed by themselves. */
  readonly aliases?: readonly string[];
  /** What the argument is, such as `PREFIX`; left out when there is none. */
  readonly argument?: {
    readonly label: string;
    readonly isRequired: boolean;
    /** All it can be, when that is little. */
    readonly values?: readonly string[];
    /** Some of what it can be. */
    readonly offered?: (state: AppState) => readonly string[];
    /** Has that found out; sent when the argument begins. */
    readonly asked?: AppEvent;
  };
  readonly description: string;
  /** The keys that do the same, as they are written on the screen; empty when there are none. */
  readonly keys: string;
  /** Why it does nothing now; undefined when it works. */
  readonly disabled?: ((state: AppState) => string | undefined) | undefined;
  readonly run: (state: AppState, argument: string) => readonly AppEvent[];
}
