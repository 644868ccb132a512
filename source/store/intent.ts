import type { ByteString } from '../bytes/byte-string.js';
import type { Moment } from '../history/moment.js';
import type { MaintenancePlan } from '../maintenance/plan.js';
import type { RunResult } from '../maintenance/run.js';
import type { ClusterEvidence } from '../triage/evidence.js';
import type { Finding } from '../triage/finding.js';

/** The panes, in tab order. */
export const paneIds = ['keys', 'value', 'watch', 'members', 'triage', 'actions'] as const;

export type PaneId = (typeof paneIds)[number];

/** What one pane asks of another, or of the application around them. */
export type Intent =
  | { readonly type: 'focus'; readonly pane: PaneId }
  /** The key under the cursor changed: show its value. undefined: no key is selected. */
  | { readonly type: 'show-key'; readonly key: Uint8Array | undefined }
  /** Select this key in the tree, opening what is above it. */
  | { readonly type: 'reveal-key'; readonly key: Uint8Array }
  | { readonly type: 'choose-moment'; readonly moment: Moment | undefined }
  /** The past that is looked at was compacted meanwhile: back to now. */
  | { readonly type: 'moment-lost'; readonly revision: number }
  /** The oldest revision that can be read; undefined: it could not be found out. */
  | { readonly type: 'edge-told'; readonly oldest: number | undefined }
  /** Select this row of the tree, a directory by its path with the last separator, opening what is above it. */
  | {
      readonly type: 'row-wanted';
      readonly row: { readonly path: ByteString; readonly isDirectory: boolean };
    }
  /** To the clipboard, by way of the terminal. */
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'watch-prefix'; readonly prefix: Uint8Array }
  /** The cluster lets us read what it refused before. */
  | { readonly type: 'access-regained' }
  /** What is watched, from this revision on: what happened up to `newest` is read again. */
  | { readonly type: 'watch-since'; readonly revision: number; readonly newest: number }
  /** Something changed in the cluster: read members and status again now. */
  | { readonly type: 'refresh-members' }
  /** The cluster was looked at and judged; worst findings first. */
  | {
      readonly type: 'cluster-judged';
      readonly evidence: ClusterEvidence;
      readonly findings: readonly Finding[];
    }
  /** Show a plan, and carry it out once it is confirmed. */
  | { readonly type: 'confirm-plan'; readonly plan: MaintenancePlan }
  /** Such a plan was carried out, or was left without. */
  | { readonly type: 'write-ended'; readonly result: RunResult }
  | { readonly type: 'write-left' }
  | { readonly type: 'notify'; readonly tone: 'ok' | 'warning' | 'critical'; readonly text: string };
