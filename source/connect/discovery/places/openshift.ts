import { sightingOf, urlsOf } from '../etcd-server.js';
import { operatorsPair } from '../guessed-clients.js';
import type { HostFiles } from '../host-files.js';
import { ifThere } from '../if-there.js';
import { readYamlFile } from '../settings.js';
import type { ClientPair, Place, Sighting } from '../sighting.js';
import { programOfPod } from '../static-pod.js';
import { namesIn } from '../system-service.js';

const source = 'OpenShift';
const manifestPath = '/etc/kubernetes/manifests/etcd-pod.yaml';
const resources = '/etc/kubernetes/static-pod-resources';
const etcdCertificates = `${resources}/etcd-certs`;

/** etcd as the static pod of OpenShift's cluster-etcd-operator. */
export const openshift: Place = { source, looksAt: `${manifestPath} and ${resources}`, look };

async function look(host: HostFiles): Promise<Sighting | undefined> {
  const manifest = await ifThere(readYamlFile(host, { value: manifestPath, source }));
  const pod = manifest === undefined ? undefined : programOfPod(manifest, 'etcd');
  const apiServersClients = await clientsOfApiServer(host);
  if (pod === undefined) {
    return sightingOfFiles(host, apiServersClients);
  }
  const sighting = sightingOf(pod.settings, {
    source,
    evidence: `OpenShift manifest ${manifestPath}`,
    hostPath: pod.hostPath,
    clients: [...apiServersClients, ...operatorsPair(pod.variables, pod.hostPath)],
  });
  return {
    ...sighting,
    otherEndpoints: urlsOf(pod.variables.get('ETCDCTL_ENDPOINTS') ?? ''),
  };
}

/** The newest revision of the API server's files holds the client certificate that it shows to etcd. */
async function clientsOfApiServer(host: HostFiles): Promise<readonly ClientPair[]> {
  const revision = (name: string): number => Number(/^kube-apiserver-pod-(\d+)$/u.exec(name)?.[1]);
  const [newest] = (await namesIn(host, resources))
    .filter((name) => !Number.isNaN(revision(name)))
    .sort((one, other) => revision(other) - revision(one));
  const directory = `${resources}/${newest}/secrets/etcd-client`;
  return newest === undefined
    ? []
    : [{ name: 'etcd-client', certificate: `${directory}/tls.crt`, key: `${directory}/tls.key` }];
}

/** The manifest is away, as while a backup is restored, but the files of the pod are there. */
async function sightingOfFiles(
  host: HostFiles,
  apiServersClients: readonly ClientPair[],
): Promise<Sighting | undefined> {
  const directory = `${etcdCertificates}/secrets/etcd-all-certs`;
  const peers = (await namesIn(host, directory)).flatMap((file) => {
    const [, name] = /^(etcd-peer-.+)\.crt$/u.exec(file) ?? [];
    const path = `${directory}/${name}`;
    return name === undefined ? [] : [{ name, certificate: `${path}.crt`, key: `${path}.key` }];
  });
  if (peers.length === 0) {
    return undefined;
  }
  const authority = `${etcdCertificates}/configmaps/etcd-serving-ca/ca-bundle.crt`;
  return {
    source,
    evidence: `OpenShift certificates in ${etcdCertificates}`,
    members: 'here',
    endpoints: ['https://127.0.0.1:2379'],
    otherEndpoints: [],
    servingCertificate: undefined,
    authorities: [authority],
    clientAuthority: undefined,
    clients: [...apiServersClients, ...peers],
  };
}
