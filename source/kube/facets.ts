import { at, isList, isMap, type KubeMap, type KubeTree, listAt, mapAt, textAt } from './tree.js';

/** Something about an object of a kind that is worth a word when it changes. */
export interface Facet {
  readonly label: string;
  /** In a word or two; empty when there is nothing to say. */
  readonly of: (object: KubeMap) => string;
  /** Paths that it tells all about, such as `spec.nodeName`. */
  readonly covers: readonly string[];
}

const text = (value: KubeTree | undefined): string =>
  value === undefined || value === null || isMap(value) || isList(value) ? '' : String(value);

/** A scalar at a path, as it is. */
function scalar(label: string, ...path: readonly string[]): Facet {
  return { label, of: (object) => text(at(object, ...path)), covers: [path.join('.')] };
}

/** `of` two numbers that belong together: `1/3`. */
function ratio(label: string, part: readonly string[], whole: readonly string[]): Facet {
  return {
    label,
    of: (object) => {
      const [some, all] = [text(at(object, ...part)), text(at(object, ...whole))];
      return some === '' && all === '' ? '' : `${some || '0'}/${all || '0'}`;
    },
    covers: [part.join('.')],
  };
}

const counts = (items: readonly KubeTree[], isCounted: (item: KubeMap) => boolean): number =>
  items.filter((item) => isMap(item) && isCounted(item)).length;

const podReady: Facet = {
  label: 'ready',
  of: (pod) => {
    const statuses = listAt(pod, 'status', 'containerStatuses');
    const all = Math.max(statuses.length, listAt(pod, 'spec', 'containers').length);
    return `${counts(statuses, (status) => status.get('ready') === true)}/${all}`;
  },
  covers: [],
};

/** Why a container waits or has ended; the pod's own reason otherwise. */
function podReasonOf(pod: KubeMap): string {
  const statuses = [
    ...listAt(pod, 'status', 'initContainerStatuses'),
    ...listAt(pod, 'status', 'containerStatuses'),
  ];
  const reasons = statuses.flatMap((status) => [
    textAt(status, 'state', 'waiting', 'reason'),
    textAt(status, 'state', 'terminated', 'reason'),
  ]);
  return reasons.find((reason) => reason !== '' && reason !== 'Completed') ?? textAt(pod, 'status', 'reason');
}

const podRestarts: Facet = {
  label: 'restarts',
  of: (pod) => {
    const restarts = listAt(pod, 'status', 'containerStatuses').map((status) => at(status, 'restartCount'));
    const sum = restarts.reduce<number>((total, each) => total + (typeof each === 'number' ? each : 0), 0);
    return sum === 0 ? '' : String(sum);
  },
  covers: [],
};

function imagesAt(...path: readonly string[]): Facet {
  return {
    label: 'image',
    of: (object) =>
      listAt(object, ...path)
        .map((container) => textAt(container, 'image'))
        .join(' '),
    covers: [`${path.join('.')}.image`],
  };
}

/** `True`, `False` or `Unknown`, as the condition has it. */
function condition(type: string, label = type): Facet {
  return {
    label,
    of: (object) => {
      const found = listAt(object, 'status', 'conditions').find((each) => textAt(each, 'type') === type);
      return textAt(found, 'status');
    },
    covers: [],
  };
}

/** Of a node: only when it is not as it should be. */
function pressure(type: string): Facet {
  const { of, covers } = condition(type);
  return { label: type, of: (node) => (of(node) === 'False' ? '' : of(node)), covers };
}

const servicePorts: Facet = {
  label: 'ports',
  of: (service) =>
    listAt(service, 'spec', 'ports')
      .map((port) => text(at(port, 'port')))
      .join(','),
  covers: [],
};

/** Ready endpoints of all that there are; one that does not say counts as ready. */
const sliceReady: Facet = {
  label: 'ready',
  of: (slice) => {
    const endpoints = listAt(slice, 'endpoints');
    const ready = counts(endpoints, (endpoint) => at(endpoint, 'conditions', 'ready') !== false);
    return `${ready}/${endpoints.length}`;
  },
  covers: ['endpoints'],
};

const endpointsReady: Facet = {
  label: 'ready',
  of: (endpoints) => {
    const subsets = listAt(endpoints, 'subsets');
    const count = (name: string): number =>
      subsets.reduce<number>((sum, subset) => sum + listAt(subset, name).length, 0);
    const ready = count('addresses');
    return `${ready}/${ready + count('notReadyAddresses')}`;
  },
  covers: ['subsets'],
};

