import type { ByteString } from '../bytes/byte-string.js';
import { type ChildPath, childOf } from '../tree/child.js';
import type { Leaf } from './keys-children.js';
import { ChildrenDraft, withChildren } from './keys-draft.js';
import { type Directory, directoryName, type KeyChange, type KeyTree } from './keys-tree.js';

/** More changes of what is not read yet than this are not kept; it is then read as it is at that time. */
const beyondMax = 20_000;

const difference = { created: 1, updated: 0, deleted: -1 } as const;

/**
 * A key somewhere in a child directory changed: its count, and that something in it changed.
 * @param isExact false when what was read may have the change already.
 * @returns true when nothing is left of the directory.
 */
function applyBelow(draft: ChildrenDraft, path: ByteString, change: KeyChange, isExact: boolean): boolean {
  const name = draft.nameOf(path);
  const child = draft.find(name);
  const changed = { changedMs: change.atMs, changedAt: change.revision };
  const by = difference[change.type];
  if (child?.directory === undefined) {
    const count = by === 1 && isExact ? 1 : undefined;
    if (by >= 0) draft.setDirectory({ path, count, drift: undefined, ...changed });
    return false;
  }
  const { count, drift } = child.directory;
  const next = count === undefined || !isExact ? undefined : count + by;
  if (next !== undefined && next <= 0) {
    draft.set(name, child.leaf, undefined);
    return true;
  }
  const drifted = drift === undefined || !isExact ? undefined : drift + by;
  draft.setDirectory({ path, count: next, drift: drifted, ...changed });
  return false;
}

function changedLeaf({ key, revision, version, lease, atMs }: KeyChange): Leaf {
  return { key, modRevision: revision, version, lease, changedMs: atMs };
}

/** One change on the level of one directory; true when a directory in it is gone with it. */
function applyHere(draft: ChildrenDraft, directory: Directory, child: ChildPath, change: KeyChange): boolean {
  const isExact = change.revision > (directory.readTo ?? 0);
  if (child.directory) return applyBelow(draft, child.path, change, isExact);
  if (change.type === 'deleted') draft.set(child.path, undefined, draft.find(child.path)?.directory);
  else draft.setLeaf(changedLeaf(change));
  return false;
}

const isBeyond = (directory: Directory, child: ChildPath): boolean =>
  directory.reading.kind !== 'done' && child.path >= directory.frontier;

/** What several changes make of a tree; every directory is copied once at most. */
class TreeDraft {
  readonly #tree: KeyTree;
  readonly #drafts = new Map<ByteString, ChildrenDraft>();
  readonly #beyond = new Map<ByteString, KeyChange[]>();
  /** Directories whose last key was deleted: what was read below them goes with them. */
  readonly #gone: ByteString[] = [];

  constructor(tree: KeyTree) {
    this.#tree = tree;
  }

  apply(change: KeyChange): void {
    for (let path = ''; ; ) {
      const directory = this.#tree.directories.get(path);
      if (directory === undefined) return;
      const child = childOf(path, change.key, this.#tree.separator);
      if (change.revision > (directory.revision ?? 0)) this.#applyTo(directory, child, change);
      if (!child.directory) return;
      path = child.path;
    }
  }

  finish(): KeyTree {
    const directories = new Map(this.#tree.directories);
    for (const [path, changes] of this.#beyond) {
      const directory = directories.get(path);
      if (directory !== undefined) directories.set(path, withBeyond(directory, changes));
    }
    for (const [path, draft] of this.#drafts) {
      const directory = directories.get(path);
      if (directory !== undefined) directories.set(path, withChildren(directory, draft));
    }
    for (const path of directories.keys()) {
      if (this.#gone.some((each) => path.startsWith(each))) directories.delete(path);
    }
    return { ...this.#tree, directories };
  }

  /**
   * What is not read yet will be read as it was before the change, so the change is kept until then; where
   * the child is shown already, because it was looked for, it is shown as it is now.
   */
  #applyTo(directory: Directory, child: ChildPath, change: KeyChange): void {
    if (isBeyond(directory, child)) {
      const kept = this.#beyond.get(directory.path) ?? [];
      kept.push(change);
      this.#beyond.set(directory.path, kept);
      if (directory.isOutdated || !isShown(directory, child, this.#tree.separator)) return;
    }
    if (applyHere(this.#draftOf(directory), directory, child, change)) this.#gone.push(child.path);
  }

  #draftOf(directory: Directory): ChildrenDraft {
    const existing = this.#drafts.get(directory.path);
    if (existing !== undefined) return existing;
    const draft = new ChildrenDraft(directory, this.#tree.separator);
    this.#drafts.set(directory.path, draft);
    return draft;
  }
}

function isShown({ children }: Directory, { path, directory }: ChildPath, separator: ByteString): boolean {
  if (directory) return children.find(directoryName(path, separator))?.directory !== undefined;
  return children.find(path)?.leaf !== undefined;
}

function withBeyond(directory: Directory, changes: readonly KeyChange[]): Directory {
  const beyond = [...directory.beyond, ...changes];
  return beyond.length > beyondMax ? { ...directory, beyond: [], isBehind: true } : { ...directory, beyond };
}

/** What the live feed tells, in order. Changes that a directory's own revision has already are passed over. */
export function applyChanges(tree: KeyTree, changes: readonly KeyChange[]): KeyTree {
  if (changes.length === 0) return tree;
  const draft = new TreeDraft(tree);
  for (const change of changes) draft.apply(change);
  return draft.finish();
}

/** Applies the changes that were kept for what has been read by now; the others are kept on. */
export function caughtUp(directory: Directory, separator: ByteString): Directory {
  if (directory.beyond.length === 0) return directory;
  const draft = new ChildrenDraft(directory, separator);
  const beyond: KeyChange[] = [];
  for (const change of directory.beyond) {
    const child = childOf(directory.path, change.key, separator);
    if (isBeyond(directory, child)) beyond.push(change);
    else if (change.revision > (directory.revision ?? 0)) applyHere(draft, directory, child, change);
  }
  return { ...withChildren(directory, draft), beyond };
}
