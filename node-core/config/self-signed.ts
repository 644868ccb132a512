import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import { bits, implicit, integer, objectId, octets, sequence, set, tagged, time, utf8, yes } from './der.js';

export interface SelfSignedOptions {
  /** Names and addresses the certificate is for. */
  readonly hosts: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Not negative, and unlike that of any other certificate. */
  readonly serial: bigint;
}

/** Both in PEM form. */
export interface SelfSignedPair {
  readonly cert: string;
  readonly key: string;
}

const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));
const organization = objectId('2.5.4.10');
const keyUsage = objectId('2.5.29.15');
const extendedKeyUsage = objectId('2.5.29.37');
const serverAuth = objectId('1.3.6.1.5.5.7.3.1');
const subjectAltName = objectId('2.5.29.17');

/** A server certificate that signs itself (RFC 5280), with a fresh P-256 key. */
export function createSelfSigned(options: SelfSignedOptions): SelfSignedPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = certificateBody(options, publicKey);
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, ecdsaWithSha256, bits(signature));
  return {
    cert: pem('CERTIFICATE', certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function certificateBody(
  { hosts, serial, notBeforeMs, notAfterMs }: SelfSignedOptions,
  publicKey: KeyObject,
): Buffer {
  const version3 = tagged(0, integer(2n));
  const name = sequence(set(sequence(organization, utf8('etcdscope node'))));
  const validity = sequence(time(notBeforeMs), time(notAfterMs));
  return sequence(
    version3,
    integer(serial),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions(hosts))),
  );
}

function extensions(hosts: readonly string[]): Buffer[] {
  const digitalSignature = bits(Buffer.of(0x80), 7);
  return [
    sequence(keyUsage, yes, octets(digitalSignature)),
    sequence(extendedKeyUsage, octets(sequence(serverAuth))),
    sequence(subjectAltName, octets(sequence(...hosts.map(alternativeName)))),
  ];
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 0 ? implicit(2, Buffer.from(host, 'latin1')) : implicit(7, addressBytes(host));
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) {
    return Buffer.from(address.split('.').map(Number));
  }
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const before = groups(head);
  const after = groups(tail);
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  const all = [...before, ...zeros, ...after].map((group) => group.padStart(4, '0'));
  return Buffer.from(all.join(''), 'hex');
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
