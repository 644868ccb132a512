import { decodeMessage, MalformedMessageError, nestedEnd, type Reader } from '../../proto/wire.js';

/** Who an object is, as far as it can be read without knowing its kind. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** Unix seconds; undefined when the object does not say. */
  readonly createdSeconds: number | undefined;
}

/** `k8s` and a zero byte: what a protobuf value of an API server begins with. */
const magic = [0x6b, 0x38, 0x73, 0x00];

export function isKubernetesProtobuf(value: Uint8Array): boolean {
  return magic.every((byte, index) => value[index] === byte);
}

type FieldReader = (reader: Reader, end: number) => void;

/** Reads the length-delimited fields that `fields` names, and skips all others. */
function readFields(reader: Reader, end: number, fields: Readonly<Record<number, FieldReader>>): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    const read = (tag & 7) === 2 ? fields[tag >>> 3] : undefined;
    if (read === undefined) {
      reader.skipType(tag & 7);
      continue;
    }
    const fieldEnd = nestedEnd(reader, end);
    read(reader, fieldEnd);
    reader.pos = fieldEnd;
  }
}

const utf8 = new TextDecoder();

function text(reader: Reader, end: number): string {
  return utf8.decode(reader.buf.subarray(reader.pos, end));
}

/** meta/v1 Time: 1 seconds. */
function readSeconds(reader: Reader, end: number): number | undefined {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 8) return Number(reader.int64());
    reader.skipType(tag & 7);
  }
  return undefined;
}

/**
 * The identity in a protobuf value: kind and version from the envelope (runtime.Unknown: 1 typeMeta
 * {1 apiVersion, 2 kind}, 2 raw), the rest from the object's field 1, which is its ObjectMeta in every kind
 * that an API server stores (1 name, 3 namespace, 5 uid, 8 creationTimestamp).
 * @returns undefined when the value is not such a message.
 */
export function readIdentity(value: Uint8Array): ObjectIdentity | undefined {
  if (!isKubernetesProtobuf(value)) return undefined;
  const identity = {
    apiVersion: '',
    kind: '',
    name: '',
    namespace: '',
    uid: '',
    createdSeconds: undefined as number | undefined,
  };
  const set =
    (name: 'apiVersion' | 'kind' | 'name' | 'namespace' | 'uid'): FieldReader =>
    (reader, end) => {
      identity[name] = text(reader, end);
    };
  const created: FieldReader = (reader, end) => {
    identity.createdSeconds = readSeconds(reader, end);
  };
  const meta = { 1: set('name'), 3: set('namespace'), 5: set('uid'), 8: created };
  const object = { 1: (reader: Reader, end: number) => readFields(reader, end, meta) };
  const typeMeta = { 1: set('apiVersion'), 2: set('kind') };
  const envelope = {
    1: (reader: Reader, end: number) => readFields(reader, end, typeMeta),
    2: (reader: Reader, end: number) => readFields(reader, end, object),
  };
  try {
    decodeMessage('runtime.Unknown', withoutNewline(value.subarray(magic.length)), (reader, end) =>
      readFields(reader, end, envelope),
    );
  } catch (error) {
    if (error instanceof MalformedMessageError) return undefined;
    throw error;
  }
  return identity.kind === '' ? undefined : identity;
}

/** A dump made with the usual client ends with a line feed that is not part of the message. */
function withoutNewline(message: Uint8Array): Uint8Array {
  try {
    decodeMessage('runtime.Unknown', message, (reader, end) => readFields(reader, end, {}));
    return message;
  } catch {
    return message.at(-1) === 0x0a ? message.subarray(0, -1) : message;
  }
}

/** Kind and version of a protobuf value, from its beginning: they are the first field. */
export function readTypeMeta(head: Uint8Array): Pick<ObjectIdentity, 'apiVersion' | 'kind'> | undefined {
  const length = head[5] ?? 0;
  const isWhole = head[4] === 0x0a && length < 0x80 && head.length >= 6 + length;
  return isKubernetesProtobuf(head) && isWhole ? readIdentity(head.subarray(0, 6 + length)) : undefined;
}

/** How a value that is encrypted at rest says so. */
export interface EncryptedValue {
  /** `aescbc`, `aesgcm`, `secretbox`, `kms v1`, `kms v2`. */
  readonly provider: string;
  readonly keyName: string;
}

/** `k8s:enc:<provider>:v1:<key>:…` or `k8s:enc:kms:v2:<name>:…`; undefined for other values. */
export function readEncryption(value: Uint8Array): EncryptedValue | undefined {
  const head = Buffer.from(value.buffer, value.byteOffset, Math.min(value.byteLength, 512)).toString(
    'latin1',
  );
  const match = /^k8s:enc:([^:]+):(v\d+):([^:]+):/.exec(head);
  const [, provider, version, keyName] = match ?? [];
  if (provider === undefined || version === undefined || keyName === undefined) return undefined;
  return { provider: provider === 'kms' ? `kms ${version}` : provider, keyName };
}
