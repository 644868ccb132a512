import { formatEndpointUrl, parseEndpointUrl } from '../endpoint.js';
import type { Settings } from './settings.js';
import type { ClientPair, Sighting } from './sighting.js';
import { directoryOf } from './words.js';

/** What remains to be said of an etcd whose settings are known. */
export interface ServerContext {
  readonly source: string;
  readonly evidence: string;
  /** Where a path of the settings is on the host: pods see files under other names. */
  readonly hostPath: (path: string) => string;
  /** Certificates of less privilege than the server's own. */
  readonly clients: readonly ClientPair[];
  /** What renews the server's own, by their role. */
  readonly renewal?: (role: 'server' | 'peer') => string;
}

/** What etcd's settings say of how to reach it. */
export function sightingOf(settings: Settings, context: ServerContext): Sighting {
  const path = (name: string): string | undefined => {
    const value = settings.get(name);
    return value === undefined ? undefined : context.hostPath(value);
  };
  const [certificate, clientAuthority] = [servingCertificate(settings, path), path('trusted-ca-file')];
  const authorities = [clientAuthority, path('peer-trusted-ca-file'), certificate];
  // etcd: ClientAuth is required as soon as there is a trusted CA, whatever client-cert-auth says.
  const asks = clientAuthority !== undefined || settings.get('client-cert-auth') === 'true';
  const { source, evidence } = context;
  return {
    source,
    evidence,
    members: 'here',
    endpoints: ownEndpoints(settings),
    otherEndpoints: otherMembers(settings),
    servingCertificate: certificate,
    authorities: [...new Set(authorities.filter((each) => each !== undefined))],
    clientAuthority,
    clients: asks ? [...context.clients, ...ownPairs(settings, context)] : undefined,
  };
}

/** With --auto-tls etcd makes itself a certificate below its data directory. */
function servingCertificate(
  settings: Settings,
  path: (name: string) => string | undefined,
): string | undefined {
  const directory = path('data-dir');
  const isMadeByItself = settings.get('auto-tls') === 'true' && directory !== undefined;
  return path('cert-file') ?? (isMadeByItself ? `${directory}/fixtures/client/cert.pem` : undefined);
}

/** The server's and the peer's own certificates, should they be good for clients too. */
function ownPairs(settings: Settings, { hostPath, renewal }: ServerContext): readonly ClientPair[] {
  return (['server', 'peer'] as const).flatMap((role) => {
    const prefix = role === 'server' ? '' : 'peer-';
    const certificate = settings.get(`${prefix}cert-file`);
    const key = settings.get(`${prefix}key-file`);
    return certificate === undefined || key === undefined
      ? []
      : [{ name: role, certificate: hostPath(certificate), key: hostPath(key), renewal: renewal?.(role) }];
  });
}

const defaultListenUrl = 'http://localhost:2379';

/** Loopback first: it needs no network, and what is asked does not leave the host. */
function ownEndpoints(settings: Settings): readonly string[] {
  const listening = urlsOf(settings.get('listen-client-urls') ?? defaultListenUrl);
  const isLoopback = (url: string): boolean => /\/\/(127\.|localhost[:/]|\[::1\])/u.test(url);
  return [
    ...new Set([
      ...listening.filter(isLoopback),
      ...listening.filter((url) => !isLoopback(url)),
      ...urlsOf(settings.get('advertise-client-urls') ?? ''),
    ]),
  ];
}

/** The TCP URLs of a list with commas; who listens everywhere is asked on loopback. */
export function urlsOf(list: string): readonly string[] {
  return list.split(',').flatMap((text) => {
    const address = parseEndpointUrl(text.trim());
    const isEverywhere = address?.host === '0.0.0.0' || address?.host === '::';
    return address === undefined
      ? []
      : [formatEndpointUrl({ ...address, host: isEverywhere ? '127.0.0.1' : address.host })];
  });
}

/**
 * The members that this one began with, on the port that it serves clients on itself. That is a guess
 * about addresses, so it is only made where certificates tell who answers.
 */
function otherMembers(settings: Settings): readonly string[] {
  const [advertised] = urlsOf(settings.get('advertise-client-urls') ?? '');
  const own = advertised === undefined ? undefined : parseEndpointUrl(advertised);
  if (own?.secure !== true) {
    return [];
  }
  const urls = (settings.get('initial-cluster') ?? '').split(',').flatMap((member) => {
    const peer = parseEndpointUrl(member.slice(member.indexOf('=') + 1).trim());
    return peer === undefined || peer.host === own.host ? [] : [{ ...own, host: peer.host }];
  });
  return [...new Set(urls.map(formatEndpointUrl))];
}

/** Pairs `NAME.crt`/`NAME.key` beside a certificate of the server. */
export function pairsBeside(
  certificate: string | undefined,
  names: readonly string[],
  renewal?: (name: string) => string,
): readonly ClientPair[] {
  const directory = certificate === undefined ? undefined : directoryOf(certificate);
  return directory === undefined
    ? []
    : names.map((name) => ({
        name,
        certificate: `${directory}/${name}.crt`,
        key: `${directory}/${name}.key`,
        renewal: renewal?.(name),
      }));
}
