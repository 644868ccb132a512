/** The demo registry's objects, as Kubernetes would write them with JSON storage. Pure. */

export interface DemoEntry {
  readonly key: string;
  readonly value: string;
}

interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
}

export const demoNamespaces = ['default', 'kube-system', 'shop', 'monitoring'] as const;
export const demoNodes = ['n1', 'n2', 'n3'] as const;

export const demoWorkloads: readonly Workload[] = [
  { namespace: 'default', name: 'web', image: 'nginx:1.29', replicas: 3 },
  { namespace: 'shop', name: 'cart', image: 'registry.example/shop/cart:4.2.0', replicas: 2 },
  { namespace: 'shop', name: 'checkout', image: 'registry.example/shop/checkout:1.9.3', replicas: 2 },
  {
    namespace: 'kube-system',
    name: 'coredns',
    image: 'registry.k8s.io/coredns/coredns:v1.13.1',
    replicas: 2,
  },
  { namespace: 'monitoring', name: 'prometheus', image: 'quay.io/prometheus/prometheus:v3.7.0', replicas: 1 },
];

const entry = (key: string, object: unknown): DemoEntry => ({ key, value: JSON.stringify(object) });

function metadata(name: string, createdMs: number, namespace?: string, labels?: Record<string, string>) {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    creationTimestamp: new Date(createdMs).toISOString().replace(/\.\d+Z$/u, 'Z'),
    ...(labels === undefined ? {} : { labels }),
  };
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export interface DemoPod {
  readonly namespace: string;
  readonly name: string;
  readonly workload: string;
  readonly image: string;
  readonly node: string | undefined;
  readonly phase: PodPhase;
  readonly ready: boolean;
  readonly restarts: number;
  readonly createdMs: number;
}

export const podKey = (pod: DemoPod): string => `/registry/pods/${pod.namespace}/${pod.name}`;

export function podEntry(pod: DemoPod): DemoEntry {
  return entry(podKey(pod), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(pod.name, pod.createdMs, pod.namespace, { app: pod.workload }),
    spec: {
      ...(pod.node === undefined ? {} : { nodeName: pod.node }),
      containers: [{ name: pod.workload, image: pod.image }],
    },
    status: {
      phase: pod.phase,
      containerStatuses: [
        { name: pod.workload, ready: pod.ready, restartCount: pod.restarts, image: pod.image },
      ],
    },
  });
}

export function deploymentEntry(workload: Workload, readyReplicas: number, createdMs: number): DemoEntry {
  return entry(`/registry/deployments/${workload.namespace}/${workload.name}`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(workload.name, createdMs, workload.namespace, { app: workload.name }),
    spec: {
      replicas: workload.replicas,
      selector: { matchLabels: { app: workload.name } },
      template: { spec: { containers: [{ name: workload.name, image: workload.image }] } },
    },
    status: { replicas: workload.replicas, readyReplicas },
  });
}

/** A node's heartbeat; on a real cluster these are most of all writes. */
export function nodeLeaseEntry(node: string, nowMs: number): DemoEntry {
  return entry(`/registry/leases/kube-node-lease/${node}`, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: node, namespace: 'kube-node-lease' },
    spec: { holderIdentity: node, leaseDurationSeconds: 40, renewTime: new Date(nowMs).toISOString() },
  });
}

/** Everything that stands in the registry before life begins. */
export function initialEntries(nowMs: number): DemoEntry[] {
  return [
    ...[...demoNamespaces, 'kube-node-lease'].map((name) =>
      entry(`/registry/namespaces/${name}`, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: metadata(name, nowMs),
        status: { phase: 'Active' },
      }),
    ),
    ...demoNodes.map((name) =>
      entry(`/registry/minions/${name}`, {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: metadata(name, nowMs),
        status: { conditions: [{ type: 'Ready', status: 'True' }], capacity: { cpu: '8', memory: '32Gi' } },
      }),
    ),
    ...demoNodes.map((name) => nodeLeaseEntry(name, nowMs)),
    ...demoWorkloads.map((workload) => deploymentEntry(workload, workload.replicas, nowMs)),
    ...demoWorkloads.map((workload) => serviceEntry(workload, nowMs)),
    ...configEntries(nowMs),
  ];
}

function serviceEntry(workload: Workload, nowMs: number): DemoEntry {
  return entry(`/registry/services/specs/${workload.namespace}/${workload.name}`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(workload.name, nowMs, workload.namespace),
    spec: { selector: { app: workload.name }, ports: [{ port: 80, targetPort: 8080 }] },
  });
}

/** Configuration beside and outside the registry, as other users of etcd keep it. */
function configEntries(nowMs: number): DemoEntry[] {
  return [
    entry('/registry/configmaps/kube-system/coredns', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('coredns', nowMs, 'kube-system'),
      data: {
        Corefile:
          '.:53 {\n    errors\n    health\n    kubernetes cluster.local\n    forward . /etc/resolv.conf\n}\n',
      },
    }),
    entry('/registry/secrets/shop/payment-api', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('payment-api', nowMs, 'shop'),
      type: 'Opaque',
      data: { token: Buffer.from('not-a-real-token').toString('base64') },
    }),
    { key: '/config/gateway/rate-limit', value: '250' },
    {
      key: '/config/gateway/upstreams.json',
      value: '{"cart":["10.1.0.11:8080","10.1.0.12:8080"],"checkout":["10.1.0.21:8080"]}',
    },
    { key: '/config/features/new-checkout', value: 'true' },
    {
      key: '/config/motd',
      value: 'This is the demo cluster of etcdscope.\nIt lives on loopback and ends with the inspector.\n',
    },
    { key: '/locks/backup/holder', value: 'n2' },
  ];
}
