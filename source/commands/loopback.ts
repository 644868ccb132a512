import { parseEndpoint } from '../client/endpoint-address.js';
import { systemEnvironment } from '../client/environment.js';
import { probe } from '../client/probe.js';
import { secureConnection } from '../client/secure-connection.js';
import type { LoopbackAnswer } from '../connect/resolve-connection.js';

/** Long for loopback, short for somebody who waits. */
const boundMs = 300;

/** What speaks at etcd's own address, if anything does; asked without sending anything that means something. */
export async function askLoopback(): Promise<LoopbackAnswer> {
  const failure = await probe({
    address: parseEndpoint('http://127.0.0.1:2379'),
    secure: secureConnection(undefined),
    haveClientCertificate: false,
    boundMs,
    environment: systemEnvironment,
  });
  switch (failure?.reason) {
    case undefined:
      return 'plain';
    case 'server-speaks-tls':
      return 'tls';
    default:
      return 'silence';
  }
}
