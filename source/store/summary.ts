export type Health = 'unknown' | 'ok' | 'warning' | 'critical';

/** The cluster in one line, for the top of the screen; undefined where it is not known (yet). */
export interface ClusterSummary {
  readonly health: Health;
  /** A few words when health is not ok: `m3 unreachable`. */
  readonly reason?: string | undefined;
  readonly membersAnswering: number | undefined;
  readonly membersAll: number | undefined;
  readonly leaderName: string | undefined;
  readonly term: number | undefined;
  readonly revision: number | undefined;
  /** Revisions per second, oldest first; at most the last 60 samples. */
  readonly revisionRates: readonly number[];
  readonly clusterId: bigint | undefined;
}

export const unknownCluster: ClusterSummary = {
  health: 'unknown',
  membersAnswering: undefined,
  membersAll: undefined,
  leaderName: undefined,
  term: undefined,
  revision: undefined,
  revisionRates: [],
  clusterId: undefined,
};
