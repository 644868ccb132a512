import { isIP } from 'node:net';
import type { Endpoint } from './api.js';
import { EtcdError } from './errors.js';

/** Where a member is dialled. */
export interface EndpointAddress {
  /** As messages and callers name it. */
  readonly endpoint: Endpoint;
  /** Name or IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** TLS, as the scheme `https` says. */
  readonly secure: boolean;
}

const defaultPort = 2379;

/** @throws EtcdError `invalid-argument` when the text is not an `http` or `https` URL. */
export function parseEndpoint(endpoint: Endpoint): EndpointAddress {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new EtcdError(
      'invalid-argument',
      `"${endpoint}" is not an endpoint: write it as http://HOST:PORT or https://HOST:PORT.`,
      '',
      endpoint,
    );
  }
  const secure = url.protocol === 'https:';
  return { endpoint, host: bareHost(url.hostname), port: portOf(url, endpoint), secure };
}

/** `dns:` target of a gRPC channel; it takes IP addresses too. */
export function channelTarget(address: EndpointAddress): string {
  const host = isIP(address.host) === 6 ? `[${address.host}]` : address.host;
  return `dns:${host}:${address.port}`;
}

function bareHost(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/** A URL hides its scheme's own port: `https://host:443` has an empty one. */
function portOf(url: URL, endpoint: string): number {
  if (url.port !== '') {
    return Number(url.port);
  }
  const schemePort = url.protocol === 'https:' ? 443 : 80;
  return new RegExp(`:${schemePort}/?$`, 'u').test(endpoint) ? schemePort : defaultPort;
}
