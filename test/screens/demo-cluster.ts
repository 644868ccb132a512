import type { FakeCluster, FakeMember } from './fake-cluster.js';

const raftIndex = 31_204_118;
const gibibyte = 1_073_741_824;

function member(ordinal: number, name: string, dbSize: number, lag: number): FakeMember {
  return {
    id: 0x8e9e05c52164694dn + BigInt(ordinal),
    name,
    endpoint: `https://10.0.0.24${ordinal}:2379`,
    status: {
      version: '3.5.15',
      dbSize,
      dbSizeInUse: Math.round(dbSize * 0.61),
      raftIndex: raftIndex - lag,
      raftAppliedIndex: raftIndex - lag,
      storageVersion: '3.5.0',
      dbSizeQuota: 2 * gibibyte,
    },
  };
}

const members = [member(1, 'm1', 412e6, 2), member(2, 'm2', 413e6, 0), member(3, 'm3', 409e6, 0)];

function pod(namespace: string, name: string, phase: string): readonly [string, string] {
  const value = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, namespace, uid: `5a1e-${name}`, labels: { app: name.replace(/-.*/, '') } },
    spec: { nodeName: 'n2', containers: [{ name: 'main', image: `registry.local/${name}:1.4` }] },
    status: { phase, podIP: '10.42.0.17' },
  };
  return [`/registry/pods/${namespace}/${name}`, JSON.stringify(value)];
}

const keys = Object.fromEntries([
  pod('default', 'api-0', 'Running'),
  pod('default', 'web-1', 'Running'),
  pod('default', 'web-2', 'Pending'),
  pod('kube-system', 'coredns-7db6', 'Running'),
  ['/registry/configmaps/default/settings', '{"kind":"ConfigMap","data":{"mode":"dark"}}'],
  ['/registry/configmaps/kube-system/coredns', '{"kind":"ConfigMap","data":{"Corefile":".:53"}}'],
  ['/registry/services/specs/default/web', '{"kind":"Service"}'],
  ['/registry/events/default/web-2.17f', '{"kind":"Event","reason":"Scheduled"}'],
  ['/config/feature/dark-mode', 'on'],
  ['/config/limits', '{"rate":200,"burst":50}'],
  ['/config/binary', '\x00\x01\x02\xff'],
  ['weird\x1b[31m\xff', 'escape me'],
]);

/** Three healthy members and a small registry. */
export const demoCluster: FakeCluster = {
  clusterId: 0xcdf818194e3a8c32n,
  revision: 29_253_467,
  term: 36,
  leaderId: members[1]?.id ?? 0n,
  members,
  certificate: {
    subject: 'CN=m1',
    issuer: 'CN=etcd-ca',
    validFromMs: new Date(2026, 5, 1).getTime(),
    validToMs: new Date(2027, 5, 1).getTime(),
  },
  keys,
};
