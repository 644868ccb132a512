import type { ByteString } from '../bytes/byte-string.js';
import type { Child } from './keys-children.js';
import { orderedChildren } from './keys-sort.js';
import { type Directory, directoryName, type KeyTree } from './keys-tree.js';

/** One line of the tree as it stands open. */
export type TreeRow =
  | {
      readonly kind: 'child';
      readonly parent: Directory;
      readonly child: Child;
      readonly isOpen: boolean;
      readonly depth: number;
    }
  /** Under a directory's children: that more is being read, or could be, or failed. */
  | { readonly kind: 'tail'; readonly parent: Directory; readonly depth: number };

export interface ChildName {
  readonly kind: 'child';
  readonly parent: ByteString;
  readonly name: ByteString;
}

/** A row by what it shows rather than by its place, which changes while others come and go. */
export type RowName = ChildName | { readonly kind: 'tail'; readonly parent: ByteString };

export function rowName(row: TreeRow): RowName {
  const parent = row.parent.path;
  return row.kind === 'child' ? { kind: 'child', parent, name: row.child.name } : { kind: 'tail', parent };
}

/** An open directory among its parent's children. */
interface OpenChild {
  readonly index: number;
  readonly directory: Directory;
  /** Rows below it. */
  readonly height: number;
}

interface Layout {
  readonly height: number;
  /** Of every open directory, the open ones in it, by index. */
  readonly openIn: ReadonlyMap<ByteString, readonly OpenChild[]>;
}

export function hasTail({ reading, children }: Directory): boolean {
  return reading.kind !== 'done' || children.length === 0;
}

/** Heights of what is open only: a closed directory of a million keys costs nothing. */
function layOut(tree: KeyTree): Layout {
  const openIn = new Map<ByteString, OpenChild[]>();
  const heightOf = (directory: Directory): number => {
    const below = (openIn.get(directory.path) ?? []).reduce((sum, { height }) => sum + height, 0);
    return directory.children.length + below + (hasTail(directory) ? 1 : 0);
  };
  const deepestFirst = [...tree.directories.values()].toSorted(
    (one, other) => other.path.length - one.path.length,
  );
  for (const directory of deepestFirst) {
    const parent = directory.parent === undefined ? undefined : tree.directories.get(directory.parent);
    if (!directory.isOpen || parent === undefined) continue;
    const name = directoryName(directory.path, tree.separator);
    const index = orderedChildren(parent.children, tree.sortedBy).positionOf(name);
    if (index === undefined) continue;
    const siblings = openIn.get(parent.path) ?? [];
    siblings.push({ index, directory, height: heightOf(directory) });
    openIn.set(parent.path, siblings);
  }
  for (const siblings of openIn.values()) siblings.sort((one, other) => one.index - other.index);
  const root = tree.directories.get('');
  return { height: root === undefined ? 0 : heightOf(root), openIn };
}

const layouts = new WeakMap<KeyTree, Layout>();

function layoutOf(tree: KeyTree): Layout {
  const known = layouts.get(tree);
  if (known !== undefined) return known;
  const layout = layOut(tree);
  layouts.set(tree, layout);
  return layout;
}

export function rowCount(tree: KeyTree): number {
  return layoutOf(tree).height;
}

/** The row at an index of the whole tree; found by stepping over what is open, not over what there is. */
export function rowAt(tree: KeyTree, index: number): TreeRow | undefined {
  const { openIn } = layoutOf(tree);
  let directory = tree.directories.get('');
  let left = index;
  for (let depth = 0; directory !== undefined && left >= 0; depth += 1) {
    let inner: Directory | undefined;
    for (const open of openIn.get(directory.path) ?? []) {
      if (left <= open.index) break;
      if (left <= open.index + open.height) {
        left -= open.index + 1;
        inner = open.directory;
        break;
      }
      left -= open.height;
    }
    if (inner === undefined) return ownRow(tree, directory, left, depth);
    directory = inner;
  }
  return undefined;
}

function ownRow(tree: KeyTree, parent: Directory, index: number, depth: number): TreeRow | undefined {
  const child = orderedChildren(parent.children, tree.sortedBy).at(index);
  if (child !== undefined) {
    const path = child.directory?.path;
    const isOpen = path !== undefined && tree.directories.get(path)?.isOpen === true;
    return { kind: 'child', parent, child, isOpen, depth };
  }
  return index === parent.children.length && hasTail(parent) ? { kind: 'tail', parent, depth } : undefined;
}

/** Rows above the children of a directory; undefined when a directory above it is closed. */
function rowsAbove(tree: KeyTree, path: ByteString): number | undefined {
  const directory = tree.directories.get(path);
  if (directory === undefined || !directory.isOpen) return undefined;
  if (directory.parent === undefined) return 0;
  const own = rowIndex(tree, {
    kind: 'child',
    parent: directory.parent,
    name: directoryName(path, tree.separator),
  });
  return own === undefined ? undefined : own + 1;
}

/** Where a row is; undefined when it is not to be seen. */
export function rowIndex(tree: KeyTree, name: RowName): number | undefined {
  const above = rowsAbove(tree, name.parent);
  const directory = tree.directories.get(name.parent);
  if (above === undefined || directory === undefined) return undefined;
  if (name.kind === 'tail' && !hasTail(directory)) return undefined;
  const { length } = directory.children;
  const at =
    name.kind === 'tail' ? length : orderedChildren(directory.children, tree.sortedBy).positionOf(name.name);
  if (at === undefined) return undefined;
  const open = layoutOf(tree).openIn.get(name.parent) ?? [];
  return open.reduce((sum, { index, height }) => (index < at ? sum + height : sum), above + at);
}
