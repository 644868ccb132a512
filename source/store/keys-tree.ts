import type { ByteString } from '../bytes/byte-string.js';
import { type ListingCost, noCost } from '../tree/listing.js';
import { type Children, type DirectoryEntry, noChildren } from './keys-children.js';
import type { SortOrder } from './keys-sort.js';

/** Of what the live feed has not told anything. */
export const neverChanged = { drift: 0, changedMs: 0, changedAt: 0 } as const;

/** A change as the live feed tells it, without the value. */
export interface KeyChange {
  readonly key: ByteString;
  readonly type: 'created' | 'updated' | 'deleted';
  readonly revision: number;
  /** Wall milliseconds. */
  readonly atMs: number;
  readonly version: number;
  readonly lease: bigint;
}

export type Reading =
  /** Paced: the next question waits, so that the member is spared. */
  | { readonly kind: 'reading'; readonly isPaced?: boolean }
  /** There is more, which is read when it is wanted. */
  | { readonly kind: 'paused' }
  | { readonly kind: 'done' }
  /** Gone: the revision that is shown is compacted. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly isGone?: boolean;
      readonly isDenied?: boolean;
    };

/** A directory whose children are read, or began to be. */
export interface Directory {
  readonly path: ByteString;
  /** undefined for the root. */
  readonly parent: ByteString | undefined;
  readonly isOpen: boolean;
  /** By name. */
  readonly children: Children;
  /** How many of the children are keys. */
  readonly leaves: number;
  readonly reading: Reading;
  /** The listing that its children come from; answers of others are late. */
  readonly listing: number;
  /** The children are those of an earlier listing, until this one tells its first. */
  readonly isOutdated: boolean;
  /** Children whose path is smaller are all here. */
  readonly frontier: ByteString;
  /** The children are as they were at this revision, and as the feed told since; undefined before any is read. */
  readonly revision: number | undefined;
  /** Later, when what was read last is of a later revision than what was read first. */
  readonly readTo: number | undefined;
  /** Changes past the frontier, which what is to be read will not have; in order. */
  readonly beyond: readonly KeyChange[];
  /** There were too many of them to keep: what is to be read must be read as it is now. */
  readonly isBehind: boolean;
  /** Paths of children past the frontier that are shown because they were looked for; whether they are is read later. */
  readonly ahead: readonly ByteString[];
  readonly cost: ListingCost;
}

export interface KeyTree {
  readonly separator: ByteString;
  readonly sortedBy: SortOrder;
  /** By path; the root's is empty. */
  readonly directories: ReadonlyMap<ByteString, Directory>;
}

export function newDirectory(path: ByteString, parent: ByteString | undefined, listing: number): Directory {
  return {
    path,
    parent,
    isOpen: true,
    children: noChildren,
    leaves: 0,
    reading: { kind: 'reading' },
    listing,
    isOutdated: false,
    frontier: path,
    revision: undefined,
    readTo: undefined,
    beyond: [],
    ahead: [],
    isBehind: false,
    cost: noCost,
  };
}

export function withDirectory(tree: KeyTree, directory: Directory): KeyTree {
  return { ...tree, directories: new Map(tree.directories).set(directory.path, directory) };
}

/** Without a directory and all that is read below it. */
export function withoutDirectory(tree: KeyTree, path: ByteString): KeyTree {
  const kept = [...tree.directories].filter(([each]) => !each.startsWith(path));
  return { ...tree, directories: new Map(kept) };
}

export function directoryName(path: ByteString, separator: ByteString): ByteString {
  return path.slice(0, path.length - separator.length);
}

/** What is known from above of a directory that is in the tree; undefined for the root. */
export function entryOf(tree: KeyTree, path: ByteString): DirectoryEntry | undefined {
  const { parent } = tree.directories.get(path) ?? {};
  const above = parent === undefined ? undefined : tree.directories.get(parent);
  return above?.children.find(directoryName(path, tree.separator))?.directory;
}

/** All keys there are, as far as the root knows; undefined while it does not know them all. */
export function totalKeys(tree: KeyTree): number | undefined {
  const root = tree.directories.get('');
  if (root?.reading.kind !== 'done') return undefined;
  let total = 0;
  for (const { leaf, directory } of root.children) {
    if (directory !== undefined && directory.count === undefined) return undefined;
    total += (leaf === undefined ? 0 : 1) + (directory?.count ?? 0);
  }
  return total;
}

/** How many keys are loaded, in open and closed directories. */
export function loadedKeys(tree: KeyTree): number {
  let loaded = 0;
  for (const { leaves } of tree.directories.values()) loaded += leaves;
  return loaded;
}
