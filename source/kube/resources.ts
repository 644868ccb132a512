/** A kind of object as `kubectl` calls it, and where a registry keeps it. */
export interface Resource {
  readonly name: string;
  /** As `kubectl api-resources` has them, and the singular where people type it. */
  readonly shortNames: readonly string[];
  /** Below the registry's root, with the separator at its end. */
  readonly directory: string;
  readonly isNamespaced: boolean;
}

const namespaced = `configmaps:cm controllerrevisions cronjobs:cj daemonsets:ds deployments:deploy,dp
  endpoints=services/endpoints:ep endpointslices events:ev horizontalpodautoscalers:hpa ingresses=ingress:ing jobs:job
  leases limitranges:limits networkpolicies:netpol,np persistentvolumeclaims:pvc poddisruptionbudgets:pdb
  pods:po,pod podtemplates replicasets:rs replicationcontrollers=controllers:rc resourceclaims resourcequotas:quota
  rolebindings roles secrets:sec serviceaccounts:sa services=services/specs:svc statefulsets:sts`;

const clusterWide = `apiservices=apiregistration.k8s.io/apiservices certificatesigningrequests:csr
  clusterrolebindings:crb clusterroles:cr csidrivers csinodes
  customresourcedefinitions=apiextensions.k8s.io/customresourcedefinitions:crd,crds flowschemas ingressclasses
  mutatingwebhookconfigurations namespaces:ns nodes=minions:no persistentvolumes:pv priorityclasses:pc
  prioritylevelconfigurations runtimeclasses storageclasses:sc validatingwebhookconfigurations volumeattachments`;

function resourcesOf(text: string, isNamespaced: boolean): readonly Resource[] {
  return text.split(/\s+/u).map((word) => {
    const [names = '', short = ''] = word.split(':');
    const [name = '', directory = name] = names.split('=');
    const shortNames = short === '' ? [] : short.split(',');
    return { name, shortNames, directory: `${directory}/`, isNamespaced };
  });
}

/** The built-in kinds that an operator goes to by name. */
export const resources: readonly Resource[] = [
  ...resourcesOf(namespaced, true),
  ...resourcesOf(clusterWide, false),
].toSorted((one, other) => (one.name < other.name ? -1 : 1));

/** The roots of an API server by default and of OpenShift's; any other prefix can be configured. */
export const usualRoots: readonly string[] = ['/registry/', '/kubernetes.io/'];

/** Where a registry is looked for first: where an API server was told to have it, and at the usual roots. As bytes of keys. */
export function likelyRoots(told: string | undefined): readonly string[] {
  const root = told === undefined ? undefined : Buffer.from(told).toString('latin1');
  return root === undefined || usualRoots.includes(root) ? usualRoots : [root, ...usualRoots];
}
