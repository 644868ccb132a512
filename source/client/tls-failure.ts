import type { PeerCertificate } from 'node:tls';
import type { ConnectFailure } from './connect-failure.js';
import { printable } from './printable.js';

const unknownAuthority = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);

/** Why the certificate that a server showed was not accepted for `name`; `code` is Node's. */
export function certificateFailure(code: string, certificate: PeerCertificate, name: string): ConnectFailure {
  if (unknownAuthority.has(code)) {
    return { reason: 'unknown-authority', issuer: nameOf(certificate.issuer?.CN) };
  }
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return { reason: 'server-expired', validTo: nameOf(certificate.valid_to) };
    case 'CERT_NOT_YET_VALID':
      return { reason: 'server-not-yet-valid', validFrom: nameOf(certificate.valid_from) };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        reason: 'wrong-host',
        name,
        names: nameOf(certificate.subjectaltname ?? certificate.subject?.CN),
      };
    default:
      return { reason: 'other-tls', detail: code };
  }
}

/** TLS alerts by which a server says that it does not like our certificate, or misses one (RFC 8446 §6.2). */
const aboutOurCertificate =
  /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|CERTIFICATE_REVOKED|UNSUPPORTED_CERTIFICATE|HANDSHAKE_FAILURE|ACCESS_DENIED)$/u;

/** What a server's TLS alert means; undefined when the error is none. */
export function alertFailure(code: string, haveClientCertificate: boolean): ConnectFailure | undefined {
  if (aboutOurCertificate.test(code)) {
    return { reason: haveClientCertificate ? 'client-certificate-refused' : 'client-certificate-required' };
  }
  if (code.endsWith('_ALERT_NO_APPLICATION_PROTOCOL')) {
    return { reason: 'tls-without-http2' };
  }
  return code.includes('_ALERT_') ? { reason: 'other-tls', detail: code } : undefined;
}

/** Bytes arrived that are no TLS record. */
export function isNotTls(code: string): boolean {
  return (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' || code === 'EPROTO'
  );
}

function nameOf(text: string | string[] | undefined): string | undefined {
  return text === undefined ? undefined : printable(String(text));
}
