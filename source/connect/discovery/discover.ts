import { ConnectionError } from '../connection-error.js';
import type { ConnectionFlagName } from '../flags.js';
import { dayOf } from '../pem-files.js';
import { type ClientChoice, chooseClient, pairProblems } from './choose-client.js';
import { chooseServer, type ServerChoice } from './choose-server.js';
import { type CertificateFiles, diskCertificates } from './disk-certificates.js';
import type { HostFiles } from './host-files.js';
import { apiServer } from './places/api-server.js';
import { kubeadm } from './places/kubeadm.js';
import { openshift } from './places/openshift.js';
import { k3s, rke2 } from './places/rancher.js';
import { service } from './places/service.js';
import type { Place, Sighting } from './sighting.js';

/** An etcd that this host's files lead to. */
export interface FoundEtcd {
  /** What runs it, in a word or two: `kubeadm`. */
  readonly source: string;
  /** `found kubeadm manifest /etc/…/etcd.yaml, using the healthcheck-client certificate` */
  readonly sentence: string;
  /** Why certificates of less privilege were not used, a sentence each. */
  readonly passedOver: readonly string[];
  readonly endpoints: readonly string[];
  /** Other members, for when the one on this host does not answer. */
  readonly otherEndpoints: readonly string[];
  /** What else flags would have said; paths are those of this process. */
  readonly settings: ReadonlyMap<ConnectionFlagName, string>;
}

/** Where was looked, and what was in the way, a sentence each. */
export interface Attempt {
  readonly source: string;
  /** false: nothing of it is on the host. */
  readonly isThere: boolean;
  readonly problems: readonly string[];
}

export interface Discovery {
  readonly found: FoundEtcd | undefined;
  /** What did not lead to an etcd, in the order of looking. */
  readonly attempts: readonly Attempt[];
  /** The certificate files of the etcds seen, for telling when they end. */
  readonly files: CertificateFiles;
}

export interface DiscoveryInputs {
  readonly host: HostFiles;
  /** Wall time, to tell expired certificates. */
  readonly nowMs: number;
  /** The operator named a client certificate, so that none has to be found. */
  readonly clientIsGiven: boolean;
  /** The operator named whom to trust, or to trust everybody. */
  readonly authorityIsGiven: boolean;
}

/** In the order of looking; the first that leads to an etcd is taken. */
const places: readonly Place[] = [kubeadm, k3s, rke2, openshift, service, apiServer];

/** Looks for an etcd in the files of a host. It reads a few dozen small files and runs nothing. */
export async function discover(inputs: DiscoveryInputs): Promise<Discovery> {
  const attempts: Attempt[] = [];
  let files: CertificateFiles = { certificates: [], problems: [] };
  for (const place of places) {
    try {
      const sighting = await place.look(inputs.host);
      if (sighting === undefined) {
        attempts.push({ source: place.source, isThere: false, problems: [`nothing at ${place.looksAt}.`] });
        continue;
      }
      files = joined(files, await filesOf(sighting, inputs));
      const reached = await reach(sighting, inputs);
      if (!('problems' in reached)) {
        return { found: reached, attempts, files };
      }
      attempts.push(reached);
    } catch (error) {
      if (!(error instanceof ConnectionError)) {
        throw error;
      }
      attempts.push({ source: place.source, isThere: true, problems: [error.message] });
    }
  }
  return { found: undefined, attempts, files };
}

async function filesOf(sighting: Sighting, { host, nowMs }: DiscoveryInputs): Promise<CertificateFiles> {
  const { certificates, problems } = await diskCertificates(sighting, host);
  return { certificates, problems: [...problems, ...(await pairProblems(sighting, host, nowMs))] };
}

function joined(one: CertificateFiles, other: CertificateFiles): CertificateFiles {
  return {
    certificates: [...one.certificates, ...other.certificates],
    problems: [...one.problems, ...other.problems],
  };
}

async function reach(sighting: Sighting, inputs: DiscoveryInputs): Promise<FoundEtcd | Attempt> {
  const { host, nowMs, authorityIsGiven } = inputs;
  const server = await chooseServer(
    authorityIsGiven ? { ...sighting, authorities: [] } : sighting,
    host,
    nowMs,
  );
  const wantsClient = isSecure(server) && sighting.clients !== undefined && !inputs.clientIsGiven;
  const client = wantsClient ? await chooseClient(sighting, host, nowMs) : undefined;
  if (client !== undefined && client.pair === undefined) {
    return { source: sighting.source, isThere: true, problems: problemsOf(sighting, client) };
  }
  return {
    source: sighting.source,
    sentence: `found ${sighting.evidence}, ${usedText(server, client, inputs)}`,
    passedOver: client?.passedOver ?? [],
    endpoints: server.endpoints,
    // A server name is one member's: no other could be asked under it.
    otherEndpoints: server.serverName === undefined ? sighting.otherEndpoints : [],
    settings: settingsOf(server, client, host),
  };
}

const isSecure = ({ endpoints }: ServerChoice): boolean => endpoints[0]?.startsWith('https:') === true;

function problemsOf({ evidence }: Sighting, { passedOver }: ClientChoice): readonly string[] {
  return passedOver.length > 0
    ? [`found ${evidence}, but no client certificate that can be used:`, ...passedOver]
    : [`found ${evidence}, which asks for a client certificate and names none: give --cert and --key.`];
}

const soonMs = 30 * 86_400_000;

function usedText(server: ServerChoice, client: ClientChoice | undefined, inputs: DiscoveryInputs): string {
  if (!isSecure(server)) {
    return `using ${server.endpoints.join(', ')} without TLS`;
  }
  if (client?.pair === undefined) {
    return `using ${inputs.clientIsGiven ? 'the given client certificate' : 'no client certificate'}`;
  }
  const { name, validToMs } = client.pair;
  const ends =
    validToMs - inputs.nowMs < soonMs ? `, which expires on ${dayOf(new Date(validToMs).toISOString())}` : '';
  return `using the ${name} certificate${ends}`;
}

function settingsOf(
  { authority, serverName }: ServerChoice,
  client: ClientChoice | undefined,
  host: HostFiles,
): ReadonlyMap<ConnectionFlagName, string> {
  const settings = new Map<ConnectionFlagName, string>();
  if (authority !== undefined) {
    settings.set('cacert', host.actualPath(authority));
  }
  if (serverName !== undefined) {
    settings.set('tls-server-name', serverName);
  }
  if (client?.pair !== undefined) {
    settings.set('cert', host.actualPath(client.pair.certificate));
    settings.set('key', host.actualPath(client.pair.key));
  }
  return settings;
}
