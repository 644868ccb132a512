import { ConnectionError } from '../../connection-error.js';
import { sightingOf, urlsOf } from '../etcd-server.js';
import type { HostFiles } from '../host-files.js';
import { ifThere } from '../if-there.js';
import { readYamlFile, type Settings, settingsFromConfiguration } from '../settings.js';
import type { ClientPair, Place, Sighting } from '../sighting.js';

type Distribution = 'k3s' | 'RKE2';

/** etcd inside of k3s, and as the static pod of RKE2: both write it the same configuration file. */
export const k3s: Place = place('k3s');
export const rke2: Place = place('RKE2');

function place(source: Distribution): Place {
  return {
    source,
    looksAt: `/var/lib/rancher/${source.toLowerCase()}/server`,
    look: (host) => look(source, host),
  };
}

async function look(source: Distribution, host: HostFiles): Promise<Sighting | undefined> {
  const name = source.toLowerCase();
  const own = await ifThere(readYamlFile(host, { value: `/etc/rancher/${name}/config.yaml`, source }));
  const settings = settingsFromConfiguration(own ?? null);
  const directory = `${settings.get('data-dir') ?? `/var/lib/rancher/${name}`}/server`;
  const datastore = settings.get('datastore-endpoint');
  if (datastore !== undefined) {
    return externalDatastore(source, settings, datastore);
  }
  const path = `${directory}/db/etcd/config`;
  const configuration = await ifThere(readYamlFile(host, { value: path, source }));
  if (configuration !== undefined) {
    return memberOf(source, directory, settingsFromConfiguration(configuration), `configuration ${path}`);
  }
  if (await host.exists(`${directory}/db/state.db`)) {
    throw new ConnectionError(
      `${source} keeps its data in SQLite here (${directory}/db/state.db), not in etcd.`,
    );
  }
  const certificates = `${directory}/tls/etcd`;
  return (await host.exists(`${certificates}/client.crt`))
    ? memberOf(source, directory, defaultSettings(certificates), `certificates in ${certificates}`)
    : undefined;
}

function memberOf(source: Distribution, directory: string, settings: Settings, what: string): Sighting {
  const renewal = `renew it with "${source.toLowerCase()} certificate rotate"`;
  const certificates = `${directory}/tls/etcd`;
  const client: ClientPair = {
    name: 'client',
    certificate: `${certificates}/client.crt`,
    key: `${certificates}/client.key`,
    renewal,
  };
  return sightingOf(settings, {
    source,
    evidence: `${source} ${what}`,
    hostPath: (path) => path,
    clients: [client],
    renewal: () => renewal,
  });
}

/** What its configuration says when nobody changed anything. */
function defaultSettings(certificates: string): Settings {
  return new Map([
    ['listen-client-urls', 'https://127.0.0.1:2379'],
    ['trusted-ca-file', `${certificates}/server-ca.crt`],
    ['cert-file', `${certificates}/server-client.crt`],
    ['key-file', `${certificates}/server-client.key`],
  ]);
}

function externalDatastore(source: Distribution, settings: Settings, datastore: string): Sighting {
  const endpoints = urlsOf(datastore);
  if (endpoints.length === 0) {
    const [kind = 'another database'] = datastore.split(':');
    throw new ConnectionError(`${source} keeps its data in ${kind} (datastore-endpoint), not in etcd.`);
  }
  const [authority, certificate, key] = ['cafile', 'certfile', 'keyfile'].map((name) =>
    settings.get(`datastore-${name}`),
  );
  return {
    source,
    evidence: `${source} datastore-endpoint in /etc/rancher/${source.toLowerCase()}/config.yaml`,
    members: 'elsewhere',
    endpoints,
    otherEndpoints: [],
    servingCertificate: undefined,
    authorities: authority === undefined ? [] : [authority],
    clientAuthority: undefined,
    clients:
      certificate === undefined || key === undefined ? undefined : [{ name: 'datastore', certificate, key }],
  };
}
