/** A put or a deletion of one key; `version` 0 is a deletion. */
export interface NaiveChange {
  readonly key: string;
  readonly value: string;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  readonly lease: bigint;
}

/**
 * What an MVCC store should answer, in the plainest way: every change ever made, in a list. Keys and values
 * are byte strings (latin1).
 */
export class NaiveStore {
  revision = 1;
  compactRevision = -1;
  readonly changes: NaiveChange[] = [];

  /** Applies writes as one transaction. @returns the events. */
  write(
    writes: readonly (
      | { readonly put: string; readonly value: string; readonly lease: bigint }
      | { readonly deleteFrom: string; readonly rangeEnd: string }
    )[],
  ): readonly NaiveChange[] {
    const before = this.changes.length;
    const revision = this.revision + 1;
    for (const write of writes) {
      if ('put' in write) {
        const previous = this.at(write.put, revision);
        this.changes.push({
          key: write.put,
          value: write.value,
          createRevision: previous?.createRevision ?? revision,
          modRevision: revision,
          version: (previous?.version ?? 0) + 1,
          lease: write.lease,
        });
      } else {
        for (const { key } of this.range(write.deleteFrom, write.rangeEnd, revision)) {
          const gone = { value: '', createRevision: 0, version: 0, lease: 0n };
          this.changes.push({ ...gone, key, modRevision: revision });
        }
      }
    }
    const events = this.changes.slice(before);
    this.revision += events.length > 0 ? 1 : 0;
    return events;
  }

  /** What a key holds at a revision. */
  at(key: string, revision: number): NaiveChange | undefined {
    const last = this.changes.findLast((change) => change.key === key && change.modRevision <= revision);
    return last === undefined || last.version === 0 ? undefined : last;
  }

  range(key: string, rangeEnd: string, revision: number): NaiveChange[] {
    const keys = new Set(
      this.changes.map((change) => change.key).filter((name) => covers(key, rangeEnd, name)),
    );
    return [...keys].sort().flatMap((name) => this.at(name, revision) ?? []);
  }

  /** Events that a watcher of the range gets, if nothing is compacted. */
  events(key: string, rangeEnd: string, from: number, to: number): NaiveChange[] {
    return this.changes.filter(
      (change) => change.modRevision >= from && change.modRevision <= to && covers(key, rangeEnd, change.key),
    );
  }

  keysOfLease(lease: bigint): string[] {
    return this.range('', '\0', this.revision)
      .filter((change) => change.lease === lease)
      .map((change) => change.key);
  }
}

export function covers(key: string, rangeEnd: string, name: string): boolean {
  if (rangeEnd === '') {
    return name === key;
  }
  return name >= key && (rangeEnd === '\0' || name < rangeEnd);
}
