/** What LMDB reports of one of its trees. */
export interface TreeStats {
  readonly pages: number;
  readonly entries: number;
}

/** What LMDB reports of a tree, and of the file around it. */
export interface FileStats {
  readonly tree: TreeStats;
  readonly rootTree: TreeStats;
  readonly freeListTree: TreeStats;
  readonly pageBytes: number;
  readonly lastPage: number;
}

/** Reads the answer of lmdb's `getStats`, which has no type of its own. */
export function readStats(stats: object): FileStats {
  return {
    tree: treeStats(stats),
    rootTree: treeStats(part(stats, 'root')),
    freeListTree: treeStats(part(stats, 'free')),
    pageBytes: figure(stats, 'pageSize'),
    lastPage: figure(stats, 'lastPageNumber'),
  };
}

function treeStats(stats: object): TreeStats {
  const pages =
    figure(stats, 'treeBranchPageCount') +
    figure(stats, 'treeLeafPageCount') +
    figure(stats, 'overflowPages');
  return { pages, entries: figure(stats, 'entryCount') };
}

function part(stats: object, name: string): object {
  const value: unknown = Reflect.get(stats, name);
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`lmdb reports no ${name}`);
  }
  return value;
}

function figure(stats: object, name: string): number {
  const value: unknown = Reflect.get(stats, name);
  if (typeof value !== 'number') {
    throw new TypeError(`lmdb reports no ${name}`);
  }
  return value;
}
