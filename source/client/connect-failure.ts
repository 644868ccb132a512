import type { EndpointAddress } from './endpoint-address.js';
import { EtcdError, type EtcdErrorKind } from './errors.js';

/** Why no HTTP/2 connection to an endpoint comes about. */
export type ConnectFailure =
  | { readonly reason: 'refused' }
  | { readonly reason: 'name-unknown' }
  | { readonly reason: 'no-route' }
  /** No answer to the attempt to connect. */
  | { readonly reason: 'connect-timeout'; readonly boundMs: number }
  /** Connected, and then not a byte. */
  | { readonly reason: 'silent'; readonly boundMs: number }
  | { readonly reason: 'closed' }
  | { readonly reason: 'unknown-authority'; readonly issuer: string | undefined }
  | { readonly reason: 'server-expired'; readonly validTo: string | undefined }
  | { readonly reason: 'server-not-yet-valid'; readonly validFrom: string | undefined }
  | { readonly reason: 'wrong-host'; readonly name: string; readonly names: string | undefined }
  | { readonly reason: 'client-certificate-required' }
  | { readonly reason: 'client-certificate-refused' }
  | { readonly reason: 'server-speaks-plain' }
  | { readonly reason: 'server-speaks-tls' }
  | { readonly reason: 'other-tls'; readonly detail: string }
  | { readonly reason: 'http1' }
  | { readonly reason: 'tls-without-http2' }
  /** Said something else; the first line of it, where it is text. */
  | { readonly reason: 'not-http2'; readonly said: string | undefined }
  | { readonly reason: 'other'; readonly detail: string };

interface Telling {
  readonly kind: EtcdErrorKind;
  /** Continues a sentence that begins with the endpoint. */
  readonly text: string;
}

/** The failure as an error whose message begins with the endpoint. */
export function connectError(address: EndpointAddress, failure: ConnectFailure): EtcdError {
  const { kind, text } = telling(address, failure);
  const detail = 'detail' in failure ? failure.detail : failure.reason;
  return new EtcdError(kind, `${address.endpoint} ${text}`, detail, address.endpoint);
}

function telling(address: EndpointAddress, failure: ConnectFailure): Telling {
  switch (failure.reason) {
    case 'refused':
      return unreachable('refuses connections: check that etcd runs there and that the port is right.');
    case 'name-unknown':
      return unreachable(
        `cannot be found: the name "${address.host}" does not resolve, check it and the DNS.`,
      );
    case 'no-route':
      return unreachable(
        'cannot be reached: there is no route to this host, check the address and the network.',
      );
    case 'connect-timeout':
      return unreachable(
        `did not answer within ${seconds(failure.boundMs)}: check the address, the network and firewalls.`,
      );
    case 'silent':
      return unreachable(
        `accepts connections but stays silent for ${seconds(failure.boundMs)}: the process there may be stuck, or is not etcd.`,
      );
    case 'closed':
      return unreachable('closes connections at once: check that it is etcd and look into its log.');
    case 'tls-without-http2':
    case 'http1':
      return notEtcd('is a web server that does not speak HTTP/2, not etcd: check the port.');
    case 'not-http2':
      return notEtcd(
        `does not speak the protocol of etcd${failure.said === undefined ? '' : `, it says "${failure.said}"`}: check the port.`,
      );
    case 'other':
      return unreachable(`cannot be reached (${failure.detail}): check the address and the network.`);
    case 'server-speaks-plain':
      return tls('speaks plain text, not TLS: write the endpoint with http://.');
    case 'server-speaks-tls':
      return tls(
        'speaks TLS: write the endpoint with https:// and give --cacert, and --cert and --key if it asks for them.',
      );
    default:
      return certificateTelling(failure);
  }
}

type CertificateFailure = Extract<
  ConnectFailure,
  {
    reason:
      | 'unknown-authority'
      | 'server-expired'
      | 'server-not-yet-valid'
      | 'wrong-host'
      | 'client-certificate-required'
      | 'client-certificate-refused'
      | 'other-tls';
  }
>;

function certificateTelling(failure: CertificateFailure): Telling {
  switch (failure.reason) {
    case 'unknown-authority': {
      const issuer = failure.issuer === undefined ? '' : ` ("${failure.issuer}")`;
      return tls(
        `shows a certificate of an unknown authority${issuer}: give the cluster's CA file with --cacert.`,
      );
    }
    case 'server-expired': {
      const since = failure.validTo === undefined ? '' : ` on ${failure.validTo}`;
      return tls(`shows a certificate that expired${since}: renew it, and check this machine's clock.`);
    }
    case 'server-not-yet-valid': {
      const from = failure.validFrom === undefined ? '' : ` before ${failure.validFrom}`;
      return tls(`shows a certificate that is not valid${from}: check the clocks of both machines.`);
    }
    case 'wrong-host': {
      const names = failure.names === undefined ? '' : ` (it is for ${failure.names})`;
      return tls(
        `shows a certificate that is not for ${failure.name}${names}: give one of its names with --tls-server-name.`,
      );
    }
    case 'client-certificate-required':
      return tls('asks for a client certificate: give one with --cert and --key.');
    case 'client-certificate-refused':
      return tls('refuses the client certificate: give one that its CA signed and that has not expired.');
    case 'other-tls':
      return tls(`cannot agree on TLS (${failure.detail}): check the certificates of both sides.`);
  }
}

const unreachable = (text: string): Telling => ({ kind: 'unreachable', text });
const notEtcd = (text: string): Telling => ({ kind: 'not-etcd', text });
const tls = (text: string): Telling => ({ kind: 'tls', text });

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
