import type { ConnectOptions } from '../connect/options.js';
import { parseEndpoint } from './endpoint-address.js';
import { EtcdError } from './errors.js';
import { secureConnection } from './secure-connection.js';

/**
 * Whether a client can be made of these at all; the cluster is not asked.
 * @throws EtcdError `invalid-argument` for an endpoint that is none or no endpoint at all, `tls` for
 * unusable certificates.
 */
export function checkOptions({ endpoints, tls }: Pick<ConnectOptions, 'endpoints' | 'tls'>): void {
  if (endpoints.length === 0) {
    throw new EtcdError('invalid-argument', 'No endpoint was given: name one with --endpoints.', '');
  }
  endpoints.forEach(parseEndpoint);
  if (tls !== undefined) secureConnection(tls);
}
