import { urlsOf } from '../etcd-server.js';
import type { HostFiles } from '../host-files.js';
import { ifThere } from '../if-there.js';
import { readYamlFile, type Settings } from '../settings.js';
import type { Place, Sighting } from '../sighting.js';
import { programOfPod } from '../static-pod.js';
import { findService } from '../system-service.js';

const source = 'API server';
const manifestPath = '/etc/kubernetes/manifests/kube-apiserver.yaml';

/** A master whose etcd is elsewhere: the API server was told where, and what to show there. */
export const apiServer: Place = { source, looksAt: `${manifestPath} and kube-apiserver.service`, look };

async function look(host: HostFiles): Promise<Sighting | undefined> {
  const manifest = await ifThere(readYamlFile(host, { value: manifestPath, source }));
  const pod = manifest === undefined ? undefined : programOfPod(manifest, 'kube-apiserver');
  if (pod !== undefined) {
    return sighting(pod.settings, `API server manifest ${manifestPath}`, pod.hostPath);
  }
  const service = await findService(host, 'kube-apiserver');
  return service && sighting(service.settings, `systemd unit ${service.path}`, (path) => path);
}

function sighting(
  settings: Settings,
  evidence: string,
  hostPath: (path: string) => string,
): Sighting | undefined {
  const endpoints = urlsOf(settings.get('etcd-servers') ?? '');
  if (endpoints.length === 0) {
    return undefined;
  }
  const [authority, certificate, key] = ['cafile', 'certfile', 'keyfile'].map((name) => {
    const path = settings.get(`etcd-${name}`);
    return path === undefined ? undefined : hostPath(path);
  });
  return {
    source,
    evidence,
    members: 'elsewhere',
    endpoints,
    otherEndpoints: [],
    servingCertificate: undefined,
    authorities: authority === undefined ? [] : [authority],
    clientAuthority: undefined,
    clients:
      certificate === undefined || key === undefined
        ? undefined
        : [{ name: "API server's", certificate, key, renewal: undefined }],
  };
}
