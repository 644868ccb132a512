import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineHostFiles } from '../../../source/connect/discovery/host-files.js';
import { registryRoot } from '../../../source/connect/discovery/registry-root.js';
import { tree } from './searching.js';

const podOf = (...flags: readonly string[]) => `apiVersion: v1
kind: Pod
spec:
  containers:
  - command:
    - kube-apiserver
${flags.map((flag) => `    - ${flag}\n`).join('')}    image: registry.k8s.io/kube-apiserver:v1.34.0
`;

const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const unit = '/etc/systemd/system/kube-apiserver.service';

/** Files of a host, and the root that Kubernetes would make of what they say (staging/…/etcd3: path.Join("/", prefix) + "/"). */
const hosts: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string | undefined]>> = {
  'kubeadm, as it is set up': [{ [manifest]: podOf('--etcd-servers=https://127.0.0.1:2379') }, undefined],
  'kubeadm with a prefix': [{ [manifest]: podOf('--etcd-prefix=/k8s') }, '/k8s/'],
  'a prefix of two names, without a slash before it': [
    { [manifest]: podOf('--etcd-prefix', 'clusters/blue/') },
    '/clusters/blue/',
  ],
  'the manifest of RKE2': [
    { '/var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml': podOf('--etcd-prefix=/r') },
    '/r/',
  ],
  'k3s with one argument': [
    { '/etc/rancher/k3s/config.yaml': 'kube-apiserver-arg: etcd-prefix=/one\n' },
    '/one/',
  ],
  'k3s with several': [
    { '/etc/rancher/k3s/config.yaml': 'kube-apiserver-arg:\n- v=2\n- "etcd-prefix=/two"\n' },
    '/two/',
  ],
  'a systemd unit': [
    { [unit]: '[Service]\nExecStart=/usr/bin/kube-apiserver --etcd-prefix=/unit\n' },
    '/unit/',
  ],
  'a manifest that cannot be understood': [
    { [manifest]: 'a: [\n', [unit]: '[Service]\nExecStart=/usr/bin/kube-apiserver --etcd-prefix=/unit\n' },
    '/unit/',
  ],
  'nothing of Kubernetes': [{}, undefined],
};

for (const [what, [files, root]] of Object.entries(hosts)) {
  test(`the root of the registry: ${what}`, async (t) => {
    const host = await tree(t, files);
    assert.equal(await registryRoot(machineHostFiles(host.root)), root);
  });
}
