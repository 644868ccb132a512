import { groupOf, isBuiltInGroup, kindDirectory, pluralOf } from './kind-path.js';
import { isBook, isKindDirectory } from './registry-children.js';
import { usualRoots } from './resources.js';
import { type StoredType, storedType } from './stored-type.js';

/** What Kubernetes keeps under a key. */
export interface RegistryKey {
  /** The registry's root, with the separator at its end: `/registry/`. */
  readonly root: string;
  /** As `kubectl` names it: `pods`, `nodes`, `widgets.acme.io`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Kinds whose path is not their name. */
const renamed: Readonly<Record<string, string>> = {
  'services/specs': 'services',
  'services/endpoints': 'endpoints',
  minions: 'nodes',
  controllers: 'replicationcontrollers',
  ingress: 'ingresses',
};

/** How many parts of a path name the kind: `services/specs` and `<group>/<plural>` take two. */
export function kindParts(first: string): number {
  return first === 'services' || first.includes('.') ? 2 : 1;
}

/** What `kubectl` calls the kind that is kept below these parts of a path. */
export function resourceName(parts: readonly string[]): string {
  const path = parts.join('/');
  const [first = '', second] = parts;
  return renamed[path] ?? (first.includes('.') && second !== undefined ? `${second}.${first}` : path);
}

/** Whether `directory`, of a kind, is where objects of a type are kept. What is sealed may be of any built-in kind. */
function mayKeep(directory: readonly string[], { type }: StoredType): boolean {
  const [first = ''] = directory;
  if (type === undefined) return isKindDirectory(first);
  const group = groupOf(type.apiVersion);
  if (!isBuiltInGroup(group)) return first === group;
  return isBook(first) || directory.join('/') === kindDirectory(group, pluralOf(type.kind));
}

/** The root that an API server was given: all before the directory of a kind that has a name, or a namespace and a name, after it. */
function rootBefore(key: string, stored: StoredType): string | undefined {
  const parts = lastParts(key);
  let before = key.length - parts.join('/').length;
  for (const [at, first] of parts.entries()) {
    const length = kindParts(first);
    const names = parts.length - at - length;
    const isKind = (names === 1 || names === 2) && mayKeep(parts.slice(at, at + length), stored);
    if (isKind) return key.slice(0, before);
    before += first.length + 1;
  }
  return undefined;
}

/** The last four names that stand behind a separator: more say no kind, and a key may have a million. */
function lastParts(key: string): readonly string[] {
  let start = key.length;
  for (let parts = 0; parts < 4 && start > 0; parts += 1) {
    const separator = key.lastIndexOf('/', start - 1);
    if (separator < 0) break;
    start = separator;
  }
  return key.slice(start + 1).split('/');
}

function rootOf(key: string, value: Uint8Array | undefined): string | undefined {
  const usual = usualRoots.find((each) => key.startsWith(each));
  if (usual !== undefined || value === undefined) return usual;
  const stored = storedType(value);
  return stored && rootBefore(key, stored);
}

/**
 * undefined for keys that are no objects of a registry, such as `compact_rev_key`.
 * @param value what is or was stored there, or its first 256 bytes: an API server may be given any root, and then
 *   the value alone tells that the key is one of its keys.
 */
export function registryKey(key: string, value?: Uint8Array): RegistryKey | undefined {
  const root = rootOf(key, value);
  return root === undefined ? undefined : keyBelow(root, key);
}

function keyBelow(root: string, key: string): RegistryKey | undefined {
  const parts = key.slice(root.length).split('/');
  const kind = kindParts(parts[0] ?? '');
  const [one, two, ...more] = parts.slice(kind);
  if (one === undefined || more.length > 0 || parts.includes('')) return undefined;
  const resource = resourceName(parts.slice(0, kind));
  return two === undefined
    ? { root, resource, namespace: undefined, name: one }
    : { root, resource, namespace: one, name: two };
}

/** What an object would be, were there one under this key: told by its path alone, whatever the root. */
export function likelyRegistryKey(key: string): RegistryKey | undefined {
  const root = rootOf(key, undefined) ?? rootBefore(key, { type: undefined });
  return root === undefined ? undefined : keyBelow(root, key);
}

/** True for keys that belong to an API server, whether they hold an object or its own books; `value` as above. */
export function isRegistryKey(key: string, value?: Uint8Array): boolean {
  return key === 'compact_rev_key' || rootOf(key, value) !== undefined;
}

/**
 * True for keys whose value an API server would only give to those who may read Secrets. Wherever the
 * registry may be, so a key that merely looks like it is hidden too.
 */
export function isSecretKey(key: string): boolean {
  return key.split('/').slice(0, -1).includes('secrets');
}
