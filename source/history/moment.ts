/** A past revision that is looked at in place of now. */
export interface Moment {
  readonly revision: number;
  /** When it was the newest; undefined while nothing tells. */
  readonly time: MomentTime | undefined;
}

/** A wall time in milliseconds, and by how much it may be wrong; 0 where it was seen. */
export interface MomentTime {
  readonly atMs: number;
  readonly doubtMs: number;
}
