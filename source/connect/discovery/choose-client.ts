import type { X509Certificate } from 'node:crypto';
import { ConnectionError } from '../connection-error.js';
import { type NamedFile, parseCertificates, readClientCertificate } from '../pem-files.js';
import { type DiskProblem, readReadableCertificates } from './disk-certificates.js';
import type { HostFiles } from './host-files.js';
import type { ClientPair, Sighting } from './sighting.js';

export interface ClientChoice {
  /** The first pair that can be used; undefined when none can. */
  readonly pair: (ClientPair & { readonly validToMs: number }) | undefined;
  /** Why each pair before it was passed over, a sentence each. */
  readonly passedOver: readonly string[];
}

/** Takes the pair of the least privilege that can be read, fits together, and is valid now. */
export async function chooseClient(
  { clients = [], clientAuthority, source }: Sighting,
  host: HostFiles,
  nowMs: number,
): Promise<ClientChoice> {
  const authorities = await readReadableCertificates(host, clientAuthority);
  const passedOver: string[] = [];
  for (const pair of clients) {
    try {
      const chain = await readPair(pair, source, host, nowMs);
      refuseForeign(pair, chain, authorities, clientAuthority);
      return { pair: { ...pair, validToMs: Date.parse(chain[0]?.validTo ?? '') }, passedOver };
    } catch (error) {
      if (!(error instanceof ConnectionError)) {
        throw error;
      }
      passedOver.push(error.message);
    }
  }
  return { pair: undefined, passedOver };
}

/** What is wrong with each pair besides its dates and that it is not there, whichever is used. */
export async function pairProblems(
  { clients = [], clientAuthority, source }: Sighting,
  host: HostFiles,
  nowMs: number,
): Promise<readonly DiskProblem[]> {
  const authorities = await readReadableCertificates(host, clientAuthority);
  const problems: DiskProblem[] = [];
  for (const pair of clients) {
    try {
      refuseForeign(pair, await readPair(pair, source, host, nowMs), authorities, clientAuthority);
    } catch (error) {
      if (!(error instanceof ConnectionError)) {
        throw error;
      }
      if (error.fault === 'mismatch') {
        problems.push({ path: pair.certificate, sentence: error.message, isForbidden: false });
      }
    }
  }
  return problems;
}

async function readPair(
  { certificate, key, renewal }: ClientPair,
  source: string,
  host: HostFiles,
  nowMs: number,
): Promise<readonly X509Certificate[]> {
  const file: NamedFile = { value: certificate, source, renewal };
  const pair = await readClientCertificate(file, { value: key, source }, host.read, nowMs);
  return parseCertificates(pair.certificate, file, 'client certificate');
}

const clientAuthentication = '1.3.6.1.5.5.7.3.2';

/** Finds out before the server does, whose alert could not say which certificate is meant. */
function refuseForeign(
  { certificate }: ClientPair,
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  clientAuthority: string | undefined,
): void {
  const [leaf] = chain;
  // Node's `keyUsage` is the extended one; without the extension a certificate is good for everything.
  if (leaf?.keyUsage?.includes(clientAuthentication) === false) {
    throw new ConnectionError(
      `certificate ${certificate} is for servers only, so etcd would refuse it from a client.`,
      'mismatch',
    );
  }
  if (authorities.length > 0 && !isSignedBy(chain, authorities)) {
    throw new ConnectionError(
      `client certificate ${certificate} was not signed by the CA that etcd trusts, ${clientAuthority}: make a new one with that CA.`,
      'mismatch',
    );
  }
}

/** Whether the first of the chain leads to one of the authorities, by way of the others. */
export function isSignedBy(
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): boolean {
  const [leaf, ...others] = chain;
  return (
    leaf !== undefined &&
    (authorities.some((authority) => isIssuer(authority, leaf)) ||
      others.some((next) => isIssuer(next, leaf) && isSignedBy(others, authorities)))
  );
}

function isIssuer(authority: X509Certificate, certificate: X509Certificate): boolean {
  return (
    authority.fingerprint256 === certificate.fingerprint256 ||
    (certificate.checkIssued(authority) && certificate.verify(authority.publicKey))
  );
}
