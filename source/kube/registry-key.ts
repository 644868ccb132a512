/** What Kubernetes keeps under a key. */
export interface RegistryKey {
  /** As `kubectl` names it: `pods`, `nodes`, `widgets.acme.io`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Where an API server keeps its objects; the first is the default, the second OpenShift's. */
export const registryRoots: readonly string[] = ['/registry/', '/kubernetes.io/'];

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

/** undefined for keys that are no objects of a registry, such as `compact_rev_key`. */
export function registryKey(key: string): RegistryKey | undefined {
  const prefix = registryRoots.find((each) => key.startsWith(each));
  if (prefix === undefined) return undefined;
  const parts = key.slice(prefix.length).split('/');
  const kind = kindParts(parts[0] ?? '');
  const [one, two, ...more] = parts.slice(kind);
  if (one === undefined || more.length > 0 || parts.includes('')) return undefined;
  const resource = resourceName(parts.slice(0, kind));
  return two === undefined
    ? { resource, namespace: undefined, name: one }
    : { resource, namespace: one, name: two };
}

/** True for keys that belong to an API server, whether they hold an object or its own books. */
export function isRegistryKey(key: string): boolean {
  return key === 'compact_rev_key' || registryRoots.some((prefix) => key.startsWith(prefix));
}

/**
 * True for keys whose value an API server would only give to those who may read Secrets. Wherever the
 * registry may be, so a key that merely looks like it is hidden too.
 */
export function isSecretKey(key: string): boolean {
  return key.split('/').slice(0, -1).includes('secrets');
}
