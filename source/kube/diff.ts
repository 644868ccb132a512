import { isList, isMap, type KubeMap, type KubeTree } from './tree.js';

/** A step into an object: a member by its name, or an item of a list by what tells it from the others. */
export type PathPart =
  | { readonly kind: 'member'; readonly name: string }
  /** `name` is what the item is called: its name, its type, or its place in the list. */
  | { readonly kind: 'item'; readonly name: string };

/** Something that two objects do not have in common. */
export interface Change {
  readonly path: readonly PathPart[];
  /** undefined: it was not there. */
  readonly before: KubeTree | undefined;
  /** undefined: it is not there any more. */
  readonly after: KubeTree | undefined;
}

export interface Difference {
  readonly changes: readonly Change[];
  /** False when there are more changes than are told. */
  readonly isWhole: boolean;
}

/** Nobody reads more; a list of a hundred thousand endpoints must not become as many changes. */
const changesMax = 2_000;

/** What tells the items of a list apart, as the API's own merge keys do; the first that fits is taken. */
const itemKeys: readonly (readonly string[])[] = [
  ['name'],
  ['type'],
  ['uid'],
  ['containerPort', 'protocol'],
  ['port', 'protocol'],
  ['mountPath'],
  ['devicePath'],
  ['key', 'effect'],
  ['key'],
  ['ip'],
  ['addresses'],
  ['manager', 'operation', 'subresource'],
];

function keyText(value: KubeTree | undefined): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return isList(value) && value.length > 0 ? value.map((item) => String(item)).join(',') : undefined;
}

/** What the items are called by these members; undefined when two would have one name, or one has none. */
function namedBy(
  items: readonly KubeTree[],
  members: readonly string[],
): ReadonlyMap<string, KubeTree> | undefined {
  const named = new Map<string, KubeTree>();
  for (const item of items) {
    if (!isMap(item)) return undefined;
    const parts = members.map((member) => keyText(item.get(member)));
    if (parts[0] === undefined) return undefined;
    const name = parts.filter((part) => part !== undefined && part !== '').join('/');
    if (named.has(name)) return undefined;
    named.set(name, item);
  }
  return named;
}

const isScalar = (value: KubeTree): boolean => !isMap(value) && !isList(value);

function isSame(one: KubeTree, other: KubeTree): boolean {
  if (isMap(one) && isMap(other)) {
    return (
      one.size === other.size && [...one].every(([name, value]) => isSameOrAbsent(value, other.get(name)))
    );
  }
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((item, index) => isSameOrAbsent(item, other[index]));
  }
  return Object.is(one, other);
}

function isSameOrAbsent(one: KubeTree, other: KubeTree | undefined): boolean {
  return other !== undefined && isSame(one, other);
}

class Comparison {
  readonly changes: Change[] = [];
  isWhole = true;

  compare(before: KubeTree | undefined, after: KubeTree | undefined, path: readonly PathPart[]): void {
    if (isMap(before) && isMap(after)) this.#members(before, after, path);
    else if (isList(before) && isList(after)) this.#items(before, after, path);
    else if (before === undefined || after === undefined || !isSame(before, after)) {
      this.#tell({ path, before, after });
    }
  }

  #tell(change: Change): void {
    if (this.changes.length < changesMax) this.changes.push(change);
    else this.isWhole = false;
  }

  #members(before: KubeMap, after: KubeMap, path: readonly PathPart[]): void {
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      this.compare(before.get(name), after.get(name), [...path, { kind: 'member', name }]);
    }
  }

  #items(before: readonly KubeTree[], after: readonly KubeTree[], path: readonly PathPart[]): void {
    if (before.every(isScalar) && after.every(isScalar)) {
      if (!isSame(before, after)) this.#tell({ path, before, after });
      return;
    }
    const [old, now] = namedItems(before, after);
    for (const name of new Set([...old.keys(), ...now.keys()])) {
      this.compare(old.get(name), now.get(name), [...path, { kind: 'item', name }]);
    }
  }
}

type NamedItems = ReadonlyMap<string, KubeTree>;

function namedItems(
  before: readonly KubeTree[],
  after: readonly KubeTree[],
): readonly [NamedItems, NamedItems] {
  for (const members of itemKeys) {
    const old = namedBy(before, members);
    const now = old === undefined ? undefined : namedBy(after, members);
    if (old !== undefined && now !== undefined) return [old, now];
  }
  const byPlace = (items: readonly KubeTree[]): NamedItems =>
    new Map(items.map((item, index) => [String(index), item]));
  return [byPlace(before), byPlace(after)];
}

/**
 * What differs between two objects, in the order of the older one. Lists of objects are compared item by
 * item, by name or type or whatever tells their items apart, so that one more container is one change; lists
 * of plain values are compared whole.
 */
export function diffObjects(before: KubeTree, after: KubeTree): Difference {
  const comparison = new Comparison();
  comparison.compare(before, after, []);
  return { changes: comparison.changes, isWhole: comparison.isWhole };
}

/** `spec.containers[app].image`; not yet safe for a terminal. */
export function pathText(path: readonly PathPart[]): string {
  return path
    .map((part, index) => {
      if (part.kind === 'item') return `[${part.name}]`;
      if (!/^[\w-]+$/.test(part.name)) return `[${part.name}]`;
      return index === 0 ? part.name : `.${part.name}`;
    })
    .join('');
}
