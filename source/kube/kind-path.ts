import { groupPackages } from './facts.js';

/** The group of `apps/v1` is `apps`; that of `v1` is empty. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Whether the API server itself has kinds of this group; all others are defined by whoever runs it. */
export function isBuiltInGroup(group: string): boolean {
  return Object.hasOwn(groupPackages, group);
}

/**
 * What a kind is called in a path. Every built-in kind follows this rule, which is Kubernetes' own guess
 * (meta.UnsafeGuessKindToResource); a custom kind may be called anything.
 */
export function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith('endpoints')) return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

/** Built-in kinds that are kept under another name than their own. */
const directories: Readonly<Record<string, string>> = {
  services: 'services/specs',
  endpoints: 'services/endpoints',
  nodes: 'minions',
  replicationcontrollers: 'controllers',
  ingresses: 'ingress',
  podsecuritypolicies: 'podsecuritypolicy',
};

/** Built-in groups that keep their group in the path, as custom ones do. */
const pathGroups: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

/** Below a registry's root, where objects of a kind are kept: `pods`, `minions`, `acme.io/widgets`. */
export function kindDirectory(group: string, plural: string): string {
  const isPlain = isBuiltInGroup(group) && !pathGroups.has(group);
  return isPlain ? (directories[plural] ?? plural) : `${group}/${plural}`;
}

/** Where kinds of 1.16 to 1.21 went from the group `extensions`, which no later API server has. */
const fromExtensions: Readonly<Record<string, string>> = {
  daemonsets: 'apps',
  deployments: 'apps',
  replicasets: 'apps',
  ingresses: 'networking.k8s.io',
  networkpolicies: 'networking.k8s.io',
  podsecuritypolicies: 'policy',
};

/** What `kubectl` calls a built-in kind without doubt: `pod`, and with its group `deployments.apps`. */
export function kubectlKind(apiVersion: string, kind: string): string {
  const plural = pluralOf(kind);
  const stored = groupOf(apiVersion);
  const group = stored === 'extensions' ? (fromExtensions[plural] ?? stored) : stored;
  return group === '' ? kind.toLowerCase() : `${plural}.${group}`;
}
