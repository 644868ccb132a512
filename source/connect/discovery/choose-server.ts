import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { ConnectionError } from '../connection-error.js';
import { parseEndpointUrl } from '../endpoint.js';
import { readAuthorities } from '../pem-files.js';
import { isSignedBy } from './choose-client.js';
import { readReadableCertificates } from './disk-certificates.js';
import type { HostFiles } from './host-files.js';
import type { Sighting } from './sighting.js';

/** How members are dialled and known for what they are. */
export interface ServerChoice {
  /** The one of this host, or all that are elsewhere. */
  readonly endpoints: readonly string[];
  /** The CA file; undefined without TLS, and where the system's authorities must do. */
  readonly authority: string | undefined;
  /** A name of its certificate, when that is for none of its addresses. */
  readonly serverName: string | undefined;
}

/**
 * Takes the address that the member's certificate is for, and the authority that signed that.
 * @throws ConnectionError when there is no address, or no authority that can be used.
 */
export async function chooseServer(
  sighting: Sighting,
  host: HostFiles,
  nowMs: number,
): Promise<ServerChoice> {
  if (sighting.endpoints.length === 0) {
    throw new ConnectionError(`${sighting.evidence} names no address for clients: give --endpoints.`);
  }
  const serving = await readReadableCertificates(host, sighting.servingCertificate);
  const secure = sighting.endpoints.filter((endpoint) => endpoint.startsWith('https:'));
  if (secure.length === 0) {
    return { endpoints: chosen(sighting, sighting.endpoints), authority: undefined, serverName: undefined };
  }
  const [leaf] = serving;
  const fitting = secure.filter((endpoint) => leaf === undefined || isFor(leaf, endpoint));
  return {
    endpoints: chosen(sighting, fitting.length > 0 ? fitting : secure),
    authority: await chooseAuthority(sighting, serving, host, nowMs),
    serverName: fitting.length === 0 ? dnsNameOf(leaf) : undefined,
  };
}

const chosen = ({ members }: Sighting, endpoints: readonly string[]): readonly string[] =>
  members === 'here' ? endpoints.slice(0, 1) : endpoints;

function isFor(certificate: X509Certificate, endpoint: string): boolean {
  const name = parseEndpointUrl(endpoint)?.host ?? '';
  const found = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name);
  return found !== undefined;
}

function dnsNameOf(certificate: X509Certificate | undefined): string | undefined {
  return /(?:^|, )DNS:([A-Za-z0-9.-]+)/u.exec(certificate?.subjectAltName ?? '')?.[1];
}

async function chooseAuthority(
  { authorities, servingCertificate, source }: Sighting,
  serving: readonly X509Certificate[],
  host: HostFiles,
  nowMs: number,
): Promise<string | undefined> {
  for (const path of authorities) {
    const trusted = await readReadableCertificates(host, path);
    const isMember = path === servingCertificate;
    // A certificate vouches for itself only where it is its own issuer.
    const vouches = isMember
      ? serving[0] !== undefined && isSelfSigned(serving[0])
      : isSignedBy(serving, trusted);
    if (vouches) {
      return path;
    }
  }
  const likeliest = authorities.find((path) => path !== servingCertificate);
  if (likeliest !== undefined) {
    await readAuthorities({ value: likeliest, source }, host.read, nowMs);
  }
  return likeliest;
}

/** `checkIssued` would ask for a CA's rights, which a server's own certificate does not have. */
function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey);
}
