import { usualRoots } from './resources.js';

/**
 * Where the objects of each built-in kind are kept below a registry's root (the first part of their path), for
 * Kubernetes 1.16 to 1.36. The names are those of the resources, but for `minions`, `controllers`, `ingress`,
 * `services` (specs and endpoints) and the two groups that keep their group in the path. A name that is missing
 * here costs a few requests more, nothing else.
 */
const kindDirectories = `apiextensions.k8s.io apiregistration.k8s.io certificatesigningrequests
  clusterrolebindings clusterroles clustertrustbundles configmaps controllerrevisions controllers cronjobs
  csidrivers csinodes csistoragecapacities daemonsets deployments deviceclasses devicetaintrules endpointslices
  events flowschemas horizontalpodautoscalers ingress ingressclasses ipaddresses jobs leasecandidates leases
  limitranges masterleases minions mutatingadmissionpolicies mutatingadmissionpolicybindings
  mutatingwebhookconfigurations namespaces networkpolicies persistentvolumeclaims persistentvolumes
  podcertificaterequests poddisruptionbudgets pods podsecuritypolicy podtemplates priorityclasses
  prioritylevelconfigurations ranges replicasets resourceclaims resourceclaimtemplates resourcequotas
  resourceslices rolebindings roles runtimeclasses secrets serviceaccounts servicecidrs services statefulsets
  storageclasses storageversionmigrations storageversions validatingadmissionpolicies
  validatingadmissionpolicybindings validatingwebhookconfigurations volumeattachments
  volumeattributesclasses`.split(/\s+/u);

const books: ReadonlySet<string> = new Set(['masterleases', 'peerserverleases', 'ranges']);

/** Whether an API server keeps something for itself in a directory of this name: it serves no such objects. */
export const isBook = (name: string): boolean => books.has(name);

const known: ReadonlySet<string> = new Set(kindDirectories);

/** Whether built-in kinds are kept in a directory of this name below a registry's root. */
export const isKindDirectory = (name: string): boolean => known.has(name);

/** So many kinds beside each other, `namespaces` among them, are no chance. */
const kindsToBeSure = 3;

/** Whether a directory whose children have these names is a registry's root. */
export function isRegistry(has: (name: string) => boolean): boolean {
  if (!has('namespaces')) return false;
  let kinds = 0;
  return kindDirectories.some((name) => {
    kinds += has(name) ? 1 : 0;
    return kinds === kindsToBeSure;
  });
}

/** What a registry's root probably holds. */
export interface RegistryLayout {
  /** Names of directories, with the separator at their end. */
  readonly children: readonly string[];
  /** The one to look for first, where it is not known that this is a registry: every one has it, and small. */
  readonly sign: string | undefined;
}

/** What every registry has, and has few of. */
const smallAndSure = 'namespaces/';

/** Where keys tell that a registry is at a root. */
export const registrySign = (root: string): string => `${root}${smallAndSure}`;

const children = kindDirectories.map((name) => `${name}/`);

/**
 * What a directory holds if it is a registry's root.
 * @param roots where registries are: there nothing has to be asked to know it.
 */
export function registryLayout(directory: string, roots: readonly string[] = usualRoots): RegistryLayout {
  return { children, sign: roots.includes(directory) ? undefined : smallAndSure };
}

/**
 * The same, for a listing at a revision; undefined for a directory inside of a registry, which is no root itself. There
 * the question is asked all the same where the revision is not known: its answer tells that, too.
 */
export function layoutAt(
  directory: string,
  roots: readonly string[],
  revision: number | undefined,
): RegistryLayout | undefined {
  const isInside = roots.some((root) => directory !== root && directory.startsWith(root));
  return isInside && revision !== undefined ? undefined : registryLayout(directory, roots);
}
