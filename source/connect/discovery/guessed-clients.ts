import { pairsBeside } from './etcd-server.js';
import type { HostFiles } from './host-files.js';
import type { ClientPair } from './sighting.js';
import { baseName, directoryOf, type Variables } from './words.js';

/** Usual names of client certificates beside a server's. */
const usualNames = ['healthcheck-client', 'etcd-client', 'client'];

/** Client certificates that happen to be beside the server's; only those that are there. */
export async function guessedClients(
  host: HostFiles,
  serverCertificate: string | undefined,
): Promise<readonly ClientPair[]> {
  const guesses = [...pairsBeside(serverCertificate, usualNames), ...kubesprayPairs(serverCertificate)];
  const areThere = await Promise.all(guesses.map(({ certificate }) => host.exists(certificate)));
  return guesses.filter((_, index) => areThere[index] === true);
}

/** kubespray puts `node-NAME.pem` and `admin-NAME.pem` beside `member-NAME.pem`. */
function kubesprayPairs(serverCertificate: string | undefined): readonly ClientPair[] {
  const [, host] = /^member-(.+)\.pem$/u.exec(baseName(serverCertificate ?? '')) ?? [];
  if (serverCertificate === undefined || host === undefined) {
    return [];
  }
  return ['node', 'admin'].map((role) => {
    const path = `${directoryOf(serverCertificate)}/${role}-${host}`;
    return { name: `${role}-${host}`, certificate: `${path}.pem`, key: `${path}-key.pem` };
  });
}

/** The pair that whoever set the host up meant etcdctl to use. */
export function operatorsPair(
  variables: Variables,
  hostPath: (path: string) => string,
): readonly ClientPair[] {
  const certificate = variables.get('ETCDCTL_CERT');
  const key = variables.get('ETCDCTL_KEY');
  return certificate === undefined || key === undefined
    ? []
    : [{ name: "etcdctl's", certificate: hostPath(certificate), key: hostPath(key) }];
}