const taints: Facet = {
  label: 'taints',
  of: (node) =>
    listAt(node, 'spec', 'taints')
      .map((taint) => `${textAt(taint, 'key')}:${textAt(taint, 'effect')}`)
      .join(' '),
  covers: ['spec.taints'],
};

const roleRef: Facet = {
  label: 'role',
  of: (binding) => textAt(binding, 'roleRef', 'name'),
  covers: ['roleRef'],
};

const jobState: Facet = {
  label: 'state',
  of: (job) => {
    const done = ['Complete', 'Failed', 'Suspended'].find((type) => condition(type).of(job) === 'True');
    return done ?? (mapAt(job, 'status').size > 0 ? 'running' : '');
  },
  covers: [],
};

const workload: readonly Facet[] = [
  scalar('replicas', 'spec', 'replicas'),
  ratio('ready', ['status', 'readyReplicas'], ['spec', 'replicas']),
  ratio('updated', ['status', 'updatedReplicas'], ['spec', 'replicas']),
  imagesAt('spec', 'template', 'spec', 'containers'),
];

/** What is told first of each kind, in this order. */
const facetsByKind: Readonly<Record<string, readonly Facet[]>> = {
  Pod: [
    scalar('phase', 'status', 'phase'),
    podReady,
    { label: 'reason', of: podReasonOf, covers: [] },
    podRestarts,
    scalar('node', 'spec', 'nodeName'),
    imagesAt('spec', 'containers'),
  ],
  Deployment: workload,
  StatefulSet: workload,
  ReplicaSet: workload,
  ReplicationController: workload,
  DaemonSet: [
    ratio('ready', ['status', 'numberReady'], ['status', 'desiredNumberScheduled']),
    ratio('updated', ['status', 'updatedNumberScheduled'], ['status', 'desiredNumberScheduled']),
    imagesAt('spec', 'template', 'spec', 'containers'),
  ],
  Job: [
    jobState,
    scalar('active', 'status', 'active'),
    scalar('succeeded', 'status', 'succeeded'),
    scalar('failed', 'status', 'failed'),
  ],
  CronJob: [
    scalar('schedule', 'spec', 'schedule'),
    scalar('suspend', 'spec', 'suspend'),
    scalar('last run', 'status', 'lastScheduleTime'),
  ],
  Node: [
    condition('Ready', 'ready'),
    scalar('unschedulable', 'spec', 'unschedulable'),
    ...['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'].map(pressure),
    taints,
    scalar('kubelet', 'status', 'nodeInfo', 'kubeletVersion'),
  ],
  Namespace: [scalar('phase', 'status', 'phase')],
  PersistentVolume: [
    scalar('phase', 'status', 'phase'),
    scalar('claim', 'spec', 'claimRef', 'name'),
    scalar('capacity', 'spec', 'capacity', 'storage'),
  ],
  PersistentVolumeClaim: [
    scalar('phase', 'status', 'phase'),
    scalar('volume', 'spec', 'volumeName'),
    scalar('capacity', 'status', 'capacity', 'storage'),
  ],
  Service: [scalar('type', 'spec', 'type'), scalar('clusterIP', 'spec', 'clusterIP'), servicePorts],
  EndpointSlice: [sliceReady],
  Endpoints: [endpointsReady],
  Lease: [scalar('holder', 'spec', 'holderIdentity')],
  HorizontalPodAutoscaler: [
    ratio('replicas', ['status', 'currentReplicas'], ['status', 'desiredReplicas']),
    scalar('min', 'spec', 'minReplicas'),
    scalar('max', 'spec', 'maxReplicas'),
  ],
  Event: [scalar('reason', 'reason'), scalar('count', 'count'), scalar('message', 'message')],
  RoleBinding: [roleRef],
  ClusterRoleBinding: [roleRef],
  APIService: [condition('Available', 'available')],
  CustomResourceDefinition: [condition('Established', 'established')],
  CertificateSigningRequest: [condition('Approved', 'approved'), condition('Denied', 'denied')],
};

const ready = condition('Ready', 'ready');

/** What is told of a kind first; of kinds that are not known whether they are ready. */
export function facetsOf(kind: string): readonly Facet[] {
  return Object.hasOwn(facetsByKind, kind) ? (facetsByKind[kind] ?? []) : [ready];
}
