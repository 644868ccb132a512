import { connect } from 'node:net';
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

/** Whether somebody takes connections there; nothing is sent. */
export function acceptsConnections(endpoint: string): Promise<boolean> {
  const { host, port } = parseEndpoint(endpoint);
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: boundMs });
    const finish = (accepts: boolean) => () => {
      socket.destroy();
      resolve(accepts);
    };
    socket.once('connect', finish(true));
    socket.once('timeout', finish(false));
    socket.once('error', finish(false));
  });
}
