import type { ByteString } from '../bytes/byte-string.js';
import type { Discovery } from '../tree/discovery.js';
import { type Child, type Children, type DirectoryEntry, type Leaf, noChildren } from './keys-children.js';
import type { ChunkListEditor } from './keys-chunks.js';
import { type ChildChange, keepOrder } from './keys-sort.js';
import { type Directory, directoryName, neverChanged } from './keys-tree.js';

/**
 * A directory's children while several of them change: what changes of the list is copied once, not once a change.
 */
export class ChildrenDraft {
  readonly #separator: ByteString;
  readonly #before: Children;
  readonly #children: ChunkListEditor<Child>;
  readonly #changes: ChildChange[] = [];
  #leaves: number;

  constructor(directory: Directory, separator: ByteString) {
    this.#separator = separator;
    this.#before = directory.isOutdated ? noChildren : directory.children;
    this.#children = this.#before.draft();
    this.#leaves = directory.isOutdated ? 0 : directory.leaves;
  }

  finish(): Children {
    const children = this.#children.finish();
    keepOrder(this.#before, children, this.#changes);
    return children;
  }

  get leaves(): number {
    return this.#leaves;
  }

  find(name: ByteString): Child | undefined {
    return this.#children.find(name);
  }

  /** The name under which a directory's path stands. */
  nameOf(path: ByteString): ByteString {
    return directoryName(path, this.#separator);
  }

  /** Puts a child in its place, or takes it away when nothing is left of it. */
  set(name: ByteString, leaf: Leaf | undefined, directory: Child['directory']): void {
    const before = this.find(name);
    this.#leaves += (leaf === undefined ? 0 : 1) - (before?.leaf === undefined ? 0 : 1);
    const isGone = leaf === undefined && directory === undefined;
    const after = isGone ? undefined : { name, leaf, directory };
    if (after === undefined) this.#children.remove(name);
    else this.#children.set(after);
    this.#changes.push({ before, after });
  }

  setLeaf(leaf: Leaf): void {
    this.set(leaf.key, leaf, this.find(leaf.key)?.directory);
  }

  setDirectory(entry: DirectoryEntry): void {
    const name = this.nameOf(entry.path);
    this.set(name, this.find(name)?.leaf, entry);
  }

  /** The key or the directory of this path, whatever else has its name. */
  remove(path: ByteString): void {
    if (this.find(path)?.leaf !== undefined) this.set(path, undefined, this.find(path)?.directory);
    const name = this.nameOf(path);
    const child = this.find(name);
    if (child?.directory?.path === path) this.set(name, child.leaf, undefined);
  }

  /** A count that was found out later: keys came and went in the meantime. */
  #count(entry: DirectoryEntry, found: number): void {
    const count = entry.drift === undefined ? undefined : found + entry.drift;
    if (count !== undefined && count <= 0)
      this.set(this.nameOf(entry.path), this.find(this.nameOf(entry.path))?.leaf, undefined);
    else this.setDirectory({ ...entry, count, drift: 0 });
  }

  /** Takes what a listing told. */
  tell(told: readonly Discovery[]): void {
    for (const each of told) {
      if (each.kind === 'leaf') {
        const { key } = each.found;
        this.setLeaf({ ...each.found, changedMs: this.find(key)?.leaf?.changedMs ?? 0 });
      } else {
        const before = this.find(this.nameOf(each.path))?.directory;
        const entry = before ?? { path: each.path, count: undefined, ...neverChanged };
        if (each.kind === 'counted') this.#count(entry, each.count);
        else this.setDirectory({ ...entry, count: each.count, drift: 0 });
      }
    }
  }
}

/** The directory with a draft's children. */
export function withChildren(directory: Directory, draft: ChildrenDraft): Directory {
  return { ...directory, children: draft.finish(), leaves: draft.leaves, isOutdated: false };
}
