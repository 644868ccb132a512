import { type Decoded, decodeKnown, decodeUnknown } from './decode.js';
import {
  type EncryptedValue,
  type Envelope,
  isKubernetesProtobuf,
  readEncryption,
  readEnvelope,
} from './envelope.js';
import { JsonError, parseJson } from './json.js';
import { kindMessage } from './schema.js';
import { plainText } from './text.js';
import { isMap, type KubeMap, type KubeTree, textAt } from './tree.js';

/** An object with its kind, as Kubernetes prints it: `apiVersion` and `kind` are in the tree too. */
export interface KubeObject {
  readonly kind: 'object';
  readonly apiVersion: string;
  readonly objectKind: string;
  readonly namespace: string;
  readonly name: string;
  readonly tree: KubeMap;
  readonly storedAs: 'protobuf' | 'json';
  /** False for protobuf of a kind that the table does not have: fields stand under their numbers. */
  readonly isKnownKind: boolean;
  /** What is wrong with the bytes; the tree has what could be read. */
  readonly problems: readonly string[];
}

/** What a value in etcd is. */
export type KubeValue =
  | KubeObject
  /** By the API server, before it was stored: nobody but the holder of the key reads it. */
  | ({ readonly kind: 'encrypted' } & EncryptedValue)
  /** An object or a list that is no Kubernetes object. */
  | { readonly kind: 'json'; readonly tree: KubeTree }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: number }
  /** It says that it is a Kubernetes object, and is none. */
  | { readonly kind: 'malformed'; readonly reason: string };

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function objectOf(
  typed: { readonly apiVersion: string; readonly kind: string },
  { tree, problems }: Decoded,
  how: Pick<KubeObject, 'storedAs' | 'isKnownKind'>,
): KubeObject {
  const { apiVersion, kind } = typed;
  return {
    kind: 'object',
    apiVersion,
    objectKind: kind,
    namespace: textAt(tree, 'metadata', 'namespace'),
    name: textAt(tree, 'metadata', 'name'),
    tree: new Map<string, KubeTree>([['apiVersion', apiVersion], ['kind', kind], ...tree]),
    problems,
    ...how,
  };
}

const plainProtobuf: ReadonlySet<string> = new Set(['', 'application/vnd.kubernetes.protobuf']);

/** What is inside an envelope in a form of its own. */
function describeContent(bytes: Buffer, { contentEncoding, contentType, raw }: Envelope): KubeValue {
  if (contentEncoding !== '') {
    return { kind: 'malformed', reason: `the object is packed with ${contentEncoding}, which is not read` };
  }
  if (contentType !== 'application/json') {
    return { kind: 'malformed', reason: `the object is of type ${contentType}, which is not read` };
  }
  return describePlain(bytes.subarray(raw.start, raw.end));
}

function describeProtobuf(bytes: Buffer): KubeValue {
  const envelope = readEnvelope(bytes);
  if (typeof envelope === 'string') return { kind: 'malformed', reason: envelope };
  if (envelope.contentEncoding !== '' || !plainProtobuf.has(envelope.contentType)) {
    return describeContent(bytes, envelope);
  }
  const message = kindMessage(envelope.apiVersion, envelope.kind);
  const decoded =
    message === undefined ? decodeUnknown(bytes, envelope.raw) : decodeKnown(message, bytes, envelope.raw);
  return objectOf(envelope, decoded, { storedAs: 'protobuf', isKnownKind: message !== undefined });
}

/** JSON that is an object or a list; a lone number or word, such as the value of compact_rev_key, is text. */
function jsonOf(text: string): KubeTree | undefined {
  if (!/^[ \n\r\t]*[{[]/.test(text)) return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

function describePlain(bytes: Buffer): KubeValue {
  const text = plainText(bytes);
  if (text === undefined) return { kind: 'binary', bytes: bytes.length };
  const tree = jsonOf(text);
  if (tree === undefined) return { kind: 'text', text };
  const [apiVersion, kind] = [textAt(tree, 'apiVersion'), textAt(tree, 'kind')];
  if (!isMap(tree) || apiVersion === '' || kind === '') return { kind: 'json', tree };
  return objectOf({ apiVersion, kind }, { tree, problems: [] }, { storedAs: 'json', isKnownKind: true });
}

/**
 * What a value in etcd is, in full. The kind comes from the value, never from its key: keys lag behind. One
 * line feed after a protobuf value is not part of it. Never throws, whatever the bytes are; time and memory
 * grow with their number.
 */
export function describeValue(value: Uint8Array): KubeValue {
  const bytes = bufferOf(value);
  if (isKubernetesProtobuf(bytes)) return describeProtobuf(bytes);
  const encryption = readEncryption(bytes);
  return encryption === undefined ? describePlain(bytes) : { kind: 'encrypted', ...encryption };
}
