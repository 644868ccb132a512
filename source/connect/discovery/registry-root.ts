import { posix } from 'node:path';
import { ConnectionError } from '../connection-error.js';
import type { HostFiles } from './host-files.js';
import { ifThere } from './if-there.js';
import { readYamlFile, settingsFromArguments } from './settings.js';
import { programOfPod } from './static-pod.js';
import { findService } from './system-service.js';
import { at, itemsOf, textOf } from './yaml/value.js';

const program = 'kube-apiserver';
const flag = 'etcd-prefix';

/** Where the API server runs as a static pod. */
const manifests = [
  '/etc/kubernetes/manifests/kube-apiserver.yaml',
  '/var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml',
];
/** k3s and RKE2 are told what to add to the API server's flags. */
const configurations = ['/etc/rancher/k3s/config.yaml', '/etc/rancher/rke2/config.yaml'];

/**
 * Below which key this host's API server keeps its objects, with a slash at its end, when it was told: `/k8s/`.
 * undefined when it was not, or when its files may not be read: then the root is one of the usual ones, or it is
 * recognised by its values.
 */
export async function registryRoot(host: HostFiles): Promise<string | undefined> {
  for (const read of [...manifests.map(ofManifest), ...configurations.map(ofConfiguration), ofService]) {
    const prefix = await unlessHidden(read(host));
    if (prefix !== undefined && prefix !== '') return rootOf(prefix);
  }
  return undefined;
}

type ReadPrefix = (host: HostFiles) => Promise<string | undefined>;

function ofManifest(path: string): ReadPrefix {
  return async (host) => {
    const manifest = await ifThere(readYamlFile(host, { value: path, source: 'API server' }));
    return programOfPod(manifest ?? null, program)?.settings.get(flag);
  };
}

/** `kube-apiserver-arg: etcd-prefix=/k8s`, alone or in a list. */
function ofConfiguration(path: string): ReadPrefix {
  return async (host) => {
    const configuration = await ifThere(readYamlFile(host, { value: path, source: 'Rancher' }));
    const value = at(configuration, `${program}-arg`);
    const words = [value, ...itemsOf(value)].flatMap((word) => textOf(word) ?? []);
    return settingsFromArguments(words.map((word) => `--${word}`)).get(flag);
  };
}

const ofService: ReadPrefix = async (host) => (await findService(host, program))?.settings.get(flag);

/** Nothing that the connection needs: what cannot be read is as if it were not there. */
async function unlessHidden<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ConnectionError) return undefined;
    throw error;
  }
}

/** As Kubernetes makes it of the flag's value: `kubernetes.io` → `/kubernetes.io/`. */
function rootOf(prefix: string): string {
  const root = posix.join('/', prefix);
  return root.endsWith('/') ? root : `${root}/`;
}
