import { ConnectionError } from '../../connection-error.js';
import { pairsBeside, sightingOf } from '../etcd-server.js';
import type { HostFiles } from '../host-files.js';
import { ifThere } from '../if-there.js';
import { readYamlFile, withConfigurationFile } from '../settings.js';
import type { ClientPair, Place, Sighting } from '../sighting.js';
import { programOfPod } from '../static-pod.js';
import { directoryOf } from '../words.js';

const source = 'kubeadm';
const manifestPath = '/etc/kubernetes/manifests/etcd.yaml';

/** etcd as a static pod beside the API server, as kubeadm and what builds on it set it up. */
export const kubeadm: Place = { source, looksAt: manifestPath, look };

async function look(host: HostFiles): Promise<Sighting | undefined> {
  const manifest = await ifThere(readYamlFile(host, { value: manifestPath, source }));
  if (manifest === undefined) {
    return undefined;
  }
  const pod = programOfPod(manifest, 'etcd');
  if (pod === undefined) {
    throw new ConnectionError(`manifest ${manifestPath} (${source}) runs no etcd: give --endpoints.`);
  }
  const { hostPath } = pod;
  const settings = await withConfigurationFile(pod.settings, host, source, hostPath);
  const certificate = settings.get('cert-file');
  return sightingOf(settings, {
    source,
    evidence: `kubeadm manifest ${manifestPath}`,
    hostPath,
    clients: certificate === undefined ? [] : clientsBeside(hostPath(certificate)),
    renewal: (role) => renew(`etcd-${role}`),
  });
}

/** What the liveness probe shows may do least; then what the API server shows. */
function clientsBeside(serverCertificate: string): readonly ClientPair[] {
  return [
    ...pairsBeside(serverCertificate, ['healthcheck-client'], (name) => renew(`etcd-${name}`)),
    ...pairsBeside(directoryOf(serverCertificate), ['apiserver-etcd-client'], renew),
  ];
}

const renew = (name: string): string => `renew it with "kubeadm certs renew ${name}"`;
