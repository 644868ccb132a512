/**
 * A value as JSON has it, exactly: integers beyond 2^53 are bigint, and the members of an object are a map,
 * so that no name in it, such as `__proto__`, means anything to us.
 */
export type KubeTree = null | boolean | number | bigint | string | readonly KubeTree[] | KubeMap;

export interface KubeMap extends ReadonlyMap<string, KubeTree> {}

export function isMap(tree: KubeTree | undefined): tree is KubeMap {
  return tree instanceof Map;
}

export function isList(tree: KubeTree | undefined): tree is readonly KubeTree[] {
  return Array.isArray(tree);
}

/** What stands at the end of a path of names; undefined where the path ends before. */
export function at(tree: KubeTree | undefined, ...path: readonly string[]): KubeTree | undefined {
  let current = tree;
  for (const name of path) {
    if (!isMap(current)) return undefined;
    current = current.get(name);
  }
  return current;
}

/** The string at the end of a path; empty when there is none. */
export function textAt(tree: KubeTree | undefined, ...path: readonly string[]): string {
  const found = at(tree, ...path);
  return typeof found === 'string' ? found : '';
}

/** The list at the end of a path; empty when there is none. */
export function listAt(tree: KubeTree | undefined, ...path: readonly string[]): readonly KubeTree[] {
  const found = at(tree, ...path);
  return isList(found) ? found : [];
}

/** The map at the end of a path; empty when there is none. */
export function mapAt(tree: KubeTree | undefined, ...path: readonly string[]): KubeMap {
  const found = at(tree, ...path);
  return isMap(found) ? found : emptyMap;
}

const emptyMap: KubeMap = new Map();
