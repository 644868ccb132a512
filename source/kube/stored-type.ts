import { isKubernetesProtobuf, readEncryption, readTypeMeta } from './envelope.js';

/** What the beginning of a value says of the object in it. */
export interface StoredType {
  /** undefined where only the API server can read it, or it is no object of a kind. */
  readonly type: { readonly apiVersion: string; readonly kind: string } | undefined;
}

/** As API servers write JSON: custom resources in the order of the alphabet, others with their kind first. */
const jsonStart =
  /^\{"(?:apiVersion":"(?<version>[^"\\]+)","kind":"(?<kind>[^"\\]+)"|kind":"(?<kindFirst>[^"\\]+)","apiVersion":"(?<versionNext>[^"\\]+)")/u;

const headMax = 256;

function jsonType(head: Uint8Array): StoredType | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(headMax, head.byteLength)).toString(
    'latin1',
  );
  const found = jsonStart.exec(text)?.groups;
  if (found === undefined) return undefined;
  const { version, kind, kindFirst, versionNext } = found;
  return { type: { apiVersion: version ?? versionNext ?? '', kind: kind ?? kindFirst ?? '' } };
}

/**
 * Whether an API server stored a value, by its beginning: as protobuf, sealed or as JSON. Cheap enough for every
 * change of a flood, as the first byte tells most others apart. 256 bytes are enough.
 */
export function storedType(head: Uint8Array): StoredType | undefined {
  if (head[0] === 0x7b) return jsonType(head);
  if (head[0] !== 0x6b) return undefined;
  if (isKubernetesProtobuf(head)) return { type: readTypeMeta(head) };
  return readEncryption(head) === undefined ? undefined : { type: undefined };
}
