/** How the operator leaves. */
export interface Leaving {
  /** `asked`: whether to leave although an action runs. `waiting`: for the end of its step under way. */
  readonly leaving: 'asked' | 'waiting' | undefined;
  /** The operator wants to leave, now. */
  readonly isQuitting: boolean;
}

export type LeavingEvent =
  | { readonly type: 'quit' }
  | { readonly type: 'quit-questioned' }
  | { readonly type: 'quit-when-over' }
  | { readonly type: 'quit-dropped' }
  /** The run that was in the way is over, and in the audit log. */
  | { readonly type: 'run-over' };

export function leavingAfter({ leaving, isQuitting }: Leaving, event: LeavingEvent): Leaving {
  switch (event.type) {
    case 'quit':
      return { leaving: undefined, isQuitting: true };
    case 'quit-questioned':
      return { leaving: 'asked', isQuitting };
    case 'quit-when-over':
      return { leaving: 'waiting', isQuitting };
    case 'quit-dropped':
      return { leaving: undefined, isQuitting };
    case 'run-over':
      return { leaving: undefined, isQuitting: isQuitting || leaving === 'waiting' };
  }
}
