import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CertificateFiles } from '../../support/certificates.js';

/** The disk of a host that is looked at, in a temporary directory. */
export interface HostTree {
  readonly root: string;
  /** Writes files by their paths on that host. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** `PATH.crt` and `PATH.key`. */
  writePair(path: string, pair: CertificateFiles): Promise<void>;
  remove(): Promise<void>;
}

export async function createHostTree(): Promise<HostTree> {
  const root = await mkdtemp(join(tmpdir(), 'etcdscope-host-'));
  // Others may look in: what they may read, each file says.
  await chmod(root, 0o755);
  const write = async (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text, { mode: 0o600 });
    }
  };
  return {
    root,
    write,
    writePair: (path, { certificate, key }) => write({ [`${path}.crt`]: certificate, [`${path}.key`]: key }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

const pki = '/etc/kubernetes/pki/etcd';

/** etcd's static pod as kubeadm writes it; `flags` are added to those every installation has. */
export function kubeadmManifest(flags: readonly string[]): string {
  const command = [
    'etcd',
    `--cert-file=${pki}/server.crt`,
    '--client-cert-auth=true',
    '--data-dir=/var/lib/etcd',
    `--key-file=${pki}/server.key`,
    `--peer-cert-file=${pki}/peer.crt`,
    '--peer-client-cert-auth=true',
    `--peer-key-file=${pki}/peer.key`,
    `--peer-trusted-ca-file=${pki}/ca.crt`,
    `--trusted-ca-file=${pki}/ca.crt`,
    ...flags,
  ];
  return `apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubeadm.kubernetes.io/etcd.advertise-client-urls: https://10.0.0.1:2379
  labels:
    component: etcd
    tier: control-plane
  name: etcd
  namespace: kube-system
spec:
  containers:
  - command:
${command.map((word) => `    - ${word}`).join('\n')}
    image: registry.example/etcd:3.5
    livenessProbe:
      httpGet:
        host: 127.0.0.1
        path: /livez
        port: probe-port
      timeoutSeconds: 15
    name: etcd
    resources:
      requests:
        cpu: 100m
    volumeMounts:
    - mountPath: /var/lib/etcd
      name: etcd-data
    - mountPath: ${pki}
      name: etcd-certs
  hostNetwork: true
  volumes:
  - hostPath:
      path: ${pki}
      type: DirectoryOrCreate
    name: etcd-certs
  - hostPath:
      path: /var/lib/etcd
      type: DirectoryOrCreate
    name: etcd-data
status: {}
`;
}

/** The usual addresses of a kubeadm master. */
export const kubeadmUrls: readonly string[] = [
  '--advertise-client-urls=https://10.0.0.1:2379',
  '--initial-cluster=m1=https://10.0.0.1:2380,m2=https://10.0.0.2:2380',
  '--listen-client-urls=https://10.0.0.1:2379,https://127.0.0.1:2379',
];
