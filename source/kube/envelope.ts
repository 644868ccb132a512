import { plainText, textOf } from './text.js';
import { eachField, type Range, type WireField } from './wire.js';

/** What stands around an object that is stored as protobuf: a runtime.Unknown. */
export interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  /** Where the object's own message is. */
  readonly raw: Range;
  readonly contentEncoding: string;
  readonly contentType: string;
}

/** `k8s` and a zero byte: what a protobuf value of an API server begins with. */
const magic = [0x6b, 0x38, 0x73, 0x00];
const lineFeed = 0x0a;

export function isKubernetesProtobuf(value: Uint8Array): boolean {
  return magic.every((byte, index) => value[index] === byte);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

type Fields = ReadonlyMap<number, WireField>;

/** The last occurrence of each field that has a length before it, by number; a string says what is wrong. */
function lengthFields(bytes: Uint8Array, range: Range): Fields | string {
  const fields = new Map<number, WireField>();
  const wrong = eachField(bytes, range, (field) => {
    if (field.wireType === 2) fields.set(field.number, field);
  });
  return wrong ?? fields;
}

/** As `lengthFields`; a line feed at the end, which a dump adds, is no part of the message. */
function envelopeFields(bytes: Uint8Array): Fields | string {
  const [start, end] = [magic.length, bytes.length];
  const fields = lengthFields(bytes, { start, end });
  const mayBeDump = typeof fields === 'string' && bytes[end - 1] === lineFeed;
  return mayBeDump ? lengthFields(bytes, { start, end: end - 1 }) : fields;
}

/** The text of a field; empty when it is not there. */
function textIn(bytes: Buffer, fields: Fields | string | undefined, number: number): string {
  const field = typeof fields === 'object' ? fields.get(number) : undefined;
  return field === undefined ? '' : textOf(bytes, field);
}

/**
 * The envelope of a protobuf value: 1 typeMeta {1 apiVersion, 2 kind}, 2 raw, 3 contentEncoding,
 * 4 contentType.
 * @returns what is wrong when the bytes are not such a message.
 */
export function readEnvelope(value: Uint8Array): Envelope | string {
  const bytes = bufferOf(value);
  const fields = envelopeFields(bytes);
  if (typeof fields === 'string') return fields;
  const type = fields.get(1);
  const typeMeta = type === undefined ? undefined : lengthFields(bytes, type);
  const kind = textIn(bytes, typeMeta, 2);
  return kind === ''
    ? 'the envelope names no kind'
    : {
        apiVersion: textIn(bytes, typeMeta, 1),
        kind,
        raw: fields.get(2) ?? { start: bytes.length, end: bytes.length },
        contentEncoding: textIn(bytes, fields, 3),
        contentType: textIn(bytes, fields, 4),
      };
}

/** Kind and version of a protobuf value, from its beginning: they are the first field. */
export function readTypeMeta(head: Uint8Array): Pick<Envelope, 'apiVersion' | 'kind'> | undefined {
  const length = head[5] ?? 0;
  const isWhole = head[4] === 0x0a && length < 0x80 && head.length >= 6 + length;
  if (!isKubernetesProtobuf(head) || !isWhole) return undefined;
  const envelope = readEnvelope(head.subarray(0, 6 + length));
  return typeof envelope === 'string' ? undefined : envelope;
}

/** How a value that is encrypted at rest says so. */
export interface EncryptedValue {
  /** `aescbc`, `aesgcm`, `secretbox`, `kms v1`, `kms v2`. */
  readonly provider: string;
  /** What the API server's configuration calls the key, or with a KMS the plugin. */
  readonly keyName: string;
  /** The key inside the KMS, where the value names it. */
  readonly keyId: string | undefined;
}

const prefixMax = 512;

/** kms v2 keeps a message after its prefix: 2 keyID. */
function kmsKeyId(value: Uint8Array, start: number): string | undefined {
  const bytes = bufferOf(value);
  const fields = lengthFields(bytes, { start, end: bytes.length });
  const keyId = typeof fields === 'object' ? fields.get(2) : undefined;
  return keyId === undefined ? undefined : plainText(bytes, keyId);
}

/** `k8s:enc:<provider>:v1:<key>:…` or `k8s:enc:kms:v2:<name>:…`; undefined for other values. */
export function readEncryption(value: Uint8Array): EncryptedValue | undefined {
  const head = bufferOf(value).toString('latin1', 0, prefixMax);
  const match = /^k8s:enc:([^:]+):(v\d+):([^:]+):/.exec(head);
  const [prefix = '', provider, version, keyName] = match ?? [];
  if (provider === undefined || version === undefined || keyName === undefined) return undefined;
  const isKms = provider === 'kms';
  const keyId = isKms && version === 'v2' ? kmsKeyId(value, prefix.length) : undefined;
  return { provider: isKms ? `kms ${version}` : provider, keyName, keyId };
}
