import type { ByteString } from '../tree/byte-string.js';
import { type ChildPath, childOf } from '../tree/child.js';
import { ChildrenDraft, withChildren } from './keys-draft.js';
import type { Directory, KeyTree } from './keys-tree.js';

/** A change as the live feed tells it, without the value. */
export interface KeyChange {
  readonly key: ByteString;
  readonly type: 'created' | 'updated' | 'deleted';
  readonly revision: number;
  /** Wall milliseconds. */
  readonly atMs: number;
}

const difference = { created: 1, updated: 0, deleted: -1 } as const;

/** What several changes make of a tree; every directory is copied once at most. */
class TreeDraft {
  readonly #tree: KeyTree;
  readonly #drafts = new Map<ByteString, ChildrenDraft>();
  readonly #changedBeyond = new Set<ByteString>();
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
      if (directory.revision !== undefined && change.revision > directory.revision && !directory.isOutdated) {
        this.#applyTo(directory, child, change);
      }
      if (!child.directory) return;
      path = child.path;
    }
  }

  finish(): KeyTree {
    const directories = new Map(this.#tree.directories);
    for (const path of this.#changedBeyond) {
      const directory = directories.get(path);
      if (directory !== undefined) directories.set(path, { ...directory, changedBeyond: true });
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

  #applyTo(directory: Directory, child: ChildPath, change: KeyChange): void {
    const draft = this.#draftOf(directory);
    const name = child.directory ? draft.nameOf(child.path) : child.path;
    const before = draft.find(name);
    const isKnown = child.directory ? before?.directory !== undefined : before?.leaf !== undefined;
    if (!isKnown && directory.reading.kind !== 'done' && child.path >= directory.frontier) {
      this.#changedBeyond.add(directory.path);
      return;
    }
    const isExact = change.revision > (directory.readTo ?? 0);
    if (child.directory) this.#applyBelow(draft, child.path, change, isExact);
    else if (change.type !== 'deleted') {
      draft.setLeaf({ key: change.key, modRevision: change.revision, changedMs: change.atMs });
    } else draft.set(name, undefined, before?.directory);
  }

  /**
   * A key somewhere in a directory changed: its count, and that something in it changed.
   * @param isExact false when the count may have the change already.
   */
  #applyBelow(draft: ChildrenDraft, path: ByteString, change: KeyChange, isExact: boolean): void {
    const name = draft.nameOf(path);
    const before = draft.find(name);
    const changed = { changedMs: change.atMs, changedAt: change.revision };
    if (before?.directory === undefined) {
      const count = change.type === 'created' && isExact ? 1 : undefined;
      if (change.type !== 'deleted') draft.setDirectory({ path, count, ...changed });
      return;
    }
    const { count } = before.directory;
    const next = count === undefined || !isExact ? undefined : count + difference[change.type];
    if (next === undefined || next > 0) {
      draft.setDirectory({ path, count: next, ...changed });
      return;
    }
    draft.set(name, before.leaf, undefined);
    this.#gone.push(path);
  }

  #draftOf(directory: Directory): ChildrenDraft {
    const existing = this.#drafts.get(directory.path);
    if (existing !== undefined) return existing;
    const draft = new ChildrenDraft(directory, this.#tree.separator);
    this.#drafts.set(directory.path, draft);
    return draft;
  }
}

/** What the live feed tells, in order. Changes that a directory's own revision has already are passed over. */
export function applyChanges(tree: KeyTree, changes: readonly KeyChange[]): KeyTree {
  if (changes.length === 0) return tree;
  const draft = new TreeDraft(tree);
  for (const change of changes) draft.apply(change);
  return draft.finish();
}
