import type { ConnectionState } from '../client/api.js';
import type { Moment } from '../history/moment.js';

/** What an inspector session is about; does not change while it runs. */
export interface SessionFacts {
  /** The cluster's name as the operator knows it; what a confirmation asks to be typed. */
  readonly contextName: string;
  /** How the connection was found: `flags`, `local demo`, `kubeadm`. */
  readonly source: string;
  /** false: nothing that changes the cluster may be started. */
  readonly writable: boolean;
  readonly endpoints: readonly string[];
}

/**
 * What every domain is told, whether it cares or not; a domain that does not care answers with its
 * state unchanged. `nowMs` is wall time.
 */
export type SessionEvent =
  /** The first event of all: begin the first reads. */
  | { readonly type: 'session-started'; readonly facts: SessionFacts; readonly nowMs: number }
  | { readonly type: 'connection-changed'; readonly state: ConnectionState; readonly nowMs: number }
  /** Keys and values are shown as they were then; undefined: as they are now. */
  | { readonly type: 'moment-chosen'; readonly moment: Moment | undefined }
  /** About once a second. */
  | { readonly type: 'second-passed'; readonly nowMs: number };
