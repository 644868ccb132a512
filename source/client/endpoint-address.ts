import { isIP } from 'node:net';
import { type HostAndPort, parseEndpointUrl } from '../connect/endpoint.js';
import type { Endpoint } from './api.js';
import { EtcdError } from './errors.js';

/** Where a member is dialled; `secure` means TLS, as the scheme says. */
export interface EndpointAddress extends HostAndPort {
  /** As messages and callers name it. */
  readonly endpoint: Endpoint;
}

/** @throws EtcdError `invalid-argument` when the text is not an `http` or `https` URL. */
export function parseEndpoint(endpoint: Endpoint): EndpointAddress {
  const address = parseEndpointUrl(endpoint);
  if (address === undefined) {
    throw new EtcdError(
      'invalid-argument',
      `"${endpoint}" is not an endpoint: write it as http://HOST:PORT or https://HOST:PORT.`,
      '',
      endpoint,
    );
  }
  return { endpoint, ...address };
}

/** `dns:` target of a gRPC channel; it takes IP addresses too. */
export function channelTarget(address: EndpointAddress): string {
  const host = isIP(address.host) === 6 ? `[${address.host}]` : address.host;
  return `dns:${host}:${address.port}`;
}
