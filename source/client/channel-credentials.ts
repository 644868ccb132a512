import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { CallCredentials, ChannelCredentials, credentials } from '@grpc/grpc-js';
import type { EndpointAddress } from './endpoint-address.js';
import { handshakeOptions, type SecureConnection } from './secure-connection.js';

/** Plain or TLS, as the endpoint's scheme says. */
export function channelCredentials(address: EndpointAddress, secure: SecureConnection): ChannelCredentials {
  return address.secure ? new HandshakeCredentials(address, secure) : credentials.createInsecure();
}

/**
 * grpc-js's own TLS credentials send the host as server name even when it is an IP address, for which
 * Node prints a deprecation warning over the screen; so the handshake is done here.
 */
class HandshakeCredentials extends ChannelCredentials {
  readonly #address: EndpointAddress;
  readonly #secure: SecureConnection;

  constructor(address: EndpointAddress, secure: SecureConnection) {
    super();
    this.#address = address;
    this.#secure = secure;
  }

  _isSecure(): boolean {
    return true;
  }

  _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  _createSecureConnector(): ReturnType<ChannelCredentials['_createSecureConnector']> {
    return {
      connect: async (socket) => ({ socket: await this.#handshake(socket), secure: true }),
      waitForReady: () => Promise.resolve(),
      getCallCredentials: () => CallCredentials.createEmpty(),
      destroy: () => {},
    };
  }

  #handshake(socket: Socket): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const secured = connect({ ...handshakeOptions(this.#secure, this.#address), socket }, () => {
        resolve(secured);
      });
      secured.on('error', reject);
    });
  }
}
