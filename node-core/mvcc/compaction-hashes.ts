/** What a compaction hashed: every change up to its revision, as it was before. */
export interface CompactionHash {
  readonly hash: number;
  /** Of the compaction before it; −1 when there was none. */
  readonly compactRevision: number;
  readonly hashRevision: number;
}

const keptMax = 10;

/**
 * etcd 3.6 keeps the hashes of its ten newest compactions in memory, and HashKV answers one of their revisions
 * from here: so members that compacted at different times can be compared at a revision that is gone.
 */
export class CompactionHashes {
  /** By revision, ascending. */
  #kept: readonly CompactionHash[] = [];

  at(revision: number): CompactionHash | undefined {
    return this.#kept.find(({ hashRevision }) => hashRevision === revision);
  }

  /** Compactions end in the order of their revisions. */
  keep(hash: CompactionHash): void {
    this.#kept = [...this.#kept, hash].slice(-keptMax);
  }
}
